// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>

namespace pixherd {

/// True where an ICC profile means sRGB: an RGB matrix profile whose colorants are those of sRGB
/// and whose three tone curves follow the sRGB function within what 8 bits can tell. Dropping such
/// a profile changes no colour. Pure; defined on any bytes.
bool is_srgb_profile(std::span<const std::byte> profile);

}  // namespace pixherd
