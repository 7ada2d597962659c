// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "pixherd/base/bytes.hpp"
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

/// What such a list holds, put together.
Bytes bytes_in_sub_blocks(ByteView file, std::uint64_t at);

// XMP stands in an extension as it is, with a trailer behind it that ends the blocks for whoever
// takes it for some: 1, the bytes from 255 down to 0, and the end of the extension. (XMP
// specification, part 3, 1.1.2.)

bool is_xmp(ByteView extension);
/// The packet in such an extension; empty where that does not end so.
ByteView xmp_packet(ByteView extension);
/// The extension for a packet; empty where the packet cannot stand in one.
Bytes xmp_extension(ByteView packet);

}  // namespace pixherd::gif
