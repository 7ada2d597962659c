// SPDX-License-Identifier: Apache-2.0
// The XMP of an AVIF is read from its boxes, wherever they put it.
#include "pixherd/format/avif_xmp.hpp"
#include "pixherd/format/source_facts.hpp"
#include "pixherd/image/losses.hpp"
#include "run_task.hpp"
#include "support/catch.hpp"
#include "support/put.hpp"

namespace pixherd {
namespace {

using sample::Bytes;

const std::string kPacket = "<x:xmpmeta>what the picture shows</x:xmpmeta>";
const std::string kOtherPacket = "<x:xmpmeta>what the mask shows</x:xmpmeta>";

std::string number_of(std::uint64_t value, unsigned bytes) {
  Bytes made;
  sample::put_big(made, value, bytes);
  return {reinterpret_cast<const char*>(made.data()), made.size()};
}

std::string iso_box(const std::string& type, const std::string& body) {
  return number_of(8 + body.size(), 4) + type + body;
}

std::string xmp_item(unsigned number, const std::string& packing) {
  return iso_box("infe", number_of(2U << 24U, 4) + number_of(number, 2) + number_of(0, 2) + "mime" +
                             '\0' + "application/rdf+xml" + '\0' + packing + '\0');
}

/// An item location of one extent, with numbers of four bytes.
std::string place(unsigned number, unsigned method, std::size_t offset, std::size_t length) {
  return number_of(number, 2) + number_of(method, 2) + number_of(0, 2) + number_of(1, 2) +
         number_of(offset, 4) + number_of(length, 4);
}

struct AvifKind {
  std::string packing{};
  bool in_data = false;  ///< the packets stand in "idat", not in the file
  bool second_is_main = false;
  std::size_t missing = 0;  ///< bytes that are not there any more
};

/// Boxes that lead to two packets, and no picture.
Bytes avif_boxes(const AvifKind& kind) {
  const std::string front = iso_box("ftyp", "avif" + number_of(0, 4) + "avif");
  const auto meta = [&](std::size_t at) {
    const unsigned method = kind.in_data ? 1 : 0;
    const std::size_t first = kind.in_data ? 0 : at;
    const std::string size = iso_box("ispe", number_of(0, 4) + number_of(8, 4) + number_of(8, 4));
    const std::string described = number_of(kind.second_is_main ? 3 : 2, 2);
    return iso_box(
        "meta",
        number_of(0, 4) + iso_box("pitm", number_of(0, 4) + number_of(1, 2)) +
            iso_box("iinf", number_of(0, 4) + number_of(2, 2) + xmp_item(2, kind.packing) +
                                xmp_item(3, kind.packing)) +
            iso_box("iref", number_of(0, 4) +
                                iso_box("cdsc", described + number_of(1, 2) + number_of(1, 2))) +
            iso_box("iloc", number_of(1U << 24U, 4) + number_of(0x4400, 2) + number_of(2, 2) +
                                place(2, method, first, kPacket.size()) +
                                place(3, method, first + kPacket.size(), kOtherPacket.size())) +
            iso_box("iprp", iso_box("ipco", size)) +
            iso_box("idat", kind.in_data ? kPacket + kOtherPacket : ""));
  };
  const std::size_t data_at = front.size() + meta(0).size() + 8;
  std::string file =
      front + meta(data_at) + iso_box("mdat", kind.in_data ? "" : kPacket + kOtherPacket);
  file.resize(file.size() - kind.missing);
  const auto bytes = std::as_bytes(std::span(file));
  return {bytes.begin(), bytes.end()};
}

std::string xmp_in(const Bytes& file) {
  const AvifXmp xmp = xmp_of_avif(file);
  const std::string packet(reinterpret_cast<const char*>(xmp.packet.data()), xmp.packet.size());
  return !xmp.there ? "none" : packet.empty() ? "unread" : packet;
}

TEST_CASE("the XMP of an AVIF is the one that describes its main picture, wherever it stands") {
  CHECK(xmp_in(avif_boxes({})) == kPacket);
  CHECK(xmp_in(avif_boxes({.in_data = true})) == kPacket);
  CHECK(xmp_in(avif_boxes({.second_is_main = true})) == kOtherPacket);
  CHECK(xmp_in(avif_boxes({.in_data = true, .second_is_main = true})) == kOtherPacket);
  CHECK(xmp_in(avif_boxes({.packing = "deflate"})) == "unread");
  CHECK(xmp_in(avif_boxes({.second_is_main = true, .missing = 1})) == "unread");
  CHECK(xmp_in({}) == "none");
}

TEST_CASE("XMP of an AVIF that cannot be read is said to be lost where it was to be kept") {
  const Bytes packed = avif_boxes({.packing = "deflate"});
  const SourceFacts facts = read_source_facts(packed, ImageFormat::avif).value();
  CHECK(facts.metadata.unread_xmp);
  CHECK_FALSE(read_source_facts(avif_boxes({}), ImageFormat::avif).value().metadata.unread_xmp);
  TaskSettings settings = to_format(ImageFormat::webp);
  CHECK(losses(facts, settings).empty());
  settings.metadata = MetadataSet::all();
  const std::vector<Loss> lost = losses(facts, settings);
  REQUIRE(lost.size() == 1);
  CHECK(lost.front().reason.code == ReasonCode::metadata_lost);
  settings.replaces_source = true;
  CHECK(forbids_work(lost.front(), facts, settings));
}

TEST_CASE("XMP goes from an AVIF into every format that holds it, with either engine") {
  need_engine();
  TaskSettings settings = to_format(ImageFormat::avif);
  settings.metadata = MetadataSet::all();
  const Done avif = run_task(sample::jpeg_with_metadata("WhatIsTold"), settings);
  CHECK(avif.outcome.notes.empty());
  CHECK(xmp_in(avif.output).find("WhatIsTold") != std::string::npos);
  for (const ImageFormat format :
       {ImageFormat::jpeg, ImageFormat::png, ImageFormat::webp, ImageFormat::tiff}) {
    CAPTURE(name(format));
    settings.format = format;
    settings.metadata = MetadataSet::all();
    settings.metadata.remove(MetadataKind::exif);
    const Done done = run_task(avif.output, settings);
    REQUIRE(done.outcome.status == TaskStatus::saved);
    const std::string_view text(reinterpret_cast<const char*>(done.output.data()),
                                done.output.size());
    CHECK(text.find("WhatIsTold") != std::string_view::npos);
  }
}

}  // namespace
}  // namespace pixherd
