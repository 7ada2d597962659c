// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "pixherd/domain/outcome.hpp"
#include "source.hpp"
#include "vips_handles.hpp"

namespace pixherd {

/// Both as small JPEGs, upright, in sRGB, of the first frame; nullopt where one of them cannot be
/// made, which says nothing of the files.
std::optional<Thumbnails> thumbnails_of(const Source& source, Bytes output);

/// The first of the two alone, of a JPEG that is damaged: what a decoder makes of it that does not
/// mind, and grey for what is missing. nullopt where it makes nothing, where that would take much
/// memory, and for other formats, whose decoders leave what is missing to chance.
std::optional<Thumbnails> thumbnail_of_damaged(std::span<const std::byte> bytes);

/// The first of the two alone, of a source that can be decoded though its output could not be made;
/// nullopt where it is above the limits, or decoding it would take much memory.
std::optional<Thumbnails> thumbnail_of_failed(const Source& source, const InputLimits& limits);

}  // namespace pixherd
