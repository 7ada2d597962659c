// SPDX-License-Identifier: Apache-2.0
// Where the samples have their numbers. They are whole and of our own making: what is not looked
// for is not in them.
#include <string_view>

#include "support/damage.hpp"

namespace pixherd::sample {
namespace {

struct Fields {
  std::vector<Field> sizes;
  std::vector<Field> lengths;
};

class Reader {
 public:
  explicit Reader(const Bytes& bytes) : bytes_(bytes) {}

  [[nodiscard]] std::size_t size() const { return bytes_.size(); }
  [[nodiscard]] std::size_t number(const Field& field) const {
    std::size_t value = 0;
    for (unsigned i = 0; i < field.bytes; ++i) {
      const unsigned place = field.big_endian ? i : field.bytes - 1 - i;
      value = value << 8U | std::to_integer<std::size_t>(bytes_.at(field.at + place));
    }
    return value;
  }
  [[nodiscard]] std::size_t u8(std::size_t at) const { return number({at, 1}); }
  [[nodiscard]] std::size_t le16(std::size_t at) const { return number({at, 2}); }
  [[nodiscard]] std::size_t le32(std::size_t at) const { return number({at, 4}); }

  /// Every place where these four letters stand.
  [[nodiscard]] std::vector<std::size_t> places_of(std::string_view letters) const {
    const std::string_view text(reinterpret_cast<const char*>(bytes_.data()), bytes_.size());
    std::vector<std::size_t> places;
    for (std::size_t at = text.find(letters); at != std::string_view::npos;
         at = text.find(letters, at + 1)) {
      places.push_back(at);
    }
    return places;
  }

 private:
  const Bytes& bytes_;
};

Fields fields_of_png(const Reader& file) {
  Fields fields{{{16, 4, true}, {20, 4, true}}, {}};
  for (const std::size_t chunk : file.places_of("IDAT")) {
    fields.lengths.push_back({chunk - 4, 4, true});
  }
  return fields;
}

Fields fields_of_jpeg(const Reader& file) {
  constexpr std::size_t kStartOfScan = 0xDA;
  Fields fields;
  std::size_t marker = 0;
  for (std::size_t at = 2; marker != kStartOfScan; at += 2 + file.number({at + 2, 2, true})) {
    marker = file.u8(at + 1);
    fields.lengths.push_back({at + 2, 2, true});
    if (marker == 0xC0 || marker == 0xC2) {
      fields.sizes = {{at + 5, 2, true}, {at + 7, 2, true}};
    }
  }
  return fields;
}

std::size_t table_bytes(std::size_t flags) {
  return (flags & 0x80U) != 0 ? std::size_t{3} << ((flags & 7U) + 1U) : 0;
}

Fields fields_of_gif(const Reader& file) {
  std::size_t at = 13 + table_bytes(file.u8(10));
  while (file.u8(at) == 0x21) {
    for (at += 2; file.u8(at) != 0; at += 1 + file.u8(at)) {
    }
    ++at;
  }
  const std::size_t codes = at + 10 + table_bytes(file.u8(at + 9));
  return {{{6, 2}, {8, 2}, {at + 5, 2}, {at + 7, 2}}, {{codes, 1}, {codes + 1, 1}}};
}

Fields fields_of_webp(const Reader& file) {
  constexpr std::size_t kChunkHeader = 8;
  Fields fields{{}, {{4, 4}}};
  const auto add = [&](std::string_view type, const std::vector<Field>& sizes) {
    for (const std::size_t at : file.places_of(type)) {
      fields.lengths.push_back({at + 4, 4});
      for (const Field& size : sizes) {
        fields.sizes.push_back({at + kChunkHeader + size.at, size.bytes});
      }
    }
  };
  add("VP8X", {{4, 3}, {7, 3}});
  add("ANMF", {{6, 3}, {9, 3}});
  add("VP8 ", {{6, 2}, {8, 2}});
  add("VP8L", {{1, 4}});
  return fields;
}

Fields fields_of_tiff(const Reader& file) {
  Fields fields;
  const std::size_t directory = file.le32(4);
  for (std::size_t i = 0; i < file.le16(directory); ++i) {
    const std::size_t entry = directory + 2 + i * 12;
    const std::size_t tag = file.le16(entry);
    const unsigned width = file.le16(entry + 2) == 3 ? 2 : 4;
    const bool inside = file.le32(entry + 4) * width <= 4;
    const Field value{inside ? entry + 8 : file.le32(entry + 8), width};
    if (tag == 256 || tag == 257) {
      fields.sizes.push_back(value);
    } else if (tag == 273 || tag == 278 || tag == 279) {
      fields.lengths.push_back({entry + 4, 4});
      fields.lengths.push_back(value);
    } else if (tag == 258 || tag == 277) {
      fields.lengths.push_back(value);
    }
  }
  return fields;
}

Fields fields_of_avif(const Reader& file) {
  Fields fields;
  for (const std::size_t at : file.places_of("ispe")) {
    fields.sizes.push_back({at + 8, 4, true});
    fields.sizes.push_back({at + 12, 4, true});
  }
  for (const char* type : {"ftyp", "meta", "iloc", "iinf", "iprp", "ipco", "ispe", "mdat"}) {
    for (const std::size_t at : file.places_of(type)) {
      fields.lengths.push_back({at - 4, 4, true});
    }
  }
  return fields;
}

Fields fields_of(const Named& sample) {
  const Reader file(sample.bytes);
  switch (sample.format) {
    case ImageFormat::jpeg: return fields_of_jpeg(file);
    case ImageFormat::png: return fields_of_png(file);
    case ImageFormat::webp: return fields_of_webp(file);
    case ImageFormat::avif: return fields_of_avif(file);
    case ImageFormat::gif: return fields_of_gif(file);
    case ImageFormat::tiff: return fields_of_tiff(file);
  }
  return {};
}

}  // namespace

std::vector<Field> size_fields(const Named& sample) { return fields_of(sample).sizes; }
std::vector<Field> length_fields(const Named& sample) { return fields_of(sample).lengths; }

}  // namespace pixherd::sample
