// SPDX-License-Identifier: Apache-2.0
#include "support/exif_samples.hpp"

#include <functional>
#include <string>

#include "support/put.hpp"

namespace pixherd::sample {
namespace {

constexpr std::uint32_t kAscii = 2;
constexpr std::uint32_t kShort = 3;
constexpr std::uint32_t kLong = 4;
constexpr std::uint32_t kUndefined = 7;

/// Lays directories one behind the other, each with its values behind it.
class BlockMaker {
 public:
  explicit BlockMaker(bool big_endian) : big_endian_(big_endian) {
    put(bytes, big_endian ? std::string_view("MM\0*", 4) : std::string_view("II*\0", 4));
    number(8, 4);
  }

  void number(std::uint64_t value, unsigned count) {
    if (big_endian_) {
      put_big(bytes, value, count);
    } else {
      put(bytes, static_cast<std::uint32_t>(value), count);
    }
  }
  void entry(std::uint32_t tag, std::uint32_t type, std::uint32_t count, std::uint32_t value) {
    number(tag, 2);
    number(type, 2);
    number(count, 4);
    number(value, type == kShort ? 2 : 4);
    number(0, type == kShort ? 2 : 0);
  }
  [[nodiscard]] std::uint32_t at() const { return static_cast<std::uint32_t>(bytes.size()); }

  Bytes bytes;

 private:
  bool big_endian_;
};

std::uint32_t length(std::string_view text) { return static_cast<std::uint32_t>(text.size()); }

/// A directory of `entries` entries, and what follows it in the chain.
std::uint32_t directory_bytes(std::uint32_t entries) { return 2 + entries * 12 + 4; }

/// The value of an entry in the first directory, or in the one that `below` leads to; 0: not there.
std::uint32_t value_of(const Bytes& block, std::uint32_t below, std::uint32_t tag) {
  const auto read = [&](std::size_t at, std::size_t count) {
    std::uint32_t value = 0;
    const bool big = block.at(0) == std::byte{'M'};
    for (std::size_t i = 0; i < count; ++i) {
      value =
          value << 8U | std::to_integer<std::uint32_t>(block.at(at + (big ? i : count - 1 - i)));
    }
    return value;
  };
  const std::function<std::uint32_t(std::size_t, std::uint32_t)> find =
      [&](std::size_t directory, std::uint32_t wanted) -> std::uint32_t {
    for (std::uint32_t i = 0; i < read(directory, 2); ++i) {
      const std::size_t entry = directory + 2 + i * 12;
      if (read(entry, 2) == wanted) {
        return read(entry + 8, read(entry + 2, 2) == kShort ? 2 : 4);
      }
    }
    return 0;
  };
  const std::size_t first = read(4, 4);
  return find(below == 0 ? first : find(first, below), tag);
}

}  // namespace

Bytes exif_block(const ExifKind& kind) {
  BlockMaker block(kind.big_endian);
  const std::uint32_t entries = kind.orientation != 0 ? 5 : 4;
  const std::uint32_t maker = 8 + directory_bytes(entries);
  const std::uint32_t owner = maker + length(ExifText::kMaker);
  const std::uint32_t details = owner + length(ExifText::kOwner);
  const std::uint32_t note = details + directory_bytes(3);
  const std::uint32_t place = note + length(ExifText::kNote);
  const std::uint32_t place_text = place + directory_bytes(1);
  const std::uint32_t second = place_text + length(ExifText::kPlace);
  block.number(entries, 2);
  block.entry(0x010F, kAscii, length(ExifText::kMaker), maker);
  if (kind.orientation != 0) {
    block.entry(0x0112, kShort, 1, kind.orientation);
  }
  block.entry(0x8298, kAscii, length(ExifText::kOwner), owner);
  block.entry(0x8769, kLong, 1, details);
  block.entry(0x8825, kLong, 1, place);
  block.number(kind.thumbnail ? second : 0, 4);
  put(block.bytes, ExifText::kMaker);
  put(block.bytes, ExifText::kOwner);
  block.number(3, 2);
  block.entry(0x927C, kUndefined, length(ExifText::kNote), note);
  block.entry(0xA002, kLong, 1, 4000);
  block.entry(0xA003, kShort, 1, 3000);
  block.number(0, 4);
  put(block.bytes, ExifText::kNote);
  block.number(1, 2);
  block.entry(0x001B, kUndefined, length(ExifText::kPlace), place_text);
  block.number(0, 4);
  put(block.bytes, ExifText::kPlace);
  if (kind.thumbnail) {
    block.number(2, 2);
    block.entry(0x0201, kLong, 1, second + directory_bytes(2));
    block.entry(0x0202, kLong, 1, length(ExifText::kThumbnail));
    block.number(0, 4);
    put(block.bytes, ExifText::kThumbnail);
  }
  return block.bytes;
}

Bytes exif_loop(bool big_endian) {
  BlockMaker block(big_endian);
  const std::uint32_t second = 8 + directory_bytes(2);
  for (const std::uint32_t next : {second, std::uint32_t{8}}) {
    block.number(2, 2);
    block.entry(0x8769, kLong, 1, next);
    block.entry(0x8825, kLong, 1, next);
    block.number(next, 4);
  }
  return block.bytes;
}

std::uint32_t exif_orientation(const Bytes& block) { return value_of(block, 0, 0x0112); }

PixelSize exif_pixel_size(const Bytes& block) {
  return {value_of(block, 0x8769, 0xA002), value_of(block, 0x8769, 0xA003)};
}

Bytes jpeg_with_exif(const ExifKind& kind) {
  const Bytes block = exif_block(kind);
  const std::string text(reinterpret_cast<const char*>(block.data()), block.size());
  return with_jpeg_segment(image(ImageFormat::jpeg), 0xE1, std::string("Exif\0\0", 6) + text);
}

}  // namespace pixherd::sample
