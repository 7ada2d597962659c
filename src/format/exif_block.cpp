// SPDX-License-Identifier: Apache-2.0
#include "exif_block.hpp"

#include <algorithm>
#include <string_view>

#include "tiff_types.hpp"

namespace pixherd::exif {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view kBigEndianMark = "MM\0*"sv;
constexpr std::string_view kLittleEndianMark = "II*\0"sv;
constexpr std::uint64_t kHeaderBytes = 8;
constexpr std::uint64_t kEntryBytes = 12;
constexpr unsigned kDeepest = 4;
constexpr std::uint64_t kSpare = 4096;  // so that small blocks may be gone over several times

bool leads_below(std::uint32_t tag) {
  return tag == kExifDirectory || tag == kGpsDirectory || tag == kInteroperability;
}

}  // namespace

bool is_copyright(std::uint32_t tag) {
  return std::find(kCopyrightTags.begin(), kCopyrightTags.end(), tag) != kCopyrightTags.end();
}

BlockView::BlockView(ByteView bytes)
    : bytes_(bytes),
      entries_left_(4 * (bytes.size() / kEntryBytes) + kSpare),
      big_endian_(bytes.has(0, kBigEndianMark)),
      readable_(big_endian_ || bytes.has(0, kLittleEndianMark)) {}

bool BlockView::stands() const {
  const std::uint64_t first = number(4, 4);
  return readable_ && view().has(0, big_endian_ ? kBigEndianMark : kLittleEndianMark) &&
         first >= kHeaderBytes && whole(first);
}

std::uint64_t BlockView::number(std::uint64_t at, unsigned count) const {
  return big_endian_ ? bytes_.big(at, count) : bytes_.little(at, count);
}

bool BlockView::spend(std::uint64_t& budget, std::uint64_t amount) {
  readable_ = readable_ && amount <= budget;
  budget -= readable_ ? amount : 0;
  return readable_;
}

std::vector<std::uint64_t> BlockView::chain() {
  std::vector<std::uint64_t> directories;
  std::uint64_t at = number(4, 4);
  while (at != 0 && directories.size() < kMostDirectories &&
         std::find(directories.begin(), directories.end(), at) == directories.end() &&
         view().holds(at, 2)) {
    directories.push_back(at);
    at = number(at + 2 + number(at, 2) * kEntryBytes, 4);
  }
  return directories;
}

std::vector<std::uint64_t> BlockView::all_directories() {
  constexpr std::uint64_t kOffsetBytes = 4;
  std::vector<std::uint64_t> all = chain();
  for (std::size_t done = 0; done < all.size(); ++done) {
    const auto below = find(all[done], kSubDirectories);
    const std::uint64_t count = below ? below->length / kOffsetBytes : 0;
    if (all.size() + count >= kMostDirectories) {
      return {};
    }
    for (std::uint64_t i = 0; i < count; ++i) {
      const std::uint64_t directory = number(below->data + i * kOffsetBytes, kOffsetBytes);
      if (whole(directory) && std::find(all.begin(), all.end(), directory) == all.end()) {
        all.push_back(directory);
      }
    }
  }
  return all;
}

bool BlockView::whole(std::uint64_t directory) const {
  return view().holds(directory, 2) &&
         view().holds(directory, 2 + number(directory, 2) * kEntryBytes);
}

std::vector<Entry> BlockView::entries(std::uint64_t directory) {
  const std::uint64_t count = number(directory, 2);
  std::vector<Entry> found;
  if (!whole(directory) || !spend(entries_left_, count)) {
    return found;
  }
  found.reserve(count);
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::uint64_t at = directory + 2 + i * kEntryBytes;
    Entry entry{.tag = static_cast<std::uint32_t>(number(at, 2)),
                .type = static_cast<std::uint32_t>(number(at + 2, 2)),
                .count = static_cast<std::uint32_t>(number(at + 4, 4)),
                .at = at,
                .data = at + 8,
                .offset = number(at + 8, 4)};
    entry.length = std::uint64_t{tiff::value_width(entry.type)} * entry.count;
    if (entry.length > 4) {
      entry.data = entry.offset;
    }
    found.push_back(entry);
  }
  return found;
}

std::optional<Entry> BlockView::find(std::uint64_t directory, std::uint32_t tag) {
  for (const Entry& entry : entries(directory)) {
    if (entry.tag == tag) {
      return entry;
    }
  }
  return std::nullopt;
}

std::optional<std::uint64_t> BlockView::below(std::uint64_t directory, std::uint32_t tag) {
  const std::optional<Entry> pointer = find(directory, tag);
  return pointer ? std::optional(pointer->offset) : std::nullopt;
}

