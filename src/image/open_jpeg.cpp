// SPDX-License-Identifier: Apache-2.0
#include "open_jpeg.hpp"

#include <memory>
#include <utility>

#include "pixherd/jpeg/jpeg_pixels.hpp"

namespace pixherd {
namespace {

/// Beyond it a picture is worked through in strips.
constexpr std::uint64_t kMostHeldBytes = 256'000'000;

/// What libvips calls when the image goes.
void free_samples(VipsImage*, void* samples) { delete[] static_cast<std::byte*>(samples); }

void* copy_field(VipsImage*, const char* field, GValue* value, void* target) {
  auto* image = static_cast<VipsImage*>(target);
  if (vips_image_get_typeof(image, field) == 0) {
    vips_image_set(image, field, value);
  }
  return nullptr;
}

/// The samples as an image that owns them, with the header's metadata.
Result<Image> as_image(JpegPixels pixels, const Image& header) {
  const std::size_t bytes = pixels.row_bytes() * pixels.height;
  const Image samples(vips_image_new_from_memory(
      pixels.samples.get(), bytes, static_cast<int>(pixels.width), static_cast<int>(pixels.height),
      static_cast<int>(pixels.bands), VIPS_FORMAT_UCHAR));
  if (!samples) {
    return Error{ErrorCode::internal, take_vips_error()};
  }
  g_signal_connect(samples.get(), "postclose", G_CALLBACK(free_samples), pixels.samples.release());
  Result<Image> image =
      Operation("copy")
          .set("in", samples)
          .set("interpretation", static_cast<int>(pixels.bands == 1 ? VIPS_INTERPRETATION_B_W
                                                                    : VIPS_INTERPRETATION_sRGB))
          .set("xres", vips_image_get_xres(header.get()))
          .set("yres", vips_image_get_yres(header.get()))
          .image();
  if (image) {
    vips_image_map(header.get(), copy_field, image->get());
  }
  return image;
}

}  // namespace

std::uint64_t held_jpeg_bytes(const SourceFacts& source, std::uint64_t pixels) {
  const std::uint64_t bytes = pixels * source.channels;
  return bytes <= kMostHeldBytes && !source.cmyk ? bytes : 0;
}

Result<Image> open_jpeg(const Source& source, const TaskSettings& settings,
                        const LoadOptions& options) {
  const auto shrink = static_cast<unsigned>(options.shrink);
  const std::uint64_t pixels = source.facts.pixels() / (std::uint64_t{shrink} * shrink);
  if (held_jpeg_bytes(source.facts, pixels) != 0 && source.facts.jpeg.odd_coding.empty()) {
    const Result<Image> header = load(source.bytes, ImageFormat::jpeg, options);
    if (!header) {
      return header.error();
    }
    Result<std::optional<JpegPixels>> decoded =
        decode_jpeg(source.bytes, scrutiny_for(settings), shrink);
    if (!decoded) {
      return std::move(decoded).error();
    }
    if (decoded->has_value()) {
      return as_image(std::move(**decoded), *header);
    }
  }
  if (Attempt whole = check_jpeg(source.bytes, scrutiny_for(settings)); !whole) {
    return std::move(whole).error();
  }
  return load(source.bytes, ImageFormat::jpeg, options);
}

}  // namespace pixherd
