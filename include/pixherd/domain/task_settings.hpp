// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "pixherd/domain/image_format.hpp"
#include "pixherd/domain/input_limits.hpp"
#include "pixherd/domain/loss_kind.hpp"

namespace pixherd {

/// Qualities from 1 to 100. A format's own number wins over `global`; where neither is set the
/// format's default holds. For PNG and GIF a number below 100 asks for a smaller palette.
struct Quality {
  std::optional<std::uint8_t> global;
  std::optional<std::uint8_t> jpeg;
  std::optional<std::uint8_t> png;
  std::optional<std::uint8_t> webp;
  std::optional<std::uint8_t> avif;

  /// What was asked for this format, if anything.
  [[nodiscard]] std::optional<std::uint8_t> asked(ImageFormat format) const;
  [[nodiscard]] bool any() const;
  bool operator==(const Quality&) const = default;
};

/// The quality that the field takes where nothing is asked: JPEG 80, WebP 80, AVIF 50; nothing
/// for PNG and GIF, which are written without loss, and 80 for the JPEG inside a TIFF.
std::optional<std::uint8_t> default_quality(ImageFormat format);

/// The box that the upright picture must fit into, in pixels; 0 leaves a side free. Pictures are
/// never enlarged. The aspect ratio is kept unless `exact`.
struct Resize {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  std::uint32_t long_edge = 0;
  std::uint32_t short_edge = 0;
  bool exact = false;  ///< width and height are both set, and both are met (no aspect ratio kept)

  [[nodiscard]] bool any() const {
    return width != 0 || height != 0 || long_edge != 0 || short_edge != 0;
  }
  bool operator==(const Resize&) const = default;
};

struct PixelSize {
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  bool operator==(const PixelSize&) const = default;
};

/// The size of `source` (upright) after `resize`: never larger than the source in either
/// direction, never below 1 pixel, sides rounded to nearest.
PixelSize resized(PixelSize source, const Resize& resize);

/// What is kept beside the pixels. Whatever is chosen, colours and orientation stay right: a
/// profile that is dropped is applied first, an orientation tag that is dropped is carried out.
enum class Metadata : std::uint8_t {
  none,  ///< nothing
  icc,   ///< the colour profile
  all,   ///< everything that the output format can hold
};

/// The ways from a source to its output. A lane hands on what it cannot do.
enum class Lane : std::uint8_t {
  coefficients,  ///< JPEG to JPEG without loss, by its DCT coefficients
  planes,        ///< JPEG to JPEG in the planes of its components
  libvips,       ///< everything
};
inline constexpr std::size_t kLaneCount = 3;

std::string_view name(Lane lane);

/// How an output is checked before it counts as made.
enum class Verification : std::uint8_t {
  header,  ///< whole by its structure, and when opened of the right size, frames and transparency
  full,    ///< that, and every pixel can be decoded
};

/// How one image is to be worked on. Plain values: equal settings give equal output bytes.
struct TaskSettings {
  std::optional<ImageFormat> format;  ///< output format; nullopt: as the input
  Quality quality;
  Resize resize;
  Metadata metadata = Metadata::none;
  std::optional<Lane> lane;  ///< planes or libvips and no other; nullopt: the fastest that can

  InputLimits limits;

  /// What may be lost without a file being left alone for it (--allow-loss); each loss is noted. Of
  /// use in place above all: with -o the original stays, and most losses only make a note anyway.
  LossSet allowed_losses;

  /// Where neither format nor size change: how much smaller the output must be, 0 to 99.
  std::uint8_t min_savings_percent = 0;

  /// Pixels stay exactly as they are: JPEG by its coefficients, the others re-encoded where the
  /// source itself is lossless. Excludes quality, resize and format.
  bool lossless = false;

  /// The original will not be there any more (in place, or the source is removed): nothing may be
  /// dropped in silence, and the output is synced before it is reported.
  bool replaces_source = false;

  /// How the output is checked (--verify); nullopt: in full where it replaces its source. Full
  /// costs about one more decoding. What is done without loss is compared with its source in any
  /// case.
  std::optional<Verification> verification;

  /// Whoever keeps the original anyway (not smaller, skipped) wants its bytes in the output file,
  /// so that the output folder is complete.
  bool copy_unimproved = false;

  bool operator==(const TaskSettings&) const = default;

  [[nodiscard]] ImageFormat output_format(ImageFormat input) const {
    return format.value_or(input);
  }
  [[nodiscard]] Verification wanted_verification() const {
    return verification.value_or(replaces_source ? Verification::full : Verification::header);
  }
};

/// A stable text of everything in the settings that changes output bytes, for hashing.
std::string canonical_text(const TaskSettings& settings);

}  // namespace pixherd
