// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pixherd/domain/image_format.hpp"

namespace pixherd {

/// JPEG alone is done in planes, without libvips.
bool does_without_libvips(FormatSet formats);

/// Makes a tiny image and sends it through each format's encoder, decoder and the resizer, so that
/// the first real task finds everything loaded. False where a format cannot do that.
bool warm_up(FormatSet formats);

}  // namespace pixherd
