// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pixherd/base/names.hpp"
#include "pixherd/domain/encoder_settings.hpp"
#include "pixherd/domain/image_format.hpp"
#include "pixherd/domain/input_limits.hpp"
#include "pixherd/domain/loss_kind.hpp"
#include "pixherd/domain/metadata_set.hpp"
#include "pixherd/domain/resize.hpp"

namespace pixherd {

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
inline constexpr Names<2> kVerificationNames{"header", "full"};

/// How much smaller an output must be; both are to be met.
struct Savings {
  std::uint8_t percent = 0;  ///< 0 to 99
  std::uint64_t bytes = 0;
  std::uint8_t hundredths = 0;  ///< 0 to 99, of a percent, beside `percent`
  bool operator==(const Savings&) const = default;

  /// True where an output of `after` bytes is so much smaller than `before`, and smaller at all.
  [[nodiscard]] bool met(std::uint64_t before, std::uint64_t after) const {
    constexpr std::uint64_t kPercent = 100;
    constexpr std::uint64_t kWhole = 100 * kPercent;
    return after < before &&
           after * kWhole <= before * (kWhole - percent * kPercent - hundredths) &&
           before - after >= bytes;
  }
  /// "5" or "1.5".
  [[nodiscard]] std::string percent_text() const;
};

/// One of several outputs that are made of one decoding.
struct Rendition {
  std::uint32_t width = 0;            ///< pixels
  std::optional<ImageFormat> format;  ///< nullopt: as the input
  bool operator==(const Rendition&) const = default;
};
inline constexpr std::size_t kMostRenditions = 40;

/// How one image is to be worked on. Plain values: equal settings give equal output bytes.
struct TaskSettings {
  std::optional<ImageFormat> format;  ///< output format; nullopt: as the input
  Quality quality;
  EncoderSettings encoder;
  Resize resize;
  Colour background;
  MetadataSet metadata;  ///< what is kept
  /// That was asked for by name: in place what is to go is reason enough to save a file.
  bool metadata_asked = false;
  /// --strip has named it. Where pixels stay as they are the tag does too, which is noted.
  bool orientation_unwanted = false;
  std::optional<Lane> lane;  ///< planes or libvips and no other; nullopt: the fastest that can

  InputLimits limits;

  /// What may be lost without a file being left alone for it (--allow-loss); each loss is noted. Of
  /// use in place above all: with -o the original stays, and most losses only make a note anyway.
  LossSet allowed_losses;

  /// Where neither format nor size change.
  Savings min_savings;

  /// The quality is lowered until the output has at most so many bytes; 0: no limit.
  std::uint64_t max_bytes = 0;

  /// Pixels stay exactly as they are: JPEG by its coefficients, the others re-encoded where the
  /// source itself is lossless. Excludes quality and resize.
  bool lossless = false;

  /// Where not empty: one output for each, instead of one alone. Those that would be wider than the
  /// source are left out; where that leaves none of a format, it is made as wide as the source.
  std::vector<Rendition> renditions;

  /// Everything is done but writing: the outcome tells what would be saved.
  bool dry_run = false;

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
  /// How many outputs a task has at most.
  [[nodiscard]] std::size_t output_count() const {
    return renditions.empty() ? 1 : renditions.size();
  }
  [[nodiscard]] Verification wanted_verification() const {
    return verification.value_or(replaces_source ? Verification::full : Verification::header);
  }
};

/// A rendition that a source is to get.
struct PlannedRendition {
  std::uint32_t index = 0;  ///< of TaskSettings::renditions
  std::uint32_t width = 0;  ///< pixels
  ImageFormat format = ImageFormat::jpeg;
  bool operator==(const PlannedRendition&) const = default;
};

/// Numbers of the renditions that differ for an input of that format: the format may be asked for
/// twice, by its name and as the input's own.
std::vector<std::uint32_t> distinct_renditions(const TaskSettings& settings, ImageFormat input);

/// Those for an upright source so wide: of each format all that do not enlarge it, and where there
/// is none, one of its own width.
std::vector<PlannedRendition> planned_renditions(const TaskSettings& settings, ImageFormat input,
                                                 std::uint32_t width);

/// The settings for one of them alone.
TaskSettings settings_for(const TaskSettings& settings, const PlannedRendition& rendition);

/// All formats that an input of this format becomes.
FormatSet output_formats(const TaskSettings& settings, ImageFormat input);

/// The settings with all that has no bearing on images of this format left at its default: what is
/// changed there changes none of their outputs.
TaskSettings settings_reaching(const TaskSettings& settings, ImageFormat input);

/// True where an image that is done again gets smaller again: in place, to a share of its size. A
/// ledger alone can tell that it has been done.
bool shrinks_each_time(const TaskSettings& settings);

/// True where less than the source's own pixels is asked for of images that keep this format,
/// however many bytes they have.
bool asks_for_loss(const TaskSettings& settings, ImageFormat format);

/// True where an output of this format is not the same picture any more, apart from its size.
bool makes_lossy(const TaskSettings& settings, ImageFormat output);

/// The quality that is asked for, or else taken: 100 where nothing is lost.
int asked_quality(ImageFormat output, const TaskSettings& settings);

/// A stable text of everything in the settings that changes output bytes, for hashing.
std::string canonical_text(const TaskSettings& settings);

}  // namespace pixherd
