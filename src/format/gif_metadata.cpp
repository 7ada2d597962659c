// SPDX-License-Identifier: Apache-2.0
// A GIF with less beside its frames: comments, XMP, profiles and what programs left in it are
// extensions of their own. (GIF89a specification, 23 to 26; XMP specification, part 3, 1.1.2.)
#include <string_view>

#include "gif_blocks.hpp"
#include "pixherd/base/bytes.hpp"
#include "pixherd/format/container_metadata.hpp"

namespace pixherd {
namespace {

using namespace std::string_view_literals;

/// An application's name and version stand in a block of 11 bytes.
constexpr std::uint64_t kApplicationBytes = 12;
/// Behind an XMP packet: 1, the bytes from 255 down to 0, and the end of the extension. Whoever
/// takes the packet for blocks ends there.
constexpr std::uint64_t kXmpTrailerBytes = 258;

bool is_xmp(ByteView extension) { return extension.has(2, "\x0BXMP DataXMP"sv); }

bool is_profile(ByteView extension) { return extension.has(2, "\x0BICCRGBG1012"sv); }

/// Says how the frames are to be shown.
bool belongs_to_picture(ByteView extension) {
  const std::uint8_t label = extension.u8(1);
  return label == gif::kGraphicControl || label == gif::kPlainText ||
         extension.has(2, "\x0BNETSCAPE2.0"sv) || extension.has(2, "\x0BANIMEXTS1.0"sv);
}

/// The extension's XMP with what is to be kept; empty where nothing is.
Bytes filtered_xmp_extension(ByteView extension, MetadataSet kept,
                             std::vector<std::string>& notes) {
  constexpr std::uint64_t kBefore = 2 + kApplicationBytes;
  if (extension.size() < kBefore + kXmpTrailerBytes) {
    return {};
  }
  const ByteView packet = extension.part(kBefore, extension.size() - kBefore - kXmpTrailerBytes);
  const Bytes edited = metadata::filtered_xmp(packet.bytes(), kept, notes);
  Bytes made;
  if (!edited.empty()) {
    append(made, extension.part(0, kBefore).bytes());
    append(made, edited);
    append(made, extension.from(extension.size() - kXmpTrailerBytes).bytes());
  }
  return made;
}

/// The extension as it is to be; empty where it is to go.
Bytes filtered_extension(ByteView extension, MetadataSet kept, std::vector<std::string>& notes) {
  if (is_xmp(extension)) {
    return filtered_xmp_extension(extension, kept, notes);
  }
  const bool stays = belongs_to_picture(extension) ||
                     kept.contains(is_profile(extension) ? MetadataKind::icc : MetadataKind::other);
  const auto bytes = extension.bytes();
  return stays ? Bytes(bytes.begin(), bytes.end()) : Bytes();
}

}  // namespace

namespace metadata {

Result<Filtered> filter_gif(std::span<const std::byte> bytes, MetadataSet kept) {
  const ByteView file(bytes);
  Filtered out;
  const auto put = [&](ByteView part) { append(out.bytes, part.bytes()); };
  std::uint64_t at = gif::kHeader + gif::colour_table_bytes(file.u8(gif::kFlags));
  put(file.part(0, at));
  while (at < file.size() && file.u8(at) != gif::kTrailer) {
    const std::uint64_t begin = at;
    if (file.u8(at) == gif::kExtension) {
      at = gif::skip_sub_blocks(file, at + 2);
      append(out.bytes, filtered_extension(file.part(begin, at - begin), kept, out.notes));
    } else if (file.u8(at) == gif::kImageDescriptor) {
      at = gif::skip_sub_blocks(file, at + 11 + gif::colour_table_bytes(file.u8(at + 9)));
      put(file.part(begin, at - begin));
    } else {
      ++at;
      put(file.part(begin, 1));
    }
  }
  put(file.from(at));
  return out;
}

}  // namespace metadata
}  // namespace pixherd
