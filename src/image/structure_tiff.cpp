// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <set>
#include <tuple>

#include "structure.hpp"

namespace pixherd::structure {
namespace {

constexpr std::size_t kMostPages = 65535;

constexpr std::uint32_t kWidth = 256;
constexpr std::uint32_t kHeight = 257;
constexpr std::uint32_t kBits = 258;
constexpr std::uint32_t kCompression = 259;
constexpr std::uint32_t kPhotometric = 262;
constexpr std::uint32_t kStripOffsets = 273;
constexpr std::uint32_t kOrientation = 274;
constexpr std::uint32_t kSamples = 277;
constexpr std::uint32_t kStripBytes = 279;
constexpr std::uint32_t kTileOffsets = 324;
constexpr std::uint32_t kTileBytes = 325;
constexpr std::uint32_t kExtraSamples = 338;

/// Tags that describe the coding itself, or that libvips writes again as they were: description,
/// resolution, XMP, IPTC, Photoshop and ICC. Any other would be lost.
constexpr std::array<std::uint32_t, 37> kCarriedTags{
    254, 255, 256, 257, 258, 259, 262, 266,   270,   273, 274,  277, 278,
    279, 280, 281, 282, 283, 284, 296, 297,   317,   320, 322,  323, 324,
    325, 338, 339, 347, 530, 531, 532, 33723, 34377, 700, 34675};

/// The number layout of the file at hand: byte order, and classic or big offsets.
struct Layout {
  bool big_endian = false;
  bool big_tiff = false;

  [[nodiscard]] std::uint64_t number(ByteView file, std::uint64_t at, unsigned count) const {
    return big_endian ? file.big(at, count) : file.little(at, count);
  }
  [[nodiscard]] unsigned offset_bytes() const { return big_tiff ? 8 : 4; }
  [[nodiscard]] unsigned entry_bytes() const { return big_tiff ? 20 : 12; }
};

unsigned bytes_of_type(std::uint64_t type) {
  constexpr std::array<unsigned, 19> kBytes{0, 1, 1, 2, 4, 8, 1, 1, 2, 4,
                                            8, 4, 8, 4, 0, 0, 8, 8, 8};
  return type < kBytes.size() ? kBytes[type] : 0;
}

/// A directory entry's values, wherever they stand.
struct Values {
  ByteView file;
  Layout layout;
  std::uint64_t at = 0;
  std::uint64_t count = 0;
  unsigned width = 0;

  [[nodiscard]] bool whole() const {
    return width == 0 || (count <= file.size() && file.holds(at, count * width));
  }
  [[nodiscard]] std::uint64_t operator[](std::uint64_t i) const {
    return i < count ? layout.number(file, at + i * width, width) : 0;
  }
};

struct Page {
  PixelSize size;
  std::uint32_t bits = 1;
  std::uint32_t samples = 1;
  std::uint32_t extra_samples = 0;
  std::uint32_t photometric = 1;
  std::uint32_t compression = 1;
  std::uint32_t orientation = 1;
  bool uncarried = false;
  Values offsets;
  Values lengths;

  void note(std::uint32_t tag, const Values& values) {
    const auto first = static_cast<std::uint32_t>(values[0]);
    switch (tag) {
      case kWidth: size.width = first; break;
      case kHeight: size.height = first; break;
      case kBits: bits = first; break;
      case kCompression: compression = first; break;
      case kPhotometric: photometric = first; break;
      case kOrientation: orientation = first; break;
      case kSamples: samples = first; break;
      case kExtraSamples: extra_samples = static_cast<std::uint32_t>(values.count); break;
      case kStripOffsets:
      case kTileOffsets: offsets = values; break;
      case kStripBytes:
      case kTileBytes: lengths = values; break;
      default: break;
    }
    uncarried |= std::find(kCarriedTags.begin(), kCarriedTags.end(), tag) == kCarriedTags.end();
  }

