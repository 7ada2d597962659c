// SPDX-License-Identifier: Apache-2.0
#include "save_within.hpp"

#include <optional>
#include <utility>

#include "fit_bytes.hpp"
#include "load.hpp"
#include "lossless_png.hpp"
#include "pixels_in.hpp"
#include "save.hpp"

namespace pixherd {
namespace {

/// The same pixels in fewer bytes, where the encoder's PNG has too many.
Result<Bytes> smaller_png(const Image& picture, const TaskSettings& settings, Bytes encoded) {
  const Result<Pixels> pixels = pixels_in(picture);
  if (!pixels) {
    return pixels.error();
  }
  std::optional<Bytes> made = small_png(picture, *pixels, settings.metadata, settings.encoder);
  return made && made->size() < encoded.size() ? std::move(*made) : std::move(encoded);
}

}  // namespace

Result<Bytes> save_within(const Image& picture, ImageFormat format, const TaskSettings& settings,
                          const std::function<Bytes(Bytes)>& finish,
                          std::vector<std::string>& notes) {
  if (format == ImageFormat::tiff && makes_lossy(settings, format) && !fits_jpeg(picture)) {
    notes.emplace_back(
        "the TIFF is written without loss: its quality holds for 8 bits without "
        "transparency alone");
  }
  const auto finished = [&](const Image& image, const SaveOptions& options) {
    Result<Bytes> bytes = save(image, options);
    return bytes ? Result<Bytes>(finish(std::move(*bytes))) : std::move(bytes);
  };
  if (settings.max_bytes == 0) {
    return finished(picture, save_options(format, settings));
  }
  const Result<Image> held = in_memory(picture);
  if (!held) {
    return held.error();
  }
  const FallingQualities qualities = falling_qualities(format, settings);
  const bool may_shrink = format == ImageFormat::png && qualities.lossless;
  Result<Fitted> fitted = encode_within(settings.max_bytes, qualities, [&](int quality) {
    Result<Bytes> bytes = finished(*held, save_options(format, settings, quality));
    if (!bytes || !may_shrink || bytes->size() <= settings.max_bytes) {
      return bytes;
    }
    bytes = smaller_png(*held, settings, std::move(*bytes));
    return bytes ? Result<Bytes>(finish(std::move(*bytes))) : std::move(bytes);
  });
  if (!fitted) {
    return std::move(fitted).error();
  }
  if (fitted->quality != qualities.each.front()) {
    notes.push_back(lowered_to(fitted->quality));
  }
  return std::move(fitted->bytes);
}

}  // namespace pixherd
