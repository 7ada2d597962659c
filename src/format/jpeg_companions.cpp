// SPDX-License-Identifier: Apache-2.0
#include "pixherd/format/jpeg_companions.hpp"

#include <string_view>

#include "pixherd/format/jpeg_segments.hpp"
#include "pixherd/format/xmp.hpp"

namespace pixherd {
namespace {

/// An XMP segment without what it says of a gain map; nothing where that cannot be cut out.
void put_without_gain_map(Bytes& out, const JpegSegment& segment) {
  const std::string_view signature = signature_of(JpegContent::xmp);
  const Bytes packet = without_gain_map(segment.body.from(signature.size()).bytes());
  if (packet.empty()) {
    return;
  }
  const std::uint64_t length = 2 + signature.size() + packet.size();
  append(out, segment.whole.part(0, 2));
  append_big(out, length, 2);
  append(out, segment.body.part(0, signature.size()));
  append(out, packet);
}

}  // namespace

Bytes without_companion_marks(const Bytes& jpeg) {
  const ByteView file(jpeg);
  const Result<JpegSegments> segments = read_jpeg_segments(file);
  if (!segments) {
    return jpeg;
  }
  Bytes out;
  out.reserve(jpeg.size());
  append(out, file.part(0, 2));
  for (const JpegSegment& segment : segments->list) {
    const JpegContent content = content_of(segment);
    const bool xmp = content == JpegContent::xmp || content == JpegContent::more_xmp;
    if (content == JpegContent::companions || (xmp && names_gain_map(segment.body.bytes()))) {
      if (content == JpegContent::xmp) {
        put_without_gain_map(out, segment);
      }
      continue;
    }
    append(out, segment.whole);
  }
  return out;
}

}  // namespace pixherd