  [[nodiscard]] bool data_is_there(ByteView file) const {
    for (std::uint64_t i = 0; i < offsets.count && i < lengths.count; ++i) {
      if (!file.holds(offsets[i], lengths[i])) {
        return false;
      }
    }
    return offsets.count > 0 && offsets.count <= lengths.count;
  }
  [[nodiscard]] auto kind() const {
    return std::tuple(size.width, size.height, bits, samples, photometric);
  }
  /// None, CCITT, LZW, Deflate (both numbers), PackBits, LZMA, Zstandard.
  [[nodiscard]] bool lossless() const {
    constexpr std::array<std::uint32_t, 10> kLossless{1, 2, 3, 4, 5, 8, 32773, 32946, 34925, 50000};
    return std::find(kLossless.begin(), kLossless.end(), compression) != kLossless.end();
  }
};

/// Reads the directory at `at`; false where it, or what it points to, is not all there.
bool read_page(ByteView file, Layout layout, std::uint64_t at, Page& page,
               std::uint64_t& next_directory) {
  const unsigned count_bytes = layout.big_tiff ? 8 : 2;
  const std::uint64_t entries = layout.number(file, at, count_bytes);
  const std::uint64_t first = at + count_bytes;
  const unsigned entry_bytes = layout.entry_bytes();
  if (entries > file.size() / entry_bytes ||
      !file.holds(first, entries * entry_bytes + layout.offset_bytes())) {
    return false;
  }
  for (std::uint64_t i = 0; i < entries; ++i) {
    const std::uint64_t entry = first + i * entry_bytes;
    const auto tag = static_cast<std::uint32_t>(layout.number(file, entry, 2));
    Values values{file, layout, entry + 4 + layout.offset_bytes(),
                  layout.number(file, entry + 4, layout.offset_bytes()),
                  bytes_of_type(layout.number(file, entry + 2, 2))};
    if (values.width != 0 && values.count > layout.offset_bytes() / values.width) {
      values.at = layout.number(file, values.at, layout.offset_bytes());
    }
    if (!values.whole()) {
      return false;
    }
    page.note(tag, values);
  }
  next_directory = layout.number(file, first + entries * entry_bytes, layout.offset_bytes());
  return page.data_is_there(file);
}

void note_page(SourceFacts& facts, const Page& page) {
  facts.uncarried_metadata |= page.uncarried;
  facts.lossless_coding &= page.lossless();
  facts.bits = std::max(facts.bits, page.bits);
}

}  // namespace

Result<SourceFacts> of_tiff(ByteView file) {
  Layout layout{file.has(0, "MM"), false};
  layout.big_tiff = layout.number(file, 2, 2) == 43;
  std::uint64_t at = layout.number(file, layout.big_tiff ? 8 : 4, layout.offset_bytes());
  SourceFacts facts;
  facts.format = ImageFormat::tiff;
  facts.lossless_coding = true;
  facts.bits = 1;
  facts.frames = 0;
  Page first;
  std::uint64_t strips = 0;
  std::set<std::uint64_t> seen;
  while (at != 0) {
    Page page;
    if (!seen.insert(at).second || seen.size() > kMostPages ||
        !read_page(file, layout, at, page, at) || (strips += page.offsets.count) > file.size()) {
      return damaged("the TIFF is cut short, or its directories are damaged");
    }
    if (facts.frames == 0) {
      first = page;
    }
    facts.unlike_pages |= page.kind() != first.kind();
    note_page(facts, page);
    ++facts.frames;
  }
  facts.size = first.size;
  facts.orientation = first.orientation >= 1 && first.orientation <= 8 ? first.orientation : 1;
  facts.palette = first.photometric == 3;
  facts.cmyk = first.photometric == 5;
  facts.channels = facts.palette ? 3 : first.samples;
  facts.alpha = first.extra_samples > 0;
  return facts;
}

}  // namespace pixherd::structure
