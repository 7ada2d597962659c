// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace pixherd {

/// What a new file may lack of what its source holds, beyond what a lossy coding always costs.
enum class LossKind : std::uint8_t {
  apng,       ///< the animation of a PNG
  mpo,        ///< further pictures in a JPEG
  gain_map,   ///< the second picture of a JPEG that makes it HDR
  trailer,    ///< data behind the image's end: a motion photo, an archive
  pages,      ///< all pages of a TIFF but the first
  animation,  ///< all frames but the first, or their timing
  depth,      ///< more than 8 bits a sample
  cmyk,       ///< CMYK, CIELAB or a channel of unknown meaning, converted to sRGB
  metadata,   ///< parts that the new file cannot hold
  alpha,      ///< transparency
};

inline constexpr std::array kLossKinds{
    LossKind::apng,      LossKind::mpo,   LossKind::gain_map, LossKind::trailer,  LossKind::pages,
    LossKind::animation, LossKind::depth, LossKind::cmyk,     LossKind::metadata, LossKind::alpha};

/// The name in options and messages: "gain-map".
std::string_view name(LossKind kind);
std::optional<LossKind> loss_kind_named(std::string_view text);

/// A set of kinds, as bits.
class LossSet {
 public:
  constexpr LossSet() = default;
  constexpr explicit LossSet(std::uint32_t bits) : bits_(bits) {}
  static constexpr LossSet all() { return LossSet((1U << kLossKinds.size()) - 1); }

  constexpr void insert(LossKind kind) { bits_ |= bit(kind); }
  [[nodiscard]] constexpr bool contains(LossKind kind) const { return (bits_ & bit(kind)) != 0; }
  [[nodiscard]] constexpr bool empty() const { return bits_ == 0; }
  [[nodiscard]] constexpr std::uint32_t bits() const { return bits_; }
  constexpr bool operator==(const LossSet&) const = default;

 private:
  static constexpr std::uint32_t bit(LossKind kind) {
    return 1U << static_cast<std::uint32_t>(kind);
  }
  std::uint32_t bits_ = 0;
};

}  // namespace pixherd
