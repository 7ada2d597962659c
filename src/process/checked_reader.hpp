// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "pixherd/domain/image_format.hpp"
#include "pixherd/process/frame.hpp"

namespace pixherd {

/// Stands for "not set" where a byte holds an optional small number or enum value.
inline constexpr std::uint8_t kUnset = 0xFF;

/// A small number or an enum value, or that there is none, in a byte.
template <class Value>
std::uint8_t byte_of(std::optional<Value> value) {
  return value ? static_cast<std::uint8_t>(*value) : kUnset;
}

inline constexpr ImageFormat kLastFormat = kImageFormats.back();

/// Reads fields that not every value fits, and remembers whether every one was such that its type
/// has it. A reader takes all fields first and asks once; how often a loop runs is asked for
/// before.
class CheckedReader {
 public:
  explicit CheckedReader(PayloadReader& in) : in_(in) {}

  template <class Enum>
  Enum value(Enum last) {
    return static_cast<Enum>(up_to(static_cast<std::uint8_t>(last)));
  }
  template <class Enum>
  std::optional<Enum> optional(Enum last) {
    const auto byte = optional_up_to(static_cast<std::uint8_t>(last));
    return byte ? std::optional(static_cast<Enum>(*byte)) : std::nullopt;
  }
  std::uint8_t up_to(std::size_t most) {
    const std::uint8_t byte = in_.u8();
    check(byte <= most);
    return byte;
  }
  std::optional<std::uint8_t> optional_up_to(std::uint8_t most) {
    const std::uint8_t byte = in_.u8();
    check(byte == kUnset || byte <= most);
    return byte == kUnset ? std::nullopt : std::optional(byte);
  }
  std::uint32_t bits(std::uint32_t all) {
    const std::uint32_t bits = in_.u32();
    check((bits & ~all) == 0);
    return bits;
  }
  bool flag() { return up_to(1) == 1; }
  void check(bool fine) { fine_ = fine_ && fine; }
  [[nodiscard]] bool fine() const { return fine_; }

 private:
  PayloadReader& in_;
  bool fine_ = true;
};

}  // namespace pixherd
