// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "support/sample_images.hpp"

namespace pixherd::sample {

/// A picture with EXIF as exif_block() makes it, and what phones and cameras put behind one.
struct CompanionKind {
  bool big_endian = false;  ///< the index
  bool index = true;        ///< leads to the second picture
  bool marks = true;        ///< XMP that says of a gain map, and of a film; it tells the place, too
  std::string second_exif{};  ///< the body of a segment in the second picture; empty: none
  std::string film{};         ///< behind both
};

constexpr std::string_view kPlaceInXmp = "48,12.5N";

/// The second picture alone, a gain map by its XMP.
Bytes gain_map_of(const CompanionKind& kind);
Bytes jpeg_with_companions(const CompanionKind& kind);

/// An MP4 without any track; `told` stands among what it says of itself.
std::string film_that_tells(const std::string& told);

}  // namespace pixherd::sample
