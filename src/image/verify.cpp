// SPDX-License-Identifier: Apache-2.0
#include "verify.hpp"

#include <fmt/format.h>

#include <array>
#include <numeric>
#include <string>
#include <utility>

#include "load.hpp"

namespace pixherd {
namespace {

/// So little of a picture may be hidden where a palette does without transparency.
constexpr double kMereTrace = 0.01;

Error unequal(const std::string& what) {
  return {ErrorCode::verify_failed, "the output, opened again, is not what was written: " + what};
}

std::uint64_t duration_ms(const SourceFacts& facts) {
  return std::accumulate(facts.delays_ms.begin(), facts.delays_ms.end(), std::uint64_t{0});
}

/// Fewer frames are right where equal ones were merged: the whole takes as long as before, but
/// for what each frame's time was rounded.
bool merged_only(const SourceFacts& output, const Expected& expected, const SourceFacts& source) {
  constexpr std::uint64_t kRoundingMs = 10;
  const std::uint64_t before = duration_ms(source);
  const std::uint64_t after = duration_ms(output);
  const std::uint64_t difference = before > after ? before - after : after - before;
  return output.frames < expected.frames && difference <= kRoundingMs * expected.frames;
}

Attempt check_frames(const SourceFacts& output, const Expected& expected, const Source& source) {
  if (output.frames == expected.frames || merged_only(output, expected, source.facts)) {
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

}  // namespace

Attempt verify(const Bytes& output, const Expected& expected, const Source& source, bool in_full) {
  const Result<SourceFacts> facts = read_source_facts(output, expected.format);
  if (!facts) {
    return unequal(facts.error().message);
  }
  const Result<Image> image = load(output, expected.format, {.all_frames = facts->frames > 1});
  if (!image) {
    return unequal(image.error().message);
  }
  if (frame_size(*image) != expected.size || orientation_of(*image) != 1) {
    return unequal(fmt::format("{} x {} pixels, not {} x {}", frame_size(*image).width,
                               frame_size(*image).height, expected.size.width,
                               expected.size.height));
  }
  Attempt checked = check_frames(*facts, expected, source);
  if (checked) {
    checked = check_alpha(has_alpha(*image), expected);
  }
  if (checked && in_full) {
    const Attempt decoded = decode_in_full(output, expected.format);
    return decoded ? success() : Attempt(unequal(decoded.error().message));
  }
  return checked;
}

bool loses_metadata(const Image& image, const Bytes& output, ImageFormat format) {
  const Result<Image> again = load(output, format, {});
  if (!again) {
    return true;
  }
  for (const char* field : {VIPS_META_EXIF_NAME, VIPS_META_XMP_NAME, VIPS_META_IPTC_NAME}) {
    if (vips_image_get_typeof(image.get(), field) != 0 &&
        vips_image_get_typeof(again->get(), field) == 0) {
      return true;
    }
  }
  return false;
}

}  // namespace pixherd
