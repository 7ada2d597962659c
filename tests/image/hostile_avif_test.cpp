// SPDX-License-Identifier: Apache-2.0
// AVIFs of very many parts: what is done to each of them must not be done for each of the others.
#include <cstdint>
#include <span>
#include <string>

#include "pixherd/format/container_metadata.hpp"
#include "pixherd/format/source_facts.hpp"
#include "support/avif_samples.hpp"
#include "support/catch.hpp"
#include "support/lossless_avif_samples.hpp"
#include "support/put.hpp"

namespace pixherd {
namespace {

using sample::Bytes;

/// The box of that type in `avif`, with its header.
std::string box_in(const Bytes& avif, const std::string& type) {
  const std::string text(reinterpret_cast<const char*>(avif.data()), avif.size());
  const std::size_t at = text.find(type) - 4;
  std::size_t size = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    size = size << 8U | static_cast<unsigned char>(text.at(at + i));
  }
  return text.substr(at, size);
}

/// An AVIF without loss whose picture is told of as `count` items.
Bytes avif_of_pictures(std::uint32_t count) {
  const Bytes picture = sample::lossless_avif();
  const std::string front = box_in(picture, "ftyp");
  const std::string data = box_in(picture, "mdat");
  std::string infos =
      sample::big_endian(1, 1) + std::string(3, '\0') + sample::big_endian(count, 4);
  std::string places = std::string("\2\0\0\0\x44\0", 6) + sample::big_endian(count, 4);
  for (std::uint32_t item = 1; item <= count; ++item) {
    infos += sample::iso_box("infe", std::string("\3\0\0\0", 4) + sample::big_endian(item, 4) +
                                         std::string(2, '\0') + "av01" + '\0');
    places += sample::big_endian(item, 4) + std::string(4, '\0') + sample::big_endian(1, 2) +
              sample::big_endian(front.size() + 8, 4) + sample::big_endian(data.size() - 8, 4);
  }
  Bytes made;
  sample::put(made, front + data);
  sample::put(
      made, sample::iso_box("meta", std::string(4, '\0') + box_in(picture, "pitm") +
                                        sample::iso_box("iinf", infos) +
                                        sample::iso_box("iloc", places) + box_in(picture, "iprp")));
  return made;
}

TEST_CASE("an AVIF of more pictures than anybody writes is taken for one with loss") {
  const auto lossless = [](std::uint32_t pictures) {
    return read_source_facts(avif_of_pictures(pictures), ImageFormat::avif).value().lossless_coding;
  };
  CHECK(lossless(1));
  CHECK(lossless(3));
  CHECK_FALSE(lossless(150'000));
}

TEST_CASE("any number of boxes of programs is taken out of an AVIF") {
  constexpr int kBoxes = 200'000;
  const Bytes picture = sample::lossless_avif();
  Bytes avif = picture;
  const std::string box = sample::iso_box("uuid", "");
  for (int i = 0; i < kBoxes; ++i) {
    sample::put(avif, box);
  }
  const Filtered made = with_kept_metadata(avif, ImageFormat::avif, MetadataSet::none(), 1).value();
  CHECK(made.bytes == picture);
  CHECK(made.notes.empty());
}

TEST_CASE("what programs left in an AVIF is told of once, however many boxes it has") {
  MetadataSet kept = MetadataSet::all();
  kept.remove(MetadataKind::gps);
  const Bytes picture = sample::lossless_avif();
  Bytes avif = picture;
  for (int i = 0; i < 3; ++i) {
    sample::put(avif, sample::iso_box("uuid", std::string(16, 'u') + "GPSLatitude 48.2"));
  }
  const Filtered made = with_kept_metadata(avif, ImageFormat::avif, kept, 1).value();
  CHECK(made.bytes == picture);
  CHECK(made.notes.size() == 1);
}

}  // namespace
}  // namespace pixherd
