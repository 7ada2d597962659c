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

/// The first of the two alone, of a file that is damaged: what a decoder makes of it that does not
/// mind. nullopt where it makes nothing, and where that would take much memory.
std::optional<Thumbnails> thumbnail_of_damaged(std::span<const std::byte> bytes);

}  // namespace pixherd
