// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace pixherd {

/// What is refused by its size alone, as too_large; 0 lifts a limit.
struct InputLimits {
  /// Pixels of all frames together, as the header claims them (--max-pixels). A small file can
  /// claim enough to keep a machine busy for hours; sharp draws the line here too: 16383 x 16383.
  std::uint64_t pixels = 268'402'689;

  /// Bytes of the file (--max-input-bytes), which is read into memory as a whole.
  std::uint64_t bytes = 2'000'000'000;

  bool operator==(const InputLimits&) const = default;
};

}  // namespace pixherd
