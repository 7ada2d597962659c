// SPDX-License-Identifier: Apache-2.0
#include "clear_parts.hpp"

#include <span>
#include <string>
#include <utility>

#include "load.hpp"
#include "pixherd/image/losses.hpp"
#include "save.hpp"

namespace pixherd {
namespace {

/// The share of pixels that are wholly clear, from 0 to 1.
Result<double> clear_share(const Image& image) {
  if (!has_alpha(image)) {
    return 0.0;
  }
  constexpr double kClear = 0;
  constexpr double kTrue = 255;
  const int last_band = vips_image_get_bands(image.get()) - 1;
  const Result<Image> alpha =
      Operation("extract_band").set("in", image).set("band", last_band).image();
  const Result<Image> clear = alpha ? Operation("relational_const")
                                          .set("in", *alpha)
                                          .set("relational", VIPS_OPERATION_RELATIONAL_EQUAL)
                                          .set("c", std::span(&kClear, 1))
                                          .image()
                                    : alpha.error();
  const Result<double> mean =
      clear ? Operation("avg").set("in", *clear).number() : Result<double>(clear.error());
  return mean ? Result<double>(*mean / kTrue) : mean;
}

/// True where most pixels of which nothing is seen before are seen in what was made.
Result<bool> shows_clear_parts(const Bytes& png, const Image& picture) {
  const Result<double> before = clear_share(picture);
  if (!before || *before == 0) {
    return before ? Result<bool>(false) : before.error();
  }
  const Result<Image> made = load(png, ImageFormat::png, {});
  const Result<double> after = made ? clear_share(*made) : made.error();
  return after ? Result<bool>(*after < *before / 2) : after.error();
}

}  // namespace

Result<std::optional<Reason>> against_seen_parts(Made& made, const Image& picture,
                                                 const TaskSettings& settings) {
  if (made.format != ImageFormat::png || !save_options(made.format, settings).palette) {
    return std::optional<Reason>();
  }
  const Result<bool> seen = shows_clear_parts(made.bytes, picture);
  if (!seen) {
    return seen.error();
  }
  std::string message =
      "the clear parts are so small that the palette of the PNG has no colour for them, and they "
      "are seen; without a palette (--png-quality 100, no --colours) they stay clear";
  if (*seen && settings.replaces_source && !settings.allowed_losses.contains(LossKind::alpha)) {
    return std::optional(
        unless_allowed({ReasonCode::alpha_lost, std::move(message)}, LossKind::alpha));
  }
  if (*seen) {
    made.notes.push_back(std::move(message));
  }
  return std::optional<Reason>();
}

}  // namespace pixherd
