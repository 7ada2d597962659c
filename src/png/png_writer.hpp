// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "pixherd/base/bytes.hpp"
#include "pixherd/png/png_form.hpp"

namespace pixherd {

/// A PNG of these compressed rows: IHDR, PLTE and tRNS where the form has them, IDAT, IEND.
Bytes write_png(std::uint32_t width, std::uint32_t height, const PngForm& form, bool interlaced,
                std::span<const std::byte> compressed);

/// The bytes of such a file that are not compressed rows.
std::size_t png_overhead(const PngForm& form);

}  // namespace pixherd