Block::Block(std::span<const std::byte> original)
    : OwnBytes{{original.begin(), original.end()}},
      BlockView(ByteView(bytes)),
      bytes_left_(4 * bytes.size() + kSpare) {}

void Block::put(std::uint64_t at, std::uint64_t value, unsigned count) {
  put_number(bytes, at, value, count, big_endian());
}

bool Block::set_number(const Entry& entry, std::uint64_t value) {
  const auto width = tiff::value_width(entry.type);
  const bool has_sign = entry.type == 8 || entry.type == 9;
  const bool whole = entry.type == 3 || entry.type == 4 || has_sign;
  const std::uint64_t most = (width == 2 ? 0xFFFFU : 0xFFFFFFFFU) >> (has_sign ? 1U : 0U);
  if (!whole || entry.count != 1 || value > most) {
    return false;
  }
  put(entry.data, value, width);
  return true;
}

bool Block::set_bytes(const Entry& entry, std::span<const std::byte> values, std::byte padding) {
  if (values.size() > entry.length || !view().holds(entry.data, entry.length)) {
    return false;
  }
  std::byte* to = bytes.data() + entry.data;
  std::copy(values.begin(), values.end(), to);
  std::fill(to + values.size(), to + entry.length, padding);
  return true;
}

void Block::clear(std::uint64_t at, std::uint64_t length) {
  if (at >= bytes.size() || length == 0) {
    return;
  }
  const std::uint64_t end = at + std::min<std::uint64_t>(length, bytes.size() - at);
  if (spend(bytes_left_, end - at)) {
    std::fill(bytes.data() + at, bytes.data() + end, std::byte{0});
    cleared_.emplace_back(at, end);
  }
}

void Block::clear_values(const Entry& entry, unsigned depth) {
  if (leads_below(entry.tag) && depth < kDeepest) {
    clear_directory(entry.offset, depth + 1);
  } else if (entry.outside()) {
    clear(entry.data, entry.length);
  }
}

void Block::clear_directory(std::uint64_t directory, unsigned depth) {
  if (!whole(directory)) {
    give_up();  // what else belongs to it cannot be known
    return;
  }
  const std::vector<Entry> all = entries(directory);
  for (const Entry& entry : all) {
    clear_values(entry, depth);
  }
  clear(directory, 2 + all.size() * kEntryBytes + 4);
}

std::vector<Entry> Block::take_out(std::uint64_t directory, const std::set<std::uint32_t>& tags) {
  const std::vector<Entry> all = entries(directory);
  std::vector<Entry> gone;
  std::copy_if(all.begin(), all.end(), std::back_inserter(gone),
               [&](const Entry& entry) { return tags.count(entry.tag) != 0; });
  if (gone.empty()) {
    return gone;
  }
  const std::uint64_t first = directory + 2;
  const std::uint64_t next = number(first + all.size() * kEntryBytes, 4);
  std::uint64_t to = first;
  for (const Entry& entry : all) {
    if (tags.count(entry.tag) == 0) {
      std::copy_n(bytes.data() + entry.at, kEntryBytes, bytes.data() + to);
      to += kEntryBytes;
    }
  }
  const bool has_next = view().holds(first + all.size() * kEntryBytes, 4);
  const std::uint64_t old_end = first + all.size() * kEntryBytes + (has_next ? 4 : 0);
  put(directory, all.size() - gone.size(), 2);
  std::fill(bytes.data() + to, bytes.data() + old_end, std::byte{0});
  put(to, next, 4);
  return gone;
}

void Block::drop(std::uint64_t directory, const std::set<std::uint32_t>& tags) {
  for (const Entry& entry : take_out(directory, tags)) {
    clear_values(entry, 0);
  }
}

void Block::end_chain(std::uint64_t directory) {
  put(directory + 2 + number(directory, 2) * kEntryBytes, 0, 4);
}

void Block::clear_follower(std::uint64_t directory) {
  if (!whole(directory)) {
    return;
  }
  const std::optional<Entry> offset = find(directory, kThumbnailOffset);
  const std::optional<Entry> length = find(directory, kThumbnailLength);
  if (offset && length) {
    clear(offset->offset, length->offset);
  }
  clear_directory(directory, 0);
}

void Block::cut_tail() {
  std::sort(cleared_.begin(), cleared_.end(),
            [](const auto& a, const auto& b) { return a.second > b.second; });
  std::uint64_t end = bytes.size();
  for (const auto& [from, to] : cleared_) {
    if (to < end) {
      break;
    }
    end = std::min(end, from);
  }
  bytes.resize(end);
  look_at(ByteView(bytes));
}

}  // namespace pixherd::exif
