// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>

#include "pixherd/base/bytes.hpp"
#include "pixherd/domain/metadata_set.hpp"

namespace pixherd {

// IPTC-IIM stands bare in a TIFF, and in a JPEG as one of Photoshop's resources. All of these are
// pure and defined on any bytes; what cannot be read is left out.

/// The records (IIM) with what is to be kept: all, or without the place, or nothing but whose the
/// picture is or where it was taken. Empty where nothing is left.
Bytes kept_iptc(std::span<const std::byte> records, MetadataSet kept);

/// Photoshop's resources likewise. What is no IPTC is of the kind `other`.
Bytes kept_photoshop(std::span<const std::byte> resources, MetadataSet kept);

/// Photoshop's resources without small copies of the picture.
Bytes photoshop_without_thumbnails(std::span<const std::byte> resources);

/// Photoshop's resources without the IPTC, which stands beside them in a TIFF.
Bytes photoshop_without_iptc(std::span<const std::byte> resources);

/// The IPTC records of a TIFF's first page as the file has them: where they are called numbers of
/// four bytes, libtiff turns them over. Those that somebody else has turned are turned back. Empty
/// in a BigTIFF.
Bytes iptc_of_tiff(std::span<const std::byte> tiff);

/// The IPTC records among Photoshop's resources, and the resources made of them.
Bytes iptc_of_photoshop(std::span<const std::byte> resources);
Bytes photoshop_of_iptc(std::span<const std::byte> records);

}  // namespace pixherd
