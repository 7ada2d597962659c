// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace pixherd {

/// What a zlib stream holds; nullopt where it is damaged, followed by something, or holds more than
/// `most` bytes. Pure; defined on any bytes.
std::optional<std::vector<std::byte>> zlib_unpacked(std::span<const std::byte> stream,
                                                    std::size_t most);

/// A zlib stream that holds these bytes; empty where there is no memory for it. Pure.
std::vector<std::byte> zlib_packed(std::span<const std::byte> bytes);

}  // namespace pixherd
