// SPDX-License-Identifier: Apache-2.0
#include "telling_segments.hpp"

#include <map>

#include "pixherd/base/bytes.hpp"
#include "pixherd/format/xmp.hpp"

namespace pixherd {
std::set<std::uint8_t> telling_markers(const JpegSegments& segments, MetadataSet kept) {
  std::map<std::uint8_t, Bytes> bodies;
  for (const JpegSegment& segment : segments.list) {
    if (content_of(segment) == JpegContent::other) {
      append(bodies[segment.marker], segment.body);
    }
  }
  std::set<std::uint8_t> telling;
  for (const auto& [marker, body] : bodies) {
    if (may_tell_more(ByteView(body).text(), kept)) {
      telling.insert(marker);
    }
  }
  return telling;
}

bool may_keep_more_xmp(const JpegSegments& segments, MetadataSet kept) {
  constexpr std::uint64_t kDigestAndPlace = 40;
  Bytes all;
  for (const JpegSegment& segment : segments.list) {
    if (content_of(segment) == JpegContent::more_xmp) {
      append(all, segment.body.from(signature_of(JpegContent::more_xmp).size() + kDigestAndPlace));
    }
  }
  return all.empty() ||
         (kept.contains(MetadataKind::xmp) && !may_tell_more(ByteView(all).text(), kept));
}

}  // namespace pixherd
