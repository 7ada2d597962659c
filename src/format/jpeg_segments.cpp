// SPDX-License-Identifier: Apache-2.0
#include "pixherd/format/jpeg_segments.hpp"

namespace pixherd {
namespace {

using namespace std::string_view_literals;

constexpr std::uint8_t kEndMarker = 0xD9;

bool has_no_body(std::uint8_t marker) {
  return marker == 0x01 || (marker >= 0xD0 && marker <= kEndMarker);
}

/// The next marker behind entropy-coded data: an FF that neither is stuffed nor restarts.
std::uint64_t behind_scan(ByteView file, std::uint64_t at) {
  for (;;) {
    at = file.find(0xFF, at);
    const std::uint8_t next = file.u8(at + 1);
    if (at + 1 >= file.size() || (next != 0x00 && next != 0xFF && (next < 0xD0 || next > 0xD7))) {
      return at;
    }
    at += next == 0xFF ? 1 : 2;
  }
}

Error damaged_jpeg(const char* message) { return {ErrorCode::damaged, message}; }

JpegContent application_1(const JpegSegment& segment) {
  for (const JpegContent content : {JpegContent::exif, JpegContent::xmp, JpegContent::more_xmp}) {
    if (segment.body.has(0, signature_of(content))) {
      return content;
    }
  }
  return JpegContent::other;
}

JpegContent application_2(const JpegSegment& segment) {
  if (segment.body.has(0, signature_of(JpegContent::profile))) {
    return JpegContent::profile;
  }
  const bool companions =
      segment.body.has(0, "MPF\0"sv) || segment.body.has(0, "urn:iso:std:iso:ts:21496:-1");
  return companions ? JpegContent::companions : JpegContent::other;
}

}  // namespace

std::string_view signature_of(JpegContent content) {
  switch (content) {
    case JpegContent::exif: return "Exif\0\0"sv;
    case JpegContent::xmp: return "http://ns.adobe.com/xap/1.0/\0"sv;
    case JpegContent::more_xmp: return "http://ns.adobe.com/xmp/extension/\0"sv;
    case JpegContent::photoshop: return "Photoshop 3.0\0"sv;
    case JpegContent::profile: return "ICC_PROFILE\0"sv;
    case JpegContent::picture:
    case JpegContent::companions:
    case JpegContent::other: break;
  }
  return "";
}

JpegContent content_of(const JpegSegment& segment) {
  if (segment.marker == kJpegComment) {
    return JpegContent::other;
  }
  if (segment.marker < kJpegApplication0 || segment.marker > 0xEF) {
    return JpegContent::picture;
  }
  switch (segment.marker) {
    case 0xE0: return segment.body.has(0, "JFIF\0"sv) ? JpegContent::picture : JpegContent::other;
    case 0xE1: return application_1(segment);
    case 0xE2: return application_2(segment);
    case 0xED:
      return segment.body.has(0, signature_of(JpegContent::photoshop)) ? JpegContent::photoshop
                                                                       : JpegContent::other;
    case 0xEE: return segment.body.has(0, "Adobe") ? JpegContent::picture : JpegContent::other;
    default: return JpegContent::other;
  }
}

Result<std::uint64_t> for_each_jpeg_segment(ByteView file,
                                            const std::function<void(const JpegSegment&)>& visit) {
  std::uint64_t at = 2;
  while (file.holds(at, 2)) {
    if (file.u8(at) != 0xFF) {
      return damaged_jpeg("bytes between the JPEG markers that belong to none");
    }
    const std::uint8_t marker = file.u8(at + 1);
    if (marker == 0xFF) {
      ++at;  // padding, which means nothing
      continue;
    }
    if (has_no_body(marker)) {
      visit({marker, {}, file.part(at, 2)});
      at += 2;
      if (marker == kEndMarker) {
        return at;
      }
      continue;
    }
    const std::uint64_t length = file.be16(at + 2);
    if (length < 2 || !file.holds(at + 2, length)) {
      return damaged_jpeg("the JPEG is cut short within a marker");
    }
    const std::uint64_t behind = at + 2 + length;
    const std::uint64_t end = marker == kJpegStartOfScan ? behind_scan(file, behind) : behind;
    visit({marker, file.part(at + 4, length - 2), file.part(at, end - at)});
    at = end;
  }
  return damaged_jpeg("the JPEG is cut short: its end-of-image marker is missing");
}

Result<JpegSegments> read_jpeg_segments(ByteView file) {
  JpegSegments segments;
  const Result<std::uint64_t> end = for_each_jpeg_segment(
      file, [&](const JpegSegment& segment) { segments.list.push_back(segment); });
  if (!end) {
    return end.error();
  }
  segments.end = *end;
  return segments;
}

}  // namespace pixherd
