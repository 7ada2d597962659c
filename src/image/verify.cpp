// SPDX-License-Identifier: Apache-2.0
#include "pixherd/image/verify.hpp"

#include <fmt/format.h>

#include <array>
#include <numeric>
#include <string>
#include <utility>

#include "load.hpp"
#include "pixherd/jpeg/jpeg_planes.hpp"
#include "same_animation.hpp"

namespace pixherd {
namespace {

/// So little of a picture may be hidden where a palette does without transparency.
constexpr double kMereTrace = 0.01;

Error unequal(const std::string& what) {
  return {ErrorCode::verify_failed, "the output, opened again, is not what was written: " + what};
}

std::uint64_t duration_ms(const std::vector<std::uint32_t>& delays_ms) {
  return std::accumulate(delays_ms.begin(), delays_ms.end(), std::uint64_t{0});
}

/// Fewer frames are right where equal ones were merged: the whole takes as long as before, but
/// for what each frame's time was rounded.
bool merged_only(const SourceFacts& output, const Expected& expected, const SourceFacts& source) {
  constexpr std::uint64_t kRoundingMs = 10;
  const std::uint64_t before = duration_ms(delays_in(expected.format, source.delays_ms));
  const std::uint64_t after = duration_ms(output.delays_ms);
  const std::uint64_t difference = before > after ? before - after : after - before;
  return output.frames < expected.frames && difference <= kRoundingMs * expected.frames;
}

Attempt check_frames(const SourceFacts& output, const Expected& expected,
                     const SourceFacts& source) {
  if (output.frames == expected.frames || merged_only(output, expected, source)) {
    return success();
  }
  return unequal(fmt::format("{} frames, not {}", output.frames, expected.frames));
}

Attempt check_alpha(bool alpha, const Expected& expected) {
  // GIF knows only all or nothing: where nothing is nearly clear, nothing is left.
  const bool rounded = expected.format == ImageFormat::png && expected.hidden < kMereTrace;
  if (alpha || !expected.alpha || expected.format == ImageFormat::gif || rounded) {
    return success();
  }
  return unequal("its transparency is gone");
}

/// How a picture lies in its file.
struct Stored {
  PixelSize size;
  std::uint32_t orientation = 1;  ///< of EXIF
};

Attempt check_shape(const Stored& output, const Stored& expected) {
  if (output.size != expected.size) {
    return unequal(fmt::format("{} x {} pixels, not {} x {}", output.size.width, output.size.height,
                               expected.size.width, expected.size.height));
  }
  return output.orientation == expected.orientation
             ? success()
             : Attempt(unequal(fmt::format("orientation {}, not {}", output.orientation,
                                           expected.orientation)));
}

}  // namespace

Attempt verify(std::span<const std::byte> output, const Expected& expected,
               const SourceFacts& source, Verification how) {
  const Result<SourceFacts> facts = read_source_facts(output, expected.format);
  if (!facts) {
    return unequal(facts.error().message);
  }
  const Result<Image> image = load(output, expected.format, {.all_frames = facts->frames > 1});
  if (!image) {
    return unequal(image.error().message);
  }
  const auto orientation = static_cast<std::uint32_t>(orientation_of(*image));
  Attempt checked =
      check_shape({frame_size(*image), orientation}, {expected.size, expected.orientation});
  if (checked) {
    checked = check_frames(*facts, expected, source);
  }
  if (checked) {
    checked = check_alpha(has_alpha(*image), expected);
  }
  if (checked && how == Verification::full) {
    const Attempt decoded = decode_in_full(output, expected.format);
    return decoded ? success() : Attempt(unequal(decoded.error().message));
  }
  return checked;
}

Attempt verify_planes(std::span<const std::byte> output, const SourceFacts& source, PixelSize size,
                      Verification how, std::uint32_t orientation) {
  const Result<SourceFacts> facts = read_source_facts(output, ImageFormat::jpeg);
  if (!facts) {
    return unequal(facts.error().message);
  }
  if (Attempt checked = check_shape({facts->size, facts->orientation}, {size, orientation});
      !checked) {
    return checked;
  }
  if (facts->channels != source.channels) {
    return unequal(fmt::format("{} components, not {}", facts->channels, source.channels));
  }
  JpegPlanesReader again(output);
  if (Attempt opened = again.open(); !opened) {
    return unequal(opened.error().message);
  }
  if (how == Verification::full) {
    if (Attempt decoded = again.decode(1, [](const Component&) {}); !decoded) {
      return unequal(decoded.error().message);
    }
  }
  return success();
}

}  // namespace pixherd
