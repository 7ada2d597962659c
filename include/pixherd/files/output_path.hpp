// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pixherd/domain/image_format.hpp"

namespace pixherd {

/// `path` with the extension that `format` asks for. An extension that means that format already
/// (.jpeg, .TIF) stays; one of another format is replaced; anything else is no extension of ours
/// and is kept before the new one.
std::string with_extension_for(std::string_view path, ImageFormat format);

/// The first two entries, by index, that name the same output; nullopt where all are different.
struct Collision {
  std::size_t first = 0;
  std::size_t second = 0;
};
std::optional<Collision> find_collision(const std::vector<std::string>& outputs);

}  // namespace pixherd
