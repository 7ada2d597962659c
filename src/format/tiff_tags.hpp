// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace pixherd::tiff {

/// What a tag tells of.
enum class TagUse : std::uint8_t {
  unknown,
  coding,       ///< how the samples are stored, which a new file has of its own
  picture,      ///< what they are, how large they are printed, what they are of
  profile,      ///< their colours
  description,  ///< what EXIF tells, too: camera, program, time, what is to be seen
  copyright,    ///< author and owner
  place,
  text,    ///< any other that somebody has written
  packet,  ///< metadata of a form of its own: XMP, IPTC, Photoshop's
};
TagUse use_of(std::uint32_t tag);

inline bool belongs_to_coding(std::uint32_t tag) { return use_of(tag) == TagUse::coding; }

/// True for what people and cameras write, and no encoder by itself.
bool holds_metadata(std::uint32_t tag);

/// libvips writes it again, if not always to the letter. Any other would be lost.
bool is_carried(std::uint32_t tag);

/// It has been seen that a new file has it just so.
bool is_carried_exactly(std::uint32_t tag);

/// "tag 305 (Software)".
std::string tag_in_words(std::uint32_t tag);

}  // namespace pixherd::tiff
