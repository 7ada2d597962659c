// SPDX-License-Identifier: Apache-2.0
#include "pixherd/format/source_facts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "structure.hpp"

namespace pixherd {
namespace {

Result<SourceFacts> walk(ByteView file, ImageFormat format) {
  switch (format) {
    case ImageFormat::jpeg: return structure::of_jpeg(file);
    case ImageFormat::png: return structure::of_png(file);
    case ImageFormat::gif: return structure::of_gif(file);
    case ImageFormat::webp: return structure::of_webp(file);
    case ImageFormat::avif: return structure::of_avif(file);
    case ImageFormat::tiff: return structure::of_tiff(file);
  }
  return Error{ErrorCode::internal, "unknown image format"};
}

}  // namespace

std::uint64_t SourceFacts::pixels() const {
  std::uint64_t all = 0;
  const bool too_many =
      __builtin_mul_overflow(std::uint64_t{size.width} * size.height, std::uint64_t{frames}, &all);
  return too_many || __builtin_add_overflow(all, further_pixels, &all)
             ? std::numeric_limits<std::uint64_t>::max()
             : all;
}

Result<SourceFacts> read_source_facts(std::span<const std::byte> bytes, ImageFormat format) {
  Result<SourceFacts> facts = walk(ByteView(bytes), format);
  if (facts && (facts->size.width == 0 || facts->size.height == 0 || facts->frames == 0)) {
    return structure::damaged("the image has no pixels");
  }
  return facts;
}

namespace structure {

Error damaged(std::string message) { return {ErrorCode::damaged, std::move(message)}; }

std::uint64_t trailing_bytes(ByteView file, std::uint64_t end) {
  const auto rest = file.from(end).bytes();
  const bool padding =
      std::all_of(rest.begin(), rest.end(), [](std::byte byte) { return byte == std::byte{0}; });
  return padding ? 0 : rest.size();
}

void note_uncarried(SourceFacts& facts, std::string_view part) {
  constexpr std::size_t kEnough = 100;
  constexpr std::string_view kMore = " and more";
  facts.metadata.uncarried = true;
  std::string& parts = facts.metadata.uncarried_parts;
  const bool listed =
      fmt::format(", {}, ", parts).find(fmt::format(", {}, ", part)) != std::string::npos;
  if (listed || parts.ends_with(kMore)) {
    return;
  }
  if (parts.size() >= kEnough) {
    parts += kMore;
  } else {
    parts += (parts.empty() ? "" : ", ") + std::string(part);
  }
}

void note_further_blocks(SourceFacts& facts) {
  if (facts.metadata.unread_exif) {
    note_uncarried(facts, "a second EXIF");
  }
  if (facts.metadata.unread_xmp) {
    note_uncarried(facts, "a second XMP, or what goes on from the first");
  }
}

std::uint32_t exif_orientation(ByteView exif) {
  constexpr std::uint32_t kOrientationTag = 0x0112;
  const bool big = exif.has(0, "MM");
  if (!big && !exif.has(0, "II")) {
    return 1;
  }
  const auto number = [&](std::uint64_t at, unsigned count) {
    return big ? exif.big(at, count) : exif.little(at, count);
  };
  const std::uint64_t directory = number(4, 4);
  const std::uint64_t entries = number(directory, 2);
  for (std::uint64_t i = 0; i < entries && exif.holds(directory + 2 + i * 12, 12); ++i) {
    const std::uint64_t entry = directory + 2 + i * 12;
    if (number(entry, 2) == kOrientationTag) {
      const std::uint64_t type = number(entry + 2, 2);
      const bool is_long = type == 4 || type == 9;
      const std::uint64_t value = number(entry + 8, is_long ? 4 : 2);
      return value >= 1 && value <= 8 ? static_cast<std::uint32_t>(value) : 1;
    }
  }
  return 1;
}

}  // namespace structure
}  // namespace pixherd
