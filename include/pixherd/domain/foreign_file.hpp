// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>

#include "pixherd/base/error.hpp"

namespace pixherd {

/// Why a file is refused whose first bytes sniff_format() does not know: unsupported_format where
/// they are an image's all the same (HEIC, BMP), else not_an_image.
Error foreign_file(std::span<const std::byte> head);

}  // namespace pixherd
