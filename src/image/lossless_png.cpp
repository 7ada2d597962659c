// SPDX-License-Identifier: Apache-2.0
#include "lossless_png.hpp"

#include <algorithm>

#include "kept_fields.hpp"
#include "pixherd/format/byte_view.hpp"
#include "pixherd/png/encode_png.hpp"
#include "save.hpp"
#include "told_density.hpp"

namespace pixherd {
namespace {

/// How libdeflate counts effort: the least that is worth it, and the most.
constexpr int kLeastLevel = 3;
constexpr int kMostLevel = 12;

bool has_profile(const PngChunks& png) {
  return std::any_of(png.list.begin(), png.list.end(),
                     [](const PngChunk& chunk) { return chunk.type == "iCCP"; });
}

}  // namespace

std::optional<Bytes> small_png(const Pixels& pixels, const PngChunks& beside,
                               const EncoderSettings& asked) {
  PngOptions options;
  options.bound = bound_in(beside);
  options.keeps_kind = has_profile(beside);
  options.interlaced = asked.scans == Scans::progressive;
  const std::optional<std::uint8_t> effort = asked.effort.asked(ImageFormat::png);
  options.level = effort ? std::clamp(*effort + 2, kLeastLevel, kMostLevel) : kMostLevel;
  return encode_png({pixels.width, pixels.height, pixels.bands, pixels.bits, pixels.data}, options);
}

std::optional<Bytes> small_png(const Image& image, const Pixels& pixels, MetadataSet kept,
                               const EncoderSettings& asked) {
  // libvips writes the profile and the like, beside a single pixel.
  const Result<Image> pixel = Operation("crop")
                                  .set("input", image)
                                  .set("left", 0)
                                  .set("top", 0)
                                  .set("width", 1)
                                  .set("height", 1)
                                  .image();
  SaveOptions options = lossless_options(ImageFormat::png, asked);
  if (kept.contains(MetadataKind::icc)) {
    options.metadata.insert(MetadataKind::icc);
  }
  Result<Bytes> beside = pixel ? save(*pixel, options) : pixel.error();
  if (beside) {
    *beside = with_png_density(*beside, told_png_density(*beside, image, kept));
  }
  const Result<PngChunks> chunks = beside ? read_png_chunks(*beside) : beside.error();
  if (!chunks) {
    return std::nullopt;
  }
  const std::optional<Bytes> picture = small_png(pixels, *chunks, asked);
  const Result<PngChunks> written =
      picture ? read_png_chunks(*picture) : Error{ErrorCode::encode_failed, ""};
  const std::optional<Bytes> file =
      written ? with_chunks_of(*written, *chunks) : std::optional<Bytes>();
  return file ? std::optional(with_blocks(*file, ImageFormat::png, blocks_of_image(image, kept)))
              : std::nullopt;
}

}  // namespace pixherd
