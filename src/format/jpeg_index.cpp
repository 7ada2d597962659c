// SPDX-License-Identifier: Apache-2.0
#include "jpeg_index.hpp"

#include <algorithm>
#include <string_view>

namespace pixherd {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view kIndexName = "MPF\0"sv;
constexpr std::uint32_t kPicturesTag = 0xB002;
constexpr std::uint64_t kEntryBytes = 16;
constexpr std::uint64_t kSizeAt = 4;
constexpr std::uint64_t kDistanceAt = 8;

Error wrong_index() {
  return {ErrorCode::unsupported_format, "its index of further pictures cannot be followed"};
}

bool is_index(const JpegSegment& segment) {
  return content_of(segment) == JpegContent::companions && segment.body.has(0, kIndexName);
}

/// Where the index begins in the file, behind its name; nullopt where there is none.
std::optional<std::uint64_t> base_in(ByteView file, const JpegSegments& segments) {
  const auto found = std::find_if(segments.list.begin(), segments.list.end(), is_index);
  if (found == segments.list.end()) {
    return std::nullopt;
  }
  const auto at = found->body.bytes().data() - file.bytes().data();
  return static_cast<std::uint64_t>(at) + kIndexName.size();
}

/// The list of pictures within the index: where it stands, and how many bytes it has.
struct EntryList {
  std::uint64_t at = 0;
  std::uint64_t length = 0;
};

EntryList entry_list(ByteView index, bool big_endian) {
  const auto number = [&](std::uint64_t at, unsigned count) {
    return big_endian ? index.big(at, count) : index.little(at, count);
  };
  const std::uint64_t directory = number(4, 4);
  const std::uint64_t entries = number(directory, 2);
  for (std::uint64_t i = 0; i < entries && index.holds(directory + 2 + i * 12, 12); ++i) {
    const std::uint64_t entry = directory + 2 + i * 12;
    if (number(entry, 2) == kPicturesTag) {
      return {number(entry + 8, 4), number(entry + 4, 4)};
    }
  }
  return {};
}

}  // namespace

Result<std::optional<JpegIndex>> read_jpeg_index(ByteView file, const JpegSegments& segments) {
  const auto found = std::find_if(segments.list.begin(), segments.list.end(), is_index);
  const std::optional<std::uint64_t> base = base_in(file, segments);
  if (!base) {
    return std::optional<JpegIndex>();
  }
  const ByteView index = found->body.from(kIndexName.size());
  JpegIndex made{.base = *base, .big_endian = index.has(0, "MM")};
  const EntryList list = entry_list(index, made.big_endian);
  const bool another = std::any_of(found + 1, segments.list.end(), is_index);
  if (another || list.length == 0 || !index.holds(list.at, list.length)) {
    return wrong_index();
  }
  std::uint64_t all = 0;
  for (std::uint64_t at = list.at; at + kEntryBytes <= list.at + list.length; at += kEntryBytes) {
    const auto number = [&](std::uint64_t place) {
      return made.big_endian ? index.big(place, 4) : index.little(place, 4);
    };
    const bool first = made.pictures.empty();
    const std::uint64_t distance = number(at + kDistanceAt);
    const JpegIndex::Picture picture{.entry = made.base + at,
                                     .begin = first ? 0 : made.base + distance,
                                     .size = number(at + kSizeAt)};
    const bool behind = picture.begin >= segments.end && file.holds(picture.begin, picture.size);
    all += first ? 0 : picture.size;
    // Pictures do not share bytes: what is looked at in all of them is no more than the file.
    if ((first ? distance != 0 : !behind) || all > file.size()) {
      return wrong_index();
    }
    made.pictures.push_back(picture);
  }
  return std::optional(std::move(made));
}

bool update_jpeg_index(Bytes& file, const JpegSegments& after, const JpegIndex& before,
                       std::uint64_t end_before) {
  const std::optional<std::uint64_t> base = base_in(ByteView(file), after);
  if (!base) {
    return false;
  }
  for (const JpegIndex::Picture& picture : before.pictures) {
    const std::uint64_t entry = picture.entry - before.base + *base;
    if (picture.begin == 0) {
      // Some say nothing of the first, or too little: that is not made worse.
      const bool told = picture.size + after.end > end_before;
      const std::uint64_t size = told ? picture.size + after.end - end_before : picture.size;
      put_number(file, entry + kSizeAt, size, 4, before.big_endian);
    } else {
      const std::uint64_t begin = picture.begin - end_before + after.end;
      put_number(file, entry + kDistanceAt, begin - *base, 4, before.big_endian);
    }
  }
  return true;
}

}  // namespace pixherd
