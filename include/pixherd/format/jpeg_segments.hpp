// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "pixherd/base/result.hpp"
#include "pixherd/format/byte_view.hpp"

namespace pixherd {

/// One marker segment, as views into the file it was read from.
struct JpegSegment {
  std::uint8_t marker = 0;  ///< 0xE1 for APP1
  ByteView body;            ///< without marker and length
  ByteView whole;           ///< with them; of a scan with its entropy-coded data
};

struct JpegSegments {
  std::vector<JpegSegment> list;  ///< behind SOI, up to EOI and with it
  std::uint64_t end = 0;          ///< offset behind EOI
};

constexpr std::uint8_t kJpegApplication0 = 0xE0;
constexpr std::uint8_t kJpegStartOfScan = 0xDA;
constexpr std::uint8_t kJpegQuantisation = 0xDB;
constexpr std::uint8_t kJpegComment = 0xFE;
/// The longest body of a segment.
constexpr std::uint64_t kLongestJpegBody = 65533;

/// What a segment holds, by its marker and its first bytes.
enum class JpegContent : std::uint8_t {
  picture,  ///< or what says how it is to be shown
  exif,
  xmp,
  more_xmp,  ///< a part of what did not fit into the packet
  photoshop,
  profile,
  companions,  ///< where further pictures stand behind this one
  other,
};
JpegContent content_of(const JpegSegment& segment);

/// The names that stand first in segments.
std::string_view signature_of(JpegContent content);

/// Calls `visit` for each segment of the first picture, up to its EOI, and returns the offset
/// behind that. ErrorCode::damaged where it is cut short. Pure; nothing is held.
Result<std::uint64_t> for_each_jpeg_segment(ByteView file,
                                            const std::function<void(const JpegSegment&)>& visit);

/// All segments of the first picture; ErrorCode::damaged where it is cut short. Pure.
Result<JpegSegments> read_jpeg_segments(ByteView file);

}  // namespace pixherd
