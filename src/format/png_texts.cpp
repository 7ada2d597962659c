// SPDX-License-Identifier: Apache-2.0
#include "pixherd/format/png_texts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <utility>

#include "pixherd/base/bytes.hpp"
#include "pixherd/base/text.hpp"
#include "pixherd/format/byte_view.hpp"
#include "pixherd/format/iptc.hpp"
#include "png_raw_profile.hpp"

namespace pixherd::png {
namespace {

using Kind = RawProfile::Kind;

std::string_view keyword_of(const PngChunk& chunk) {
  const std::string_view text = ByteView(chunk.body).text();
  return text.substr(0, text.find('\0'));
}

/// The names that programs give to a place, beside those of EXIF.
bool keyword_tells_place(std::string_view keyword) {
  constexpr std::array<std::string_view, 6> kWithin{"gps",      "latitude",    "longitude",
                                                    "location", "coordinates", "geotag"};
  constexpr std::array<std::string_view, 6> kWhole{"city",  "state", "country",
                                                   "place", "lat",   "long"};
  const std::string lower = lower_case(keyword);
  return lower.starts_with("geo:") ||
         std::find(kWhole.begin(), kWhole.end(), lower) != kWhole.end() ||
         std::any_of(kWithin.begin(), kWithin.end(),
                     [&](std::string_view word) { return lower.find(word) != std::string::npos; });
}

/// Other programs put fields of EXIF into texts, one by one ("exif:GPSInfo").
bool keeps_plain_text(std::string_view keyword, MetadataSet kept) {
  const auto keeps = [&](MetadataKind kind) { return kept.contains(kind); };
  if (keyword.find("GPS") != std::string_view::npos) {
    return keeps(MetadataKind::gps) && keeps(MetadataKind::exif);
  }
  if (keyword.starts_with("exif:")) {
    return keeps(MetadataKind::exif) && !drops_copyright(kept);
  }
  if (keyword_tells_place(keyword)) {
    return keeps(MetadataKind::gps) && keeps(MetadataKind::other);
  }
  if (keyword == "Copyright" || keyword == "Author") {
    return keeps(MetadataKind::copyright);
  }
  return keeps(MetadataKind::other);
}

bool changes_kept_blocks(const ExifEdit& edit) {
  return edit.orientation != 0 || edit.size != PixelSize{} || !edit.keeps_thumbnail;
}

Bytes& place_of(Kind kind, MetadataBlocks& blocks) {
  return kind == Kind::exif ? blocks.exif : kind == Kind::xmp ? blocks.xmp : blocks.photoshop;
}

/// As other formats have it.
Bytes block_of(const RawProfile& profile) {
  const std::span<const std::byte> block = profile.block();
  return profile.kind == Kind::iptc ? photoshop_of_iptc(block) : Bytes(block.begin(), block.end());
}

Bytes edited_block(const RawProfile& profile, const ExifEdit& edit,
                   std::vector<std::string>& notes) {
  if (profile.kind == Kind::iptc) {
    return kept_iptc(profile.block(), edit.kept);
  }
  MetadataBlocks blocks;
  place_of(profile.kind, blocks) = block_of(profile);
  blocks = kept_blocks(blocks, edit, notes);
  return std::move(place_of(profile.kind, blocks));
}

/// Photoshop's resources and the IPTC alone often stand side by side, and tell the same.
void join_photoshop(Bytes& found, Bytes more) {
  const Bytes records = iptc_of_photoshop(more);
  const Bytes alone = photoshop_of_iptc(records);
  const bool same_records = !records.empty() && iptc_of_photoshop(found) == records;
  if (more == found || (same_records && more == alone)) {
    return;
  }
  if (same_records && found == alone) {
    found = std::move(more);
  } else {
    append(found, more);
  }
}

/// False where another block of its kind is there already that tells something else.
bool add_block(const RawProfile& profile, MetadataBlocks& found) {
  Bytes& place = place_of(profile.kind, found);
  Bytes block = block_of(profile);
  if (&place == &found.photoshop) {
    join_photoshop(place, std::move(block));
    return true;
  }
  if (place.empty()) {
    place = std::move(block);
    return true;
  }
  return place == block;
}

void for_each_whole_text(std::span<const std::byte> file,
                         const std::function<void(const PngChunk&)>& visit) {
  const Result<PngChunks> chunks = read_png_chunks(file);
  if (!chunks) {
    return;
  }
  for (const PngChunk& chunk : chunks->list) {
    if (is_text(chunk) && !is_xmp(chunk) && has_right_checksum(chunk)) {
      visit(chunk);
    }
  }
}

}  // namespace

bool is_text(const PngChunk& chunk) {
  return chunk.type == "tEXt" || chunk.type == "zTXt" || chunk.type == "iTXt";
}

bool is_xmp(const PngChunk& chunk) {
  return is_text(chunk) && ByteView(chunk.body).has(0, kXmpKeyword);
}

void TextFilter::put(Bytes& out, const PngChunk& chunk, std::vector<std::string>& notes) {
  const std::string_view keyword = keyword_of(chunk);
  if (is_raw_profile(keyword)) {
    put_profile(out, chunk, notes);
  } else if (keeps_plain_text(keyword, edit_.kept)) {
    append(out, chunk.whole);
  }
}

bool TextFilter::take_block(const PngChunk& chunk, MetadataBlocks& found) {
  const std::optional<RawProfile> profile =
      is_raw_profile(keyword_of(chunk)) ? read_raw_profile(chunk, budget_) : std::nullopt;
  return profile && add_block(*profile, found);
}

void TextFilter::put_profile(Bytes& out, const PngChunk& chunk, std::vector<std::string>& notes) {
  const std::string_view keyword = keyword_of(chunk);
  const MetadataSet told = told_by_raw_profile(keyword);
  const std::uint32_t kept = told.bits() & edit_.kept.bits();
  if (kept == 0) {
    return;
  }
  const bool names_nothing_to_drop = kept == told.bits();
  const bool is_block = told.contains(MetadataKind::gps);  // which may hold others
  const bool stays =
      is_block ? edit_.kept.holds_all() && !changes_kept_blocks(edit_) : names_nothing_to_drop;
  const std::optional<RawProfile> profile = stays ? std::nullopt : read_raw_profile(chunk, budget_);
  if (stays || (!profile && names_nothing_to_drop)) {
    append(out, chunk.whole);
    return;
  }
  if (!profile) {
    notes.push_back(fmt::format("the text \"{}\" cannot be read{}", keyword, kDroppedWhole));
    return;
  }
  const Bytes edited = edited_block(*profile, edit_, notes);
  const std::span<const std::byte> block = profile->block();
  if (std::equal(edited.begin(), edited.end(), block.begin(), block.end())) {
    append(out, chunk.whole);
  } else if (!edited.empty()) {
    append(out, raw_profile_with(chunk, *profile, edited));
  }
}

Bytes kept_texts(std::span<const std::byte> file, const ExifEdit& edit,
                 std::vector<std::string>& notes) {
  Bytes out;
  TextFilter filter(edit);
  for_each_whole_text(file, [&](const PngChunk& chunk) { filter.put(out, chunk, notes); });
  return out;
}

Bytes take_blocks_of_texts(std::span<const std::byte> file, const ExifEdit& edit,
                           MetadataBlocks& found, std::vector<std::string>& notes) {
  Bytes rest;
  TextFilter filter(edit);
  for_each_whole_text(file, [&](const PngChunk& chunk) {
    if (!filter.take_block(chunk, found)) {
      filter.put(rest, chunk, notes);
    }
  });
  return rest;
}

}  // namespace pixherd::png
