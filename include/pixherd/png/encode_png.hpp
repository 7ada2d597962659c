// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "pixherd/base/bytes.hpp"
#include "pixherd/png/bound_to_form.hpp"

namespace pixherd {

/// Decoded samples: rows from the top, channels interleaved, 16 bits in the machine's byte order.
struct PngRaster {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  std::uint32_t channels = 3;  ///< grey, grey and alpha, RGB, RGB and alpha
  std::uint32_t bits = 8;      ///< a sample: 8 or 16
  std::span<const std::byte> samples = {};
};

struct PngOptions {
  /// What will stand beside the picture, in a form that has a place for it. The source's own form
  /// is taken where no other has.
  std::optional<BoundToForm> bound = {};

  /// Grey stays grey and colour stays colour, as a colour profile needs it.
  bool keeps_kind = false;

  /// Shown from coarse to fine while it is loaded, for some more bytes (Adam7).
  bool interlaced = false;

  /// From 1 (fast) to 12 (small). 12 takes three times as long as 9, for a tenth fewer bytes.
  int level = 12;
};

/// The smallest PNG that is found for these very samples: the channels and bits that they
/// need and no more, a palette where one is smaller, and for each row one of the five
/// filters, by several rules whose outcomes are weighed against one another. Equal input gives
/// equal output. Pure.
///
/// nullopt where the samples do not fit into the only form there is, and where memory does not
/// suffice.
std::optional<Bytes> encode_png(const PngRaster& raster, const PngOptions& options);

}  // namespace pixherd
