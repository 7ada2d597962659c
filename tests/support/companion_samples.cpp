// SPDX-License-Identifier: Apache-2.0
#include "support/companion_samples.hpp"

#include <fmt/format.h>

#include "support/exif_samples.hpp"
#include "support/put.hpp"

namespace pixherd::sample {
namespace {

constexpr std::uint32_t kPictures = 2;
constexpr std::uint32_t kEntryBytes = 16;
constexpr std::uint32_t kDirectoryEntries = 3;
constexpr std::uint32_t kEntriesAt = 8 + 2 + kDirectoryEntries * 12 + 4;

std::string text_of(const Bytes& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string xmp_segment(const std::string& properties) {
  return std::string("http://ns.adobe.com/xap/1.0/\0", 29) +
         "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">"
         "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">"
         "<rdf:Description rdf:about=\"\" xmlns:hdrgm=\"http://ns.adobe.com/hdr-gain-map/1.0/\"" +
         properties + "</rdf:RDF></x:xmpmeta>";
}

std::string marks(const CompanionKind& kind) {
  return xmp_segment(fmt::format(
      " xmlns:exif=\"http://ns.adobe.com/exif/1.0/\" exif:GPSLatitude=\"{}\""
      " xmlns:GCamera=\"http://ns.google.com/photos/1.0/camera/\" GCamera:MicroVideo=\"1\""
      " GCamera:MicroVideoVersion=\"1\" GCamera:MicroVideoOffset=\"{}\""
      " xmlns:Container=\"http://ns.google.com/photos/1.0/container/\""
      " xmlns:Item=\"http://ns.google.com/photos/1.0/container/item/\" hdrgm:Version=\"1.0\">"
      "<Container:Directory><rdf:Seq><rdf:li rdf:parseType=\"Resource\"><Container:Item"
      " Item:Semantic=\"GainMap\" Item:Mime=\"image/jpeg\" Item:Length=\"{}\"/></rdf:li></rdf:Seq>"
      "</Container:Directory></rdf:Description>",
      kPlaceInXmp, kind.film.size(), gain_map_of(kind).size()));
}

/// `base` is where the index will stand in the file, `first` how long the first picture will be.
std::string index_segment(const CompanionKind& kind, std::uint64_t base, std::uint64_t first) {
  Bytes body;
  const auto number = [&](std::uint64_t value, unsigned count) {
    if (kind.big_endian) {
      put_big(body, value, count);
    } else {
      put(body, static_cast<std::uint32_t>(value), count);
    }
  };
  const auto entry = [&](std::uint32_t tag, std::uint32_t type, std::uint32_t count) {
    number(tag, 2);
    number(type, 2);
    number(count, 4);
  };
  put(body, std::string_view("MPF\0", 4));
  put(body, kind.big_endian ? std::string_view("MM\0*", 4) : std::string_view("II*\0", 4));
  number(8, 4);
  number(kDirectoryEntries, 2);
  entry(0xB000, 7, 4);
  put(body, std::string_view("0100"));
  entry(0xB001, 4, 1);
  number(kPictures, 4);
  entry(0xB002, 7, kPictures * kEntryBytes);
  number(kEntriesAt, 4);
  number(0, 4);
  number(0x030000, 4);
  number(first, 4);
  number(0, 4);
  number(0, 4);
  number(0, 4);
  number(gain_map_of(kind).size(), 4);
  number(first - base, 4);
  number(0, 4);
  return text_of(body);
}

}  // namespace

Bytes gain_map_of(const CompanionKind& kind) {
  Bytes picture = with_jpeg_segment(image(ImageFormat::jpeg, {.width = 32, .height = 24}), 0xE1,
                                    xmp_segment(" hdrgm:GainMapMax=\"2.3\"/>"));
  return kind.second_exif.empty() ? picture : with_jpeg_segment(picture, 0xE1, kind.second_exif);
}

Bytes jpeg_with_companions(const CompanionKind& kind) {
  const Bytes picture = image(ImageFormat::jpeg);
  const std::string exif = std::string("Exif\0\0", 6) + text_of(exif_block({}));
  const auto with_index = [&](std::uint64_t base, std::uint64_t first) {
    Bytes made =
        kind.index ? with_jpeg_segment(picture, 0xE2, index_segment(kind, base, first)) : picture;
    made = kind.marks ? with_jpeg_segment(made, 0xE1, marks(kind)) : made;
    return with_jpeg_segment(made, 0xE1, exif);
  };
  const std::uint64_t first = with_index(0, 0).size();
  const std::uint64_t base = text_of(with_index(0, 0)).find(std::string("MPF\0", 4)) + 4;
  Bytes file = with_index(base, first);
  put(file, text_of(gain_map_of(kind)));
  put(file, kind.film);
  return file;
}

std::string film_that_tells(const std::string& told) {
  const auto box = [](const std::string& type, const std::string& body) {
    Bytes length;
    put_big(length, 8 + body.size(), 4);
    return text_of(length) + type + body;
  };
  return box("ftyp", "mp42") + box("moov", box("udta", told)) + box("mdat", std::string(3000, 'v'));
}

}  // namespace pixherd::sample
