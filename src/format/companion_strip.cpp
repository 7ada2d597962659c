// SPDX-License-Identifier: Apache-2.0
#include "pixherd/format/companion_strip.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "companion_contents.hpp"
#include "jpeg_index.hpp"
#include "metadata_ways.hpp"
#include "pixherd/format/jpeg_segments.hpp"

namespace pixherd {
namespace {

Error refused(std::string why) { return {ErrorCode::unsupported_format, std::move(why)}; }

bool same_bytes(ByteView a, ByteView b) { return a.text() == b.text(); }

/// From the first EXIF to the picture's end; nullopt where there is no EXIF.
std::optional<std::uint64_t> distance_from_exif(ByteView file, const JpegSegments& segments) {
  for (const JpegSegment& segment : segments.list) {
    if (content_of(segment) == JpegContent::exif) {
      const auto at = segment.body.bytes().data() - file.bytes().data();
      return segments.end - static_cast<std::uint64_t>(at);
    }
  }
  return std::nullopt;
}

std::uint64_t exif_bytes(const JpegSegments& segments) {
  for (const JpegSegment& segment : segments.list) {
    if (content_of(segment) == JpegContent::exif) {
      return segment.body.size();
    }
  }
  return 0;
}

/// Cameras note where further pictures stand counting from EXIF, in ways of their own.
Result<Filtered> as_far_from_exif(Filtered first, ByteView file, const JpegSegments& segments,
                                  MetadataSet kept, std::uint32_t orientation) {
  const Result<JpegSegments> made = read_jpeg_segments(ByteView(first.bytes));
  if (!made) {
    return made.error();
  }
  const auto before = distance_from_exif(file, segments);
  const auto after = distance_from_exif(ByteView(first.bytes), *made);
  if (!kept.contains(MetadataKind::exif) || !before || !after || *after == *before) {
    return first;
  }
  if (*after > *before || exif_bytes(*made) + (*before - *after) > kLongestJpegBody) {
    return refused("its EXIF has no room to keep its distance from what stands behind it");
  }
  return metadata::filter_first_jpeg(file.bytes(), kept, orientation, *before - *after);
}

/// What XMP said of a gain map or a film must not have gone with the rest.
bool still_names_companions(std::span<const std::byte> before, std::span<const std::byte> after) {
  return !names_companions(blocks_of_jpeg(before).xmp) ||
         names_companions(blocks_of_jpeg(after).xmp);
}

/// The segments that the picture itself is made of.
std::vector<ByteView> picture_parts(const JpegSegments& segments) {
  std::vector<ByteView> parts;
  for (const JpegSegment& segment : segments.list) {
    if (content_of(segment) == JpegContent::picture) {
      parts.push_back(segment.whole);
    }
  }
  return parts;
}

bool same_pictures(ByteView a, const std::optional<JpegIndex>& in_a, ByteView b,
                   const std::optional<JpegIndex>& in_b) {
  if (!in_a || !in_b) {
    return in_a.has_value() == in_b.has_value();
  }
  return std::equal(
      in_a->pictures.begin(), in_a->pictures.end(), in_b->pictures.begin(), in_b->pictures.end(),
      [&](const JpegIndex::Picture& one, const JpegIndex::Picture& other) {
        const bool first = one.begin == 0;
        return (first && other.begin == 0) ||
               (one.size == other.size &&
                same_bytes(a.part(one.begin, one.size), b.part(other.begin, other.size)));
      });
}

}  // namespace

Result<Filtered> filter_beside_companions(std::span<const std::byte> bytes, MetadataSet kept,
                                          std::uint32_t orientation) {
  const ByteView file(bytes);
  const Result<JpegSegments> segments = read_jpeg_segments(file);
  if (!segments) {
    return segments.error();
  }
  const Result<std::optional<JpegIndex>> index = read_jpeg_index(file, *segments);
  if (!index) {
    return index.error();
  }
  if (std::string told = told_by_companions(file, segments->end, *index, kept); !told.empty()) {
    return refused(std::move(told));
  }
  Result<Filtered> first = metadata::filter_first_jpeg(bytes, kept, orientation, 0);
  if (first) {
    first = as_far_from_exif(std::move(*first), file, *segments, kept, orientation);
  }
  if (!first) {
    return first;
  }
  if (!still_names_companions(bytes, first->bytes)) {
    return refused("its XMP cannot be cut, and says what stands behind it");
  }
  const Result<JpegSegments> made = read_jpeg_segments(ByteView(first->bytes));
  if (!made) {
    return made.error();
  }
  const std::uint64_t end = made->end;
  const auto behind = file.from(segments->end).bytes();
  first->bytes.insert(first->bytes.end(), behind.begin(), behind.end());
  if (*index) {
    const Result<JpegSegments> whole = read_jpeg_segments(ByteView(first->bytes));
    if (!whole || whole->end != end ||
        !update_jpeg_index(first->bytes, *whole, **index, segments->end)) {
      return refused("its index of further pictures cannot be written again");
    }
  }
  first->notes.push_back(
      fmt::format("the {} bytes behind the picture stay as they are", behind.size()));
  return first;
}

Attempt check_companions(std::span<const std::byte> before, std::span<const std::byte> after) {
  const ByteView a(before);
  const ByteView b(after);
  const auto differ = [] {
    return Error{ErrorCode::verify_failed, "what stands behind the picture is not as it was"};
  };
  const Result<JpegSegments> in_a = read_jpeg_segments(a);
  const Result<JpegSegments> in_b = read_jpeg_segments(b);
  if (!in_a || !in_b) {
    return differ();
  }
  const Result<std::optional<JpegIndex>> index_a = read_jpeg_index(a, *in_a);
  const Result<std::optional<JpegIndex>> index_b = read_jpeg_index(b, *in_b);
  const std::vector<ByteView> parts_a = picture_parts(*in_a);
  const std::vector<ByteView> parts_b = picture_parts(*in_b);
  const bool same =
      std::equal(parts_a.begin(), parts_a.end(), parts_b.begin(), parts_b.end(), same_bytes) &&
      same_bytes(a.from(in_a->end), b.from(in_b->end)) && index_a && index_b &&
      same_pictures(a, *index_a, b, *index_b);
  return same ? success() : Attempt(differ());
}

}  // namespace pixherd
