// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <span>

#include "pixherd/base/bytes.hpp"
#include "pixherd/base/result.hpp"

namespace pixherd::tiff {

/// True where a page of the TIFF stands in tiles and not in strips, or nobody can say. Pure.
bool may_have_tiles(std::span<const std::byte> tiff);

/// Shows `check` each tile that is coded as a JPEG, as a whole JPEG, until one is not to its
/// liking: its word. ErrorCode::damaged where tiles lie over one another. Pure but for `check`.
Attempt for_each_jpeg_tile(std::span<const std::byte> tiff,
                           const std::function<Attempt(const Bytes&)>& check);

}  // namespace pixherd::tiff
