// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "pixherd/base/bytes.hpp"
#include "pixherd/domain/metadata_set.hpp"
#include "pixherd/domain/resize.hpp"

namespace pixherd {

/// True where what says whose a picture is is to go from wherever it stands. Where EXIF is not kept
/// as a whole, XMP and IPTC keep theirs: nobody has asked for them to lose it.
constexpr bool drops_copyright(MetadataSet kept) {
  return kept.contains(MetadataKind::exif) && !kept.contains(MetadataKind::copyright);
}

/// True where whose a picture is is to be kept from wherever it stands, since EXIF as a whole,
/// which tells it, is not.
constexpr bool keeps_copyright_alone(MetadataSet kept) {
  return kept.contains(MetadataKind::copyright) && !kept.contains(MetadataKind::exif);
}

/// The same of where it was taken.
constexpr bool keeps_place_alone(MetadataSet kept) {
  return kept.contains(MetadataKind::gps) && !kept.contains(MetadataKind::exif);
}

/// What is to become of an EXIF block.
struct ExifEdit {
  MetadataSet kept = MetadataSet::all();
  std::uint32_t orientation = 0;  ///< that it is to tell, 1 to 8; 0: what it tells already
  PixelSize size = {};            ///< of the picture it will stand beside; 0 x 0: as it tells
  bool keeps_thumbnail = true;
};

/// An EXIF block (its TIFF header first) with what is to be kept. Where EXIF is kept as a whole,
/// the rest is taken out in place, so that offsets stay right, those in maker notes too; else a
/// block is made anew. Empty where nothing is left, and where the block is such that what must go
/// cannot be found in it; there an orientation that is to be told is told alone. Pure; defined on
/// any bytes, in time linear in their number.
Bytes edited_exif(std::span<const std::byte> exif, const ExifEdit& edit);
/// The same; what of it, or of XMP and IPTC within it, was to be kept and had to go is noted.
Bytes edited_exif(std::span<const std::byte> exif, const ExifEdit& edit,
                  std::vector<std::string>& notes);

/// A block that says how a picture is to be turned, and nothing else.
Bytes exif_of_orientation(std::uint32_t orientation);

/// The EXIF that a TIFF file has among its tags, as a block of its own. Maker notes are left out:
/// their offsets would be wrong.
Bytes exif_of_tiff(std::span<const std::byte> tiff);

}  // namespace pixherd
