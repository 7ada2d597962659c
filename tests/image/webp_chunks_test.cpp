// SPDX-License-Identifier: Apache-2.0
#include "pixherd/format/webp_chunks.hpp"

#include "pixherd/format/exif.hpp"
#include "pixherd/format/source_facts.hpp"
#include "support/catch.hpp"
#include "support/sample_images.hpp"

namespace pixherd {
namespace {

sample::Bytes riff(const std::vector<WebpChunk>& chunks) {
  sample::Bytes file;
  const auto put = [&](std::string_view text) {
    const auto bytes = std::as_bytes(std::span(text));
    file.insert(file.end(), bytes.begin(), bytes.end());
  };
  const auto put_size = [&](std::size_t size) {
    for (unsigned shift = 0; shift < 32; shift += 8) {
      file.push_back(static_cast<std::byte>(size >> shift));
    }
  };
  std::size_t form = 4;
  for (const WebpChunk& chunk : chunks) {
    form += 8 + chunk.body.size() + chunk.body.size() % 2;
  }
  put("RIFF");
  put_size(form);
  put("WEBP");
  for (const WebpChunk& chunk : chunks) {
    put(chunk.type);
    put_size(chunk.body.size());
    file.insert(file.end(), chunk.body.begin(), chunk.body.end());
    file.resize(file.size() + chunk.body.size() % 2);
  }
  return file;
}

/// A VP8X body, and the start of a lossless picture, of 1 to 256 pixels by 1.
sample::Bytes canvas(unsigned width) {
  sample::Bytes body(10);
  body[4] = static_cast<std::byte>(width - 1);
  return body;
}
sample::Bytes picture(unsigned width) {
  return {std::byte{0x2F}, static_cast<std::byte>(width - 1), std::byte{0}, std::byte{0},
          std::byte{0}};
}

Result<SourceFacts> facts_of(const std::vector<WebpChunk>& chunks) {
  return read_source_facts(riff(chunks), ImageFormat::webp);
}

TEST_CASE("the extended header of a WebP is the first chunk or none") {
  const sample::Bytes own = canvas(9);
  const sample::Bytes other = canvas(200);
  const sample::Bytes coded = picture(9);
  const std::vector<WebpChunk> chunks{{"VP8X", own}, {"VP8L", coded}, {"VP8X", other}};
  const Result<SourceFacts> facts = facts_of(chunks);
  REQUIRE(facts.ok());
  CHECK(facts->size == PixelSize{9, 1});
  CHECK(facts->metadata.uncarried);
  const Result<SourceFacts> late = facts_of({{"VP8L", coded}, {"VP8X", other}});
  REQUIRE(late.ok());
  CHECK(late->size == PixelSize{9, 1});

  const Result<SourceFacts> again =
      read_source_facts(with_metadata_of({chunks, 0}, {}), ImageFormat::webp);
  REQUIRE(again.ok());
  CHECK(again->size == PixelSize{9, 1});
  CHECK_FALSE(again->metadata.uncarried);
}

TEST_CASE("the first EXIF and the first XMP of a WebP count, and others are named as lost") {
  const sample::Bytes coded = picture(9);
  const sample::Bytes exif = exif_of_orientation(3);
  const sample::Bytes other = exif_of_orientation(6);
  const SourceFacts one = facts_of({{"VP8L", coded}, {"EXIF", exif}, {"XMP ", other}}).value();
  CHECK_FALSE((one.metadata.unread_exif || one.metadata.unread_xmp || one.metadata.uncarried));
  const SourceFacts two = facts_of({{"VP8L", coded}, {"EXIF", exif}, {"EXIF", other}}).value();
  CHECK(two.orientation == 3);
  CHECK((two.metadata.unread_exif && two.metadata.uncarried));
  const SourceFacts xmp = facts_of({{"VP8L", coded}, {"XMP ", exif}, {"XMP ", exif}}).value();
  CHECK((xmp.metadata.unread_xmp && xmp.metadata.uncarried));
}

TEST_CASE("a WebP is damaged where its pictures are not those of its header") {
  const sample::Bytes header = canvas(9);
  const sample::Bytes nine = picture(9);
  const sample::Bytes ten = picture(10);
  CHECK(facts_of({{"VP8X", header}, {"VP8L", nine}}).ok());
  CHECK_FALSE(facts_of({{"VP8X", header}, {"VP8L", ten}}).ok());
  CHECK_FALSE(facts_of({{"VP8L", nine}, {"VP8L", ten}}).ok());

  const sample::Bytes coded = riff({{"VP8L", nine}});
  sample::Bytes frame(16);
  frame.insert(frame.end(), coded.begin() + 12, coded.end());
  CHECK(facts_of({{"VP8X", header}, {"ANMF", frame}, {"ANMF", frame}}).ok());
  CHECK_FALSE(facts_of({{"VP8X", header}, {"ANMF", frame}, {"VP8L", nine}}).ok());
  CHECK_FALSE(facts_of({{"ANMF", frame}, {"ANMF", frame}}).ok());
}

TEST_CASE("metadata comes to a WebP whose extended header is too short to be one") {
  const sample::Bytes coded{std::byte{0x2F}, std::byte{9}, std::byte{0}, std::byte{0},
                            std::byte{0}};
  const sample::Bytes exif(6, std::byte{1});
  const sample::Bytes stump(3, std::byte{0xFF});
  for (const std::span<const std::byte> header : {std::span<const std::byte>(), std::span(stump)}) {
    const WebpChunks picture{{{"VP8X", header}, {"VP8L", coded}}, 0};
    const sample::Bytes made = with_metadata_of(picture, {{{"EXIF", exif}}, 0});
    const Result<WebpChunks> again = read_webp_chunks(made);
    REQUIRE(again.ok());
    REQUIRE(again->list.size() == 3);
    REQUIRE(again->list[0].body.size() == 10);
    CHECK(again->list[0].body[0] == std::byte{8});
    CHECK(again->list[0].body[4] == std::byte{9});
    CHECK(again->list[2].body.size() == exif.size());
  }
}

}  // namespace
}  // namespace pixherd
