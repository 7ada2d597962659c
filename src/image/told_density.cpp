// SPDX-License-Identifier: Apache-2.0
#include "told_density.hpp"

#include <utility>

#include "jpeg_density.hpp"
#include "pixherd/image/losses.hpp"

namespace pixherd {
namespace {

/// libvips takes mere proportions for dots in a millimetre: a PNG's own words count.
std::optional<PngDensity> density_for_png(const Bytes& file, const Source& source,
                                          const TaskSettings& settings, const Image& picture,
                                          bool turned) {
  const bool from_png = source.facts.format == ImageFormat::png;
  std::optional<PngDensity> told =
      from_png ? density_of_png(source.bytes) : told_png_density(file, picture, settings.metadata);
  if (!told ||
      (told->square() ? settings.metadata.icc_at_most() : !keeps_proportions(settings.resize))) {
    return std::nullopt;
  }
  return from_png && turned ? told->turned() : *told;
}

}  // namespace

std::optional<PngDensity> told_png_density(std::span<const std::byte> png, const Image& picture,
                                           MetadataSet kept) {
  std::optional<PngDensity> told = density_of_png(png);
  const bool known =
      told && (!told->square() || (density_of_image(picture) && !kept.icc_at_most()));
  return known ? told : std::nullopt;
}

Bytes with_told_density(Bytes file, const Source& source, const TaskSettings& settings,
                        const Image& picture, bool turned) {
  const ImageFormat output = settings.output_format(source.facts.format);
  if (output == ImageFormat::png) {
    return with_png_density(file, density_for_png(file, source, settings, picture, turned));
  }
  const std::optional<JpegDensity> density =
      output == ImageFormat::jpeg && keeps_proportions(settings.resize)
          ? density_of_shape(source.facts.jpeg.pixel_shape, turned)
          : std::nullopt;
  return density ? with_density(file, *density) : std::move(file);
}

}  // namespace pixherd
