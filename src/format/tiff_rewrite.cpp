// SPDX-License-Identifier: Apache-2.0
#include "pixherd/format/tiff_rewrite.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>

#include "tiff_directory.hpp"
#include "tiff_tags.hpp"

namespace pixherd::tiff {
namespace {

constexpr std::array<std::uint32_t, 5> kInvented{new_subfile_type, x_resolution, y_resolution,
                                                 resolution_unit, page_number};

bool is_invented(std::uint32_t tag, const Directory& source) {
  return std::find(kInvented.begin(), kInvented.end(), tag) != kInvented.end() &&
         source.find(tag) == nullptr;
}

/// Closes up a directory over its invented entries; the rest of its room becomes zeros.
void drop_invented(Bytes& file, const Layout& layout, const Directory& made,
                   const Directory& source) {
  const std::uint64_t first = made.at + layout.count_bytes();
  const std::size_t entry = layout.entry_bytes();
  std::uint64_t kept = 0;
  for (std::uint64_t i = 0; i < made.entries.size(); ++i) {
    std::byte* from = file.data() + first + i * entry;
    const auto tag = static_cast<std::uint32_t>(layout.number(ByteView({from, entry}), 0, 2));
    if (!is_invented(tag, source)) {
      std::memmove(file.data() + first + kept * entry, from, entry);
      ++kept;
    }
  }
  const std::uint64_t old_end = first + made.entries.size() * entry + layout.offset_bytes();
  const std::uint64_t new_end = first + kept * entry + layout.offset_bytes();
  put_number(file, made.at, kept, layout.count_bytes(), layout.big_endian);
  put_number(file, new_end - layout.offset_bytes(), made.next, layout.offset_bytes(),
             layout.big_endian);
  std::memset(file.data() + new_end, 0, old_end - new_end);
}

/// What holds where a tag is missing, for each of its values; nullopt: nothing does.
std::optional<std::uint64_t> default_of(std::uint32_t tag) {
  switch (tag) {
    case new_subfile_type: return 0;
    case bits_per_sample:
    case orientation:
    case samples_per_pixel:
    case sample_format: return 1;
    case resolution_unit: return 2;
    default: return std::nullopt;
  }
}

bool says_default(const Entry& entry) {
  const std::optional<std::uint64_t> expected = default_of(entry.tag);
  for (std::uint64_t i = 0; expected && i < entry.count; ++i) {
    if (entry[i] != *expected) {
      return false;
    }
  }
  return expected.has_value();
}

/// Bytes, whatever numbers they are said to be.
bool is_opaque(std::uint32_t tag) {
  return tag == xmp || tag == iptc || tag == photoshop || tag == icc_profile;
}

/// Whole numbers may be stored in other widths and in another byte order; fractions are what a
/// reader makes of them, a float.
bool says_the_same(const Entry& a, const Entry& b) {
  if (a.count != b.count || is_opaque(a.tag)) {
    return a.bytes().text() == b.bytes().text();
  }
  if (a.rational() && b.rational() && a.count == 1) {
    return static_cast<float>(a.fraction()) == static_cast<float>(b.fraction());
  }
  for (std::uint64_t i = 0; i < a.count; ++i) {
    if (a[i] != b[i]) {
      return false;
    }
  }
  return a.rational() == b.rational();
}

std::uint32_t changed_in_page(const Directory& source, const Directory& made) {
  for (const Entry& entry : source.entries) {
    const Entry* other = made.find(entry.tag);
    const bool same = other == nullptr ? says_default(entry) : says_the_same(entry, *other);
    if (!same && !belongs_to_coding(entry.tag)) {
      return entry.tag;
    }
  }
  for (const Entry& entry : made.entries) {
    if (source.find(entry.tag) == nullptr && !says_default(entry) &&
        !belongs_to_coding(entry.tag)) {
      return entry.tag;
    }
  }
  return 0;
}

}  // namespace

Bytes without_invented_tags(Bytes made, const Bytes& source) {
  const Result<File> before = read(ByteView(source));
  const Result<File> after = read(ByteView(made));
  if (!before || !after) {
    return made;
  }
  const std::size_t pages = std::min(before->pages.size(), after->pages.size());
  Bytes out = made;
  for (std::size_t i = 0; i < pages; ++i) {
    drop_invented(out, after->layout, after->pages[i], before->pages[i]);
  }
  return out;
}

std::string changed_tag(const Bytes& source, const Bytes& made) {
  const Result<File> before = read(ByteView(source));
  const Result<File> after = read(ByteView(made));
  if (!before || !after || before->pages.size() != after->pages.size()) {
    return "the number of pages";
  }
  for (std::size_t i = 0; i < before->pages.size(); ++i) {
    if (const std::uint32_t tag = changed_in_page(before->pages[i], after->pages[i]); tag != 0) {
      return tag_in_words(tag);
    }
  }
  return "";
}

}  // namespace pixherd::tiff
