// SPDX-License-Identifier: Apache-2.0
// A GIF with less beside its frames, or with XMP: that, comments, profiles and what programs left
// in it are extensions of their own. (GIF89a specification, 23 to 26.)
#include <functional>
#include <string_view>
#include <utility>

#include "gif_blocks.hpp"
#include "metadata_ways.hpp"
#include "pixherd/base/bytes.hpp"
#include "pixherd/format/container_metadata.hpp"

namespace pixherd {
namespace {

using namespace std::string_view_literals;

constexpr const char* kTellingComment = "a comment of the GIF may tell more than was to be kept";
constexpr const char* kTellingExtension =
    "an extension of a program in the GIF may tell more than was to be kept";

Bytes bytes_of(ByteView part) { return {part.bytes().begin(), part.bytes().end()}; }

bool is_profile(ByteView extension) { return extension.has(2, "\x0BICCRGBG1012"sv); }

/// Says how the frames are to be shown.
bool belongs_to_picture(ByteView extension) {
  const std::uint8_t label = extension.u8(1);
  return label == gif::kGraphicControl || label == gif::kPlainText ||
         extension.has(2, "\x0BNETSCAPE2.0"sv) || extension.has(2, "\x0BANIMEXTS1.0"sv);
}

Bytes filtered_xmp(ByteView extension, MetadataSet kept, std::vector<std::string>& notes) {
  const ByteView packet = gif::xmp_packet(extension);
  if (packet.size() != 0) {
    const Bytes edited = metadata::filtered_xmp(packet.bytes(), kept, notes);
    return gif::xmp_extension(ByteView(edited));
  }
  // Some programs write it in blocks, which cut its words anywhere.
  const bool whole = kept.contains(MetadataKind::xmp) && kept.contains(MetadataKind::gps) &&
                     !drops_copyright(kept);
  if (!whole && kept.contains(MetadataKind::xmp)) {
    metadata::note_dropped(notes, "the XMP of the GIF is cut into blocks");
  }
  return whole ? bytes_of(extension) : Bytes();
}

/// Words may be cut by the blocks that they stand in.
bool may_tell_more_in(ByteView extension, MetadataSet kept) {
  return may_tell_more(ByteView(gif::bytes_in_sub_blocks(extension, 2)).text(), kept);
}

/// The extension as it is to be; empty where it is to go.
Bytes filtered_extension(ByteView extension, MetadataSet kept, std::vector<std::string>& notes) {
  if (gif::is_xmp(extension)) {
    return filtered_xmp(extension, kept, notes);
  }
  if (belongs_to_picture(extension)) {
    return bytes_of(extension);
  }
  const bool profile = is_profile(extension);
  if (!kept.contains(profile ? MetadataKind::icc : MetadataKind::other)) {
    return {};
  }
  if (!profile && may_tell_more_in(extension, kept)) {
    metadata::note_dropped(notes,
                           extension.u8(1) == gif::kComment ? kTellingComment : kTellingExtension);
    return {};
  }
  return bytes_of(extension);
}

std::uint64_t beginning_bytes(ByteView file) {
  return gif::kHeader + gif::colour_table_bytes(file.u8(gif::kFlags));
}

/// Calls `visit` for each extension, each picture and each byte between them; returns the offset of
/// the trailer.
std::uint64_t for_each_part(ByteView file, const std::function<void(ByteView)>& visit) {
  std::uint64_t at = beginning_bytes(file);
  while (at < file.size() && file.u8(at) != gif::kTrailer) {
    const std::uint64_t begin = at;
    if (file.u8(at) == gif::kExtension) {
      at = gif::skip_sub_blocks(file, at + 2);
    } else if (file.u8(at) == gif::kImageDescriptor) {
      at = gif::skip_sub_blocks(file, at + 11 + gif::colour_table_bytes(file.u8(at + 9)));
    } else {
      ++at;
    }
    visit(file.part(begin, at - begin));
  }
  return at;
}

bool is_application(ByteView part) {
  return part.u8(0) == gif::kExtension && part.u8(1) == gif::kApplication;
}

}  // namespace

namespace metadata {

Bytes xmp_of_gif(std::span<const std::byte> bytes) {
  Bytes packet;
  for_each_part(ByteView(bytes), [&](ByteView part) {
    if (packet.empty()) {
      append(packet, gif::xmp_packet(part));
    }
  });
  return packet;
}

Bytes gif_with(std::span<const std::byte> bytes, const MetadataBlocks& blocks) {
  const ByteView file(bytes);
  Bytes out;
  Bytes xmp = gif::xmp_extension(ByteView(blocks.xmp));
  append(out, file.part(0, beginning_bytes(file)));
  const std::uint64_t end = for_each_part(file, [&](ByteView part) {
    if (!is_application(part)) {
      append(out, std::exchange(xmp, {}));  // behind what says how often to play the frames
    }
    if (!gif::is_xmp(part)) {
      append(out, part);
    }
  });
  append(out, xmp);
  append(out, file.from(end));
  return out;
}

Result<Filtered> filter_gif(std::span<const std::byte> bytes, MetadataSet kept) {
  const ByteView file(bytes);
  Filtered out;
  append(out.bytes, file.part(0, beginning_bytes(file)));
  const std::uint64_t end = for_each_part(file, [&](ByteView part) {
    if (part.u8(0) == gif::kExtension) {
      append(out.bytes, filtered_extension(part, kept, out.notes));
    } else {
      append(out.bytes, part);
    }
  });
  append(out.bytes, file.from(end));
  return out;
}

}  // namespace metadata
}  // namespace pixherd
