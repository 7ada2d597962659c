// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "pixherd/base/bytes.hpp"
#include "pixherd/format/jpeg_segments.hpp"

namespace pixherd {

/// The index of a file of several JPEGs (CIPA DC-007, "MPF" in APP2 of the first), which gives
/// where each stands as a distance from within itself.
struct JpegIndex {
  struct Picture {
    std::uint64_t entry = 0;  ///< where its entry stands
    std::uint64_t begin = 0;  ///< where the picture does; 0 for the first
    std::uint64_t size = 0;
  };
  std::uint64_t base = 0;  ///< what distances are counted from
  bool big_endian = false;
  std::vector<Picture> pictures{};
};

/// The index among the segments of a file's first picture; nullopt where it has none.
/// ErrorCode::unsupported_format where it leads to anything else than what stands behind that
/// picture. Pure.
Result<std::optional<JpegIndex>> read_jpeg_index(ByteView file, const JpegSegments& segments);

/// `file` is the one that `before` was read from with a first picture of another length, `after`
/// the segments of that: makes its index lead to the same pictures. False where it has none. Pure.
bool update_jpeg_index(Bytes& file, const JpegSegments& after, const JpegIndex& before,
                       std::uint64_t end_before);

}  // namespace pixherd
