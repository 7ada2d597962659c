// SPDX-License-Identifier: Apache-2.0
#include <span>
#include <string>
#include <string_view>

#include "pixherd/format/byte_view.hpp"
#include "pixherd/format/container_metadata.hpp"
#include "pixherd/png/zlib_stream.hpp"
#include "run_task.hpp"
#include "support/catch.hpp"

namespace pixherd {
namespace {

/// As UTF-16 has it between its letters, and programs that pad with it.
const std::string kPacket = "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\" x:before=\"the first part\"/>" +
                            std::string(3, '\0') + "the second part";

sample::Bytes source_with_packet(ImageFormat format) {
  if (format == ImageFormat::png) {
    return sample::with_png_chunk(sample::image(ImageFormat::png), "iTXt",
                                  std::string("XML:com.adobe.xmp\0\0\0\0\0", 22) + kPacket);
  }
  sample::Bytes jpeg =
      sample::with_jpeg_segment(sample::image(ImageFormat::jpeg), 0xE1,
                                std::string("http://ns.adobe.com/xap/1.0/\0", 29) + kPacket);
  if (format == ImageFormat::jpeg) {
    return jpeg;
  }
  TaskSettings settings = to_format(format);
  settings.lane = Lane::libvips;
  settings.metadata = MetadataSet::all();
  return run_task(jpeg, settings).output;
}

TEST_CASE("XMP that holds a zero is carried whole, or stops work in place") {
  need_engine();
  for (const ImageFormat from : {ImageFormat::jpeg, ImageFormat::png, ImageFormat::webp,
                                 ImageFormat::tiff, ImageFormat::avif}) {
    const sample::Bytes source = source_with_packet(from);
    for (const ImageFormat to : kImageFormats) {
      CAPTURE(name(from), name(to));
      TaskSettings settings = in_place();
      settings.format = to;
      settings.lane = Lane::libvips;
      settings.resize.long_edge = 48;
      settings.metadata = MetadataSet::all();
      const Done done = run_task(source, settings);
      if (done.outcome.status == TaskStatus::saved) {
        CHECK(tells(done.output, kPacket));
      } else {
        CHECK(done.outcome.reason.value_or(Reason{}).code == ReasonCode::metadata_lost);
      }
      CHECK((done.outcome.status == TaskStatus::saved || to == ImageFormat::gif));
    }
  }
}

TEST_CASE("XMP that holds a zero is carried whole in planes") {
  need_engine();
  TaskSettings settings = in_place();
  settings.lane = Lane::planes;
  settings.resize.long_edge = 48;
  settings.metadata = MetadataSet::all();
  const Done done = run_task(source_with_packet(ImageFormat::jpeg), settings);
  REQUIRE(done.outcome.status == TaskStatus::saved);
  CHECK(tells(done.output, kPacket));
}

std::string packed(const std::string& text) {
  const sample::Bytes stream = zlib_packed(std::as_bytes(std::span(text)));
  return {reinterpret_cast<const char*>(stream.data()), stream.size()};
}

TEST_CASE("compressed XMP of a PNG is carried whole, and what is to go is taken out of it") {
  need_engine();
  const std::string keyword("XML:com.adobe.xmp\0", 18);
  const std::string packet =
      "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\" xmlns:exif=\"http://ns.adobe.com/exif/1.0/\""
      " exif:GPSAltitude=\"1\" x:source=\"its source\"/>";
  const auto png_with = [&](const std::string& type, const std::string& words) {
    const std::string fields = type == "zTXt" ? std::string(1, '\0') : std::string("\1\0\0\0", 4);
    return sample::with_png_chunk(sample::image(ImageFormat::png), type,
                                  keyword + fields + packed(words));
  };
  for (const std::string type : {"zTXt", "iTXt"}) {
    CAPTURE(type);
    TaskSettings settings = lossless_in_place();
    settings.metadata.remove(MetadataKind::gps);
    const Done less = run_task(png_with(type, packet), settings);
    REQUIRE(less.outcome.status == TaskStatus::saved);
    CHECK(less.outcome.notes.empty());
    CHECK(tells(less.output, "its source"));
    CHECK_FALSE(tells(less.output, "GPSAltitude"));
    settings = in_place();
    settings.metadata = MetadataSet::all();
    settings.resize.long_edge = 48;
    const Done smaller = run_task(png_with(type, kPacket), settings);
    REQUIRE(smaller.outcome.status == TaskStatus::saved);
    CHECK(tells(smaller.output, kPacket));
  }
}

TEST_CASE("all the compressed XMP of a PNG together is unpacked up to a bound") {
  need_engine();
  const std::string packet = "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\" x:source=\"its source\"/>" +
                             std::string(std::size_t{9} << 20U, ' ');
  const std::string body =
      std::string("XML:com.adobe.xmp\0", 18) + std::string("\1\0\0\0", 4) + packed(packet);
  sample::Bytes png = sample::image(ImageFormat::png);
  for (int chunk = 0; chunk < 3; ++chunk) {
    png = sample::with_png_chunk(png, "iTXt", body);
  }
  MetadataSet kept = MetadataSet::all();
  kept.remove(MetadataKind::gps);
  const Filtered made = with_kept_metadata(png, ImageFormat::png, kept, 1).value();
  CHECK(made.notes.size() == 1);
  const std::string_view left = ByteView(made.bytes).text();
  CHECK(left.find(body.substr(22)) != std::string::npos);
  CHECK(left.find("XML:com.adobe.xmp") == left.rfind("XML:com.adobe.xmp"));
}

TEST_CASE("an empty XMP of a PNG does not make the next one unreadable") {
  const std::string keyword("XML:com.adobe.xmp\0", 18);
  const std::string packet = "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\" x:source=\"its source\"/>";
  const std::string packed_body = keyword + std::string("\1\0\0\0", 4) + packed(packet);
  sample::Bytes png = sample::image(ImageFormat::png);
  png = sample::with_png_chunk(png, "iTXt", packed_body);
  png = sample::with_png_chunk(png, "iTXt", keyword + std::string(4, '\0'));
  MetadataSet kept = MetadataSet::all();
  kept.remove(MetadataKind::gps);
  const Filtered made = with_kept_metadata(png, ImageFormat::png, kept, 1).value();
  CHECK(made.notes.empty());
  CHECK(tells(made.bytes, packed_body));
}

}  // namespace
}  // namespace pixherd
