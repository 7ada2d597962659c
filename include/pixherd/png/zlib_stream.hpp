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

/// A zlib stream that holds these bytes; empty where there is no memory for it. Pure.
Bytes zlib_packed(std::span<const std::byte> bytes);

}  // namespace pixherd
