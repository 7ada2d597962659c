// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "support/sample_images.hpp"

namespace pixherd::sample {

/// A directory entry: its values as numbers of the type's width, a fraction as two of them.
struct TiffTag {
  std::uint32_t tag = 0;
  std::uint32_t type = 3;  ///< 1 byte, 2 text, 3 short, 4 long, 5 fraction, 7 anything
  std::vector<std::uint32_t> values;
};

TiffTag tiff_text(std::uint32_t tag, const std::string& text, std::uint32_t type = 2);

/// 300 dots an inch in both directions.
std::vector<TiffTag> tiff_resolution(std::uint32_t dots = 300);

/// An uncompressed page of 32 x 32 pixels, smooth enough to get smaller. `tags` win over those
/// that its samples ask for.
struct TiffPage {
  std::uint32_t photometric = 2;
  std::uint32_t samples = 3;
  std::uint32_t bits = 8;
  std::vector<TiffTag> tags;
  std::vector<TiffPage> below = {};  ///< in directories that this page leads to (SubIFDs)
};

/// A little-endian classic TIFF of these pages.
Bytes tiff_of(const std::vector<TiffPage>& pages);

}  // namespace pixherd::sample
