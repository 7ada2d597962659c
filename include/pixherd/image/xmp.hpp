// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace pixherd {

/// An XMP packet that says its picture is upright: every tiff:Orientation in it is 1. Nothing else
/// changes, nor does its length. nullopt where nothing has to change. Pure.
std::optional<std::string> with_upright_orientation(std::string_view packet);

}  // namespace pixherd
