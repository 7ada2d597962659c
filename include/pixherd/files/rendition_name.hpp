// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pixherd/domain/image_format.hpp"
#include "pixherd/domain/resize.hpp"

namespace pixherd {

/// The path of a rendition of `source`: in the same folder, with the name that the template makes
/// of {stem} {width} {height} {ext}. Two renditions that differ in width or format differ in name.
std::string rendition_path(std::string_view name_template, std::string_view source, PixelSize size,
                           ImageFormat format);

/// The stem that `name` would be a rendition of by that template, in one of these widths; nullopt
/// where it fits no way.
std::optional<std::string> stem_of_rendition(std::string_view name_template, std::string_view name,
                                             const std::vector<std::uint32_t>& widths);

/// The widths that such a name may speak of: its numbers that are smaller than `below`.
std::vector<std::uint32_t> widths_named(std::string_view name, std::uint32_t below);

/// A file's name without its folder and without an extension of an image.
std::string_view stem_of(std::string_view path);

}  // namespace pixherd
