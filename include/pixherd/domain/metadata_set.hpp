// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "pixherd/base/names.hpp"

namespace pixherd {

/// What stands beside the pixels, by kind.
enum class MetadataKind : std::uint8_t {
  icc,          ///< the colour profile
  exif,         ///< EXIF but for what has a kind of its own below
  gps,          ///< where a picture was taken: in EXIF, XMP and IPTC
  copyright,    ///< who made it and whose it is: in EXIF, XMP and IPTC
  xmp,          ///< XMP but for the place
  iptc,         ///< IPTC but for the place
  other,        ///< comments, text and whatever else a format holds
  orientation,  ///< the tag, the pixels left as they are stored; else it is carried out
};
inline constexpr Names<8> kMetadataKindNames{"icc", "exif", "gps",   "copyright",
                                             "xmp", "iptc", "other", "orientation"};

/// A set of kinds, as bits. Whatever is chosen colours stay right: a profile that is dropped is
/// applied first.
class MetadataSet {
 public:
  constexpr MetadataSet() = default;
  constexpr explicit MetadataSet(std::uint32_t bits) : bits_(bits) {}
  static constexpr MetadataSet none() { return {}; }
  static constexpr MetadataSet icc() { return MetadataSet(bit(MetadataKind::icc)); }
  /// Everything that the output format can hold; the picture is upright.
  static constexpr MetadataSet all() { return MetadataSet(bit(MetadataKind::orientation) - 1); }

  constexpr void insert(MetadataKind kind) { bits_ |= bit(kind); }
  constexpr void remove(MetadataKind kind) { bits_ &= ~bit(kind); }
  [[nodiscard]] constexpr bool contains(MetadataKind kind) const {
    return (bits_ & bit(kind)) != 0;
  }
  /// True where nothing but a profile may be kept.
  [[nodiscard]] constexpr bool icc_at_most() const { return (bits_ & ~icc().bits_) == 0; }
  [[nodiscard]] constexpr bool holds_all() const { return (bits_ & all().bits_) == all().bits_; }
  [[nodiscard]] constexpr std::uint32_t bits() const { return bits_; }
  constexpr bool operator==(const MetadataSet&) const = default;

 private:
  static constexpr std::uint32_t bit(MetadataKind kind) {
    return 1U << static_cast<std::uint32_t>(kind);
  }
  std::uint32_t bits_ = 0;
};
inline constexpr std::uint32_t kMetadataBits = (1U << kMetadataKindNames.size()) - 1;

}  // namespace pixherd
