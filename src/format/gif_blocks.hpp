// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "pixherd/format/byte_view.hpp"

namespace pixherd::gif {

inline constexpr std::uint64_t kHeader = 13;
inline constexpr std::uint64_t kFlags = 10;  ///< in the header
inline constexpr std::uint8_t kExtension = 0x21;
inline constexpr std::uint8_t kImageDescriptor = 0x2C;
inline constexpr std::uint8_t kTrailer = 0x3B;

// Labels of extensions.
inline constexpr std::uint8_t kPlainText = 0x01;
inline constexpr std::uint8_t kGraphicControl = 0xF9;
inline constexpr std::uint8_t kComment = 0xFE;
inline constexpr std::uint8_t kApplication = 0xFF;

// Of the colour table that these flags tell of: how many colours it has, as a power of two, and how
// many bytes. 0 where there is none.
std::uint32_t colour_table_bits(std::uint8_t flags);
std::uint64_t colour_table_bytes(std::uint8_t flags);

/// The offset behind a list of sub-blocks; beyond the file where it is cut short.
std::uint64_t skip_sub_blocks(ByteView file, std::uint64_t at);

}  // namespace pixherd::gif
