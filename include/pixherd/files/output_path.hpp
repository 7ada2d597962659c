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

/// How outputs are named after their inputs.
struct OutputNaming {
  std::optional<ImageFormat> format;    ///< nullopt: as the input
  std::string suffix;                   ///< goes before the extension
  std::string name_template{};          ///< of renditions, as rendition_path() reads it; else empty
  std::vector<std::uint32_t> widths{};  ///< of renditions
};

/// `path` with `suffix` before its extension, where it has one of ours, and behind it else.
std::string with_suffix(std::string_view path, std::string_view suffix);

/// The output that is made of `path`.
std::string output_path(std::string_view path, const OutputNaming& naming);

/// The names that a file may have which `name` is an output of; none without a suffix or template,
/// since then every file could be one. In the usual spellings of extensions.
std::vector<std::string> possible_sources(std::string_view name, const OutputNaming& naming);

/// The first two entries, by index, that name the same output; nullopt where all are different.
struct Collision {
  std::size_t first = 0;
  std::size_t second = 0;
};
std::optional<Collision> find_collision(const std::vector<std::string>& outputs);

}  // namespace pixherd
