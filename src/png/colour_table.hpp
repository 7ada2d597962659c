// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "pixel_walk.hpp"

namespace pixherd {

inline constexpr std::size_t kMostPngColours = 256;

/// A number for each of up to 256 colours, found by hashing.
class ColourTable {
 public:
  /// The colour's number; a new one where it is new, nullopt where there is no room for it.
  std::optional<std::size_t> add(const PngPixel& colour) {
    const std::uint64_t key = colour.key();
    std::size_t slot = slot_of(key);
    while (numbers_[slot] != 0) {
      if (keys_[slot] == key) {
        return numbers_[slot] - 1U;
      }
      slot = (slot + 1) % kSlots;
    }
    if (colours_.size() == kMostPngColours) {
      return std::nullopt;
    }
    colours_.push_back(colour);
    keys_[slot] = key;
    numbers_[slot] = static_cast<std::uint16_t>(colours_.size());
    return colours_.size() - 1;
  }

  /// By their numbers.
  [[nodiscard]] const std::vector<PngPixel>& colours() const { return colours_; }

 private:
  static constexpr std::size_t kSlots = 1024;
  static std::size_t slot_of(std::uint64_t key) {
    constexpr std::uint64_t kSpread = 0x9E3779B97F4A7C15U;  // 2^64 by the golden ratio
    return (key * kSpread) >> 54U;
  }

  std::vector<PngPixel> colours_;
  std::array<std::uint64_t, kSlots> keys_{};
  std::array<std::uint16_t, kSlots> numbers_{};  ///< one more than the number; 0: free
};

}  // namespace pixherd
