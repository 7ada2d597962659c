// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "pixherd/base/names.hpp"
#include "pixherd/domain/image_format.hpp"

namespace pixherd {

/// A number for every format, and one for each that wins over it.
template <class Number>
struct NumberPerFormat {
  std::optional<Number> global{};
  std::optional<Number> jpeg{};
  std::optional<Number> png{};
  std::optional<Number> webp{};
  std::optional<Number> avif{};
  std::optional<Number> gif{};
  std::optional<Number> tiff{};

  /// What is set for this format alone.
  [[nodiscard]] std::optional<Number>& own(ImageFormat format) {
    return this->*kOwn[static_cast<std::size_t>(format)];
  }
  [[nodiscard]] const std::optional<Number>& own(ImageFormat format) const {
    return this->*kOwn[static_cast<std::size_t>(format)];
  }
  /// What was asked for this format, if anything.
  [[nodiscard]] std::optional<Number> asked(ImageFormat format) const {
    return own(format) ? own(format) : global;
  }
  [[nodiscard]] bool any() const {
    return global || std::any_of(kImageFormats.begin(), kImageFormats.end(),
                                 [&](ImageFormat format) { return own(format).has_value(); });
  }
  bool operator==(const NumberPerFormat&) const = default;

 private:
  using Member = std::optional<Number> NumberPerFormat::*;
  static constexpr std::array<Member, 6> kOwn{&NumberPerFormat::jpeg, &NumberPerFormat::png,
                                              &NumberPerFormat::webp, &NumberPerFormat::avif,
                                              &NumberPerFormat::gif,  &NumberPerFormat::tiff};
  static_assert(kOwn.size() == kImageFormats.size());
};

using PerFormat = NumberPerFormat<std::uint8_t>;

/// Qualities from 1 to 100; where none is set the format's default holds. For PNG and GIF a number
/// below 100 asks for a smaller palette.
using Quality = PerFormat;

/// How hard encoders try, from 1 (fast) to 10 (small); where none is set the format's default
/// holds.
using Effort = PerFormat;

/// The quality that the field takes where nothing is asked: JPEG 80, WebP 80, AVIF 50; nothing
/// for PNG and GIF, which are written without loss, and 80 for the JPEG inside a TIFF.
std::optional<std::uint8_t> default_quality(ImageFormat format);

/// At what size JPEG and AVIF hold the colour differences.
enum class ChromaSubsampling : std::uint8_t {
  automatic,  ///< halved below quality 90
  halved,     ///< 4:2:0
  full,       ///< 4:4:4
};
inline constexpr Names<3> kChromaSubsamplingNames{"auto", "4:2:0", "4:4:4"};

enum class Scans : std::uint8_t {
  as_fits,      ///< baseline, and where nothing is lost whichever is smaller
  baseline,     ///< from top to bottom
  progressive,  ///< from coarse to fine (JPEG), interlaced (PNG, GIF)
};

/// What encoders are told beside a quality.
struct EncoderSettings {
  Effort effort;
  ChromaSubsampling chroma = ChromaSubsampling::automatic;
  Scans scans = Scans::as_fits;
  bool near_lossless = false;  ///< WebP: lossless after slight changes
  std::uint16_t colours = 0;   ///< PNG, GIF: of the palette, 2 to 256; 0: by quality
  std::optional<std::uint8_t> dither_percent;  ///< PNG, GIF: 0 to 100 of Floyd-Steinberg's
  std::uint8_t bit_depth = 8;                  ///< AVIF: 8, 10 or 12 bits a sample
  bool operator==(const EncoderSettings&) const = default;
};

/// What transparency is laid on, and what fills the box around a picture; samples from 0 to 255.
struct Colour {
  std::uint8_t red = 255;
  std::uint8_t green = 255;
  std::uint8_t blue = 255;
  std::uint8_t alpha = 255;
  [[nodiscard]] bool is_grey() const { return red == green && green == blue; }
  bool operator==(const Colour&) const = default;
};

}  // namespace pixherd
