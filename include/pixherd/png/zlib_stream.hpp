// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "pixherd/base/bytes.hpp"

namespace pixherd {

/// What a zlib stream holds; nullopt where it is damaged, followed by something, or holds more than
/// `most` bytes. Pure; defined on any bytes.
std::optional<Bytes> zlib_unpacked(std::span<const std::byte> stream, std::size_t most);

/// How many bytes several streams may hold together, so that no file costs more however many it
/// has. What fails is charged as well, with the room that it was tried in: an overrun takes all
/// that is left.
class UnpackBudget {
 public:
  explicit UnpackBudget(std::size_t most) : left_(most) {}

  /// As zlib_unpacked(), within what is left.
  std::optional<Bytes> unpack(std::span<const std::byte> stream);

 private:
  std::size_t left_;
};

/// A zlib stream that holds these bytes; empty where there is no memory for it. Pure.
Bytes zlib_packed(std::span<const std::byte> bytes);

}  // namespace pixherd
