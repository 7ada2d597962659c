// SPDX-License-Identifier: Apache-2.0
#include "colours.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "load.hpp"
#include "pixherd/format/byte_view.hpp"
#include "pixherd/format/srgb_profile.hpp"

namespace pixherd {
namespace {

constexpr double kTo16Bits = 257;

bool is_wide(const Image& image) {
  const VipsInterpretation space = vips_image_get_interpretation(image.get());
  return space == VIPS_INTERPRETATION_RGB16 || space == VIPS_INTERPRETATION_GREY16;
}

bool is_grey(const Image& image) {
  const VipsInterpretation space = vips_image_get_interpretation(image.get());
  return space == VIPS_INTERPRETATION_B_W || space == VIPS_INTERPRETATION_GREY16;
}

bool is_plain(const Image& image) {
  return is_wide(image) || vips_image_get_interpretation(image.get()) == VIPS_INTERPRETATION_sRGB ||
         vips_image_get_interpretation(image.get()) == VIPS_INTERPRETATION_B_W;
}

std::span<const std::byte> profile_of(const Image& image) {
  const void* data = nullptr;
  std::size_t length = 0;
  if (vips_image_get_typeof(image.get(), VIPS_META_ICC_NAME) == 0 ||
      vips_image_get_blob(image.get(), VIPS_META_ICC_NAME, &data, &length) != 0) {
    return {};
  }
  return {static_cast<const std::byte*>(data), length};
}

Result<Image> without_profile(const Image& image) {
  Result<Image> copy = Operation("copy").set("in", image).image();
  if (copy) {
    vips_image_remove(copy->get(), VIPS_META_ICC_NAME);
  }
  return copy;
}

/// Some programs pad a profile, and libpng wants none of that: it ends where it says.
Result<Image> without_padding(const Image& image) {
  constexpr std::uint32_t kHeader = 128;
  const ByteView profile(profile_of(image));
  const std::uint32_t told = profile.be32(0);
  if (told < kHeader || told >= profile.size()) {
    return share(image);
  }
  Result<Image> copy = Operation("copy").set("in", image).image();
  if (copy) {
    vips_image_set_blob_copy(copy->get(), VIPS_META_ICC_NAME, profile.bytes().data(), told);
  }
  return copy;
}

Result<Image> in_space(const Image& image, VipsInterpretation space) {
  return Operation("colourspace").set("in", image).set("space", static_cast<int>(space)).image();
}

Result<Image> through_profile(const Image& image, int bits) {
  Operation transform("icc_transform");
  transform.set("in", image)
      .set("output-profile", "srgb")
      .set("embedded", 1)
      .set("intent", static_cast<int>(VIPS_INTENT_RELATIVE))
      .set("black-point-compensation", 1)
      .set("depth", bits);
  return transform.image();
}

/// White of 8 bits becomes white of 16.
Result<Image> in_16_bits_of(const Image& image) {
  constexpr std::array kFactor{kTo16Bits};
  constexpr std::array kNothing{0.0};
  const Result<Image> scaled = Operation("linear")
                                   .set("in", image)
                                   .set("a", std::span<const double>(kFactor))
                                   .set("b", std::span<const double>(kNothing))
                                   .image();
  const Result<Image> cast = scaled ? Operation("cast")
                                          .set("in", *scaled)
                                          .set("format", static_cast<int>(VIPS_FORMAT_USHORT))
                                          .image()
                                    : Result<Image>(scaled.error());
  const int space = is_grey(image) ? VIPS_INTERPRETATION_GREY16 : VIPS_INTERPRETATION_RGB16;
  return cast ? Operation("copy").set("in", *cast).set("interpretation", space).image()
              : Result<Image>(cast.error());
}

/// The profile carried out and dropped; grey stays grey.
Result<Image> apply_profile(const Image& image, bool in_16_bits) {
  Result<Image> colours = through_profile(image, in_16_bits ? 16 : 8);
  if (!colours) {
    return colours;
  }
  Result<Image> bare = without_profile(*colours);
  if (!bare || !is_grey(image)) {
    return bare;
  }
  return in_space(*bare, in_16_bits ? VIPS_INTERPRETATION_GREY16 : VIPS_INTERPRETATION_B_W);
}

Result<Image> drop_profile(const Image& image, bool in_16_bits, std::vector<std::string>& notes) {
  if (is_srgb_profile(profile_of(image))) {
    return without_profile(image);
  }
  Result<Image> applied = apply_profile(image, in_16_bits);
  if (applied) {
    return applied;
  }
  notes.push_back("the colour profile cannot be used and was dropped: " + applied.error().message);
  return without_profile(image);
}

Result<Image> connected_pixel(const Colour& colour) {
  const std::array<std::uint8_t, 3> samples{colour.red, colour.green, colour.blue};
  const Image pixel(vips_image_new_from_memory_copy(
      samples.data(), samples.size(), 1, 1, static_cast<int>(samples.size()), VIPS_FORMAT_UCHAR));
  if (!pixel) {
    return Error{ErrorCode::out_of_memory, take_vips_error()};
  }
  const Result<Image> plain = Operation("copy")
                                  .set("in", pixel)
                                  .set("interpretation", static_cast<int>(VIPS_INTERPRETATION_sRGB))
                                  .image();
  if (!plain) {
    return plain.error();
  }
  return Operation("icc_import")
      .set("in", *plain)
      .set("input-profile", "srgb")
      .set("intent", static_cast<int>(VIPS_INTENT_RELATIVE))
      .set("black-point-compensation", 1)
      .image();
}

/// One pixel of 16 bits in the space of that image's profile.
Result<Image> through_profile_of(const Image& image, const Colour& colour) {
  const Result<Image> connected = connected_pixel(colour);
  if (!connected) {
    return connected.error();
  }
  const Result<Image> own = Operation("copy").set("in", *connected).image();
  if (!own) {
    return own.error();
  }
  const std::span<const std::byte> profile = profile_of(image);
  vips_image_set_blob_copy(own->get(), VIPS_META_ICC_NAME, profile.data(), profile.size());
  const Result<Image> exported = Operation("icc_export")
                                     .set("in", *own)
                                     .set("intent", static_cast<int>(VIPS_INTENT_RELATIVE))
                                     .set("black-point-compensation", 1)
                                     .set("depth", 16)
                                     .image();
  return exported ? in_memory(*exported) : exported.error();
}

/// As 8 bits would be, with fractions. Black and white are the same everywhere.
std::array<double, 3> in_colours_of(const Image& image, const Colour& colour) {
  const std::array<double, 3> plain{static_cast<double>(colour.red),
                                    static_cast<double>(colour.green),
                                    static_cast<double>(colour.blue)};
  const bool fixed = std::all_of(plain.begin(), plain.end(), [&](double sample) {
    return sample == plain[0] && (sample == 0 || sample == 255);
  });
  const std::span<const std::byte> profile = profile_of(image);
  if (fixed || is_grey(image) || profile.empty() || is_srgb_profile(profile)) {
    return plain;
  }
  const Result<Image> pixel = through_profile_of(image, colour);
  if (!pixel || vips_image_get_format(pixel->get()) != VIPS_FORMAT_USHORT ||
      vips_image_get_bands(pixel->get()) != 3) {
    return plain;
  }
  std::array<std::uint16_t, 3> wide{};
  std::memcpy(wide.data(), pixel->get()->data, sizeof wide);
  return {wide[0] / kTo16Bits, wide[1] / kTo16Bits, wide[2] / kTo16Bits};
}

}  // namespace

Result<Image> inks_to_srgb(const Image& image) {
  if (vips_image_get_interpretation(image.get()) != VIPS_INTERPRETATION_CMYK) {
    return share(image);
  }
  Operation transform("icc_transform");
  transform.set("in", image)
      .set("output-profile", "srgb")
      .set("embedded", 1)
      .set("input-profile", "cmyk")
      .set("intent", static_cast<int>(VIPS_INTENT_RELATIVE))
      .set("black-point-compensation", 1)
      .set("depth", 8);
  Result<Image> colours = transform.image();
  return colours ? without_profile(*colours) : std::move(colours);
}

Result<Image> to_output_colours(const Image& image, const ColourTarget& target,
                                std::vector<std::string>& notes) {
  Result<Image> trimmed = without_padding(image);
  if (!trimmed) {
    return trimmed;
  }
  Image now = std::move(*trimmed);
  const bool in_16_bits = is_wide(now) && target.holds_16_bits;
  const bool keeps_profile = target.keeps_profile && !(target.adds_colour && is_grey(now)) &&
                             (target.stores_grey || !has_grey_profile(now));
  if (!profile_of(now).empty() && !keeps_profile) {
    Result<Image> dropped = drop_profile(now, in_16_bits, notes);
    if (!dropped) {
      return dropped;
    }
    now = std::move(*dropped);
  }
  if (!is_plain(now)) {
    Result<Image> plain = in_space(now, VIPS_INTERPRETATION_sRGB);
    if (!plain) {
      return plain;
    }
    now = std::move(*plain);
  }
  if (is_wide(now) && !in_16_bits) {
    return in_space(now, is_grey(now) ? VIPS_INTERPRETATION_B_W : VIPS_INTERPRETATION_sRGB);
  }
  return target.wants_16_bits && !is_wide(now) ? in_16_bits_of(now) : Result<Image>(std::move(now));
}

bool has_grey_profile(const Image& image) {
  constexpr std::uint64_t kColourSpaceAt = 16;
  return ByteView(profile_of(image)).has(kColourSpaceAt, "GRAY");
}

Result<SettledAlpha> settle_alpha(const Image& image) {
  if (!has_alpha(image)) {
    return SettledAlpha{share(image)};
  }
  const Result<Image> held = in_memory(image);
  if (!held) {
    return held.error();
  }
  const int last_band = vips_image_get_bands(held->get()) - 1;
  const Result<Image> alpha =
      Operation("extract_band").set("in", *held).set("band", last_band).image();
  if (!alpha) {
    return alpha.error();
  }
  const Result<double> least = Operation("min").set("in", *alpha).number();
  const Result<double> mean = Operation("avg").set("in", *alpha).number();
  if (!least || !mean) {
    return !least ? least.error() : mean.error();
  }
  const double opaque = vips_image_get_format(held->get()) == VIPS_FORMAT_USHORT ? 65535 : 255;
  if (*least < opaque) {
    return SettledAlpha{share(*held), 1 - *mean / opaque};
  }
  Result<Image> bare =
      Operation("extract_band").set("in", *held).set("band", 0).set("n", last_band).image();
  return bare ? Result<SettledAlpha>(SettledAlpha{std::move(*bare)}) : bare.error();
}

std::vector<double> samples_of(const Colour& colour, const Image& image) {
  const double scale = is_wide(image) ? kTo16Bits : 1;
  const std::array<double, 3> rgb = in_colours_of(image, colour);
  std::vector<double> samples{scale * rgb[0]};
  if (!is_grey(image)) {
    samples.push_back(scale * rgb[1]);
    samples.push_back(scale * rgb[2]);
  }
  if (has_alpha(image)) {
    samples.push_back(scale * colour.alpha);
  }
  return samples;
}

Colour background_for(ImageFormat output, Colour background) {
  background.alpha = output == ImageFormat::jpeg ? 255 : background.alpha;
  return background;
}

std::string in_words(const Colour& colour) {
  const std::uint32_t rgb = colour.red << 16U | colour.green << 8U | colour.blue;
  return rgb == 0xFFFFFF ? "white" : rgb == 0 ? "black" : fmt::format("#{:06x}", rgb);
}

Result<Image> able_to_hold(const Image& image, const Colour& colour) {
  Result<Image> now = share(image);
  if (is_grey(image) && !colour.is_grey()) {
    now = in_space(image, is_wide(image) ? VIPS_INTERPRETATION_RGB16 : VIPS_INTERPRETATION_sRGB);
  }
  if (now && colour.alpha != 255 && !has_alpha(*now)) {
    const double opaque = is_wide(*now) ? 65535 : 255;
    now = Operation("bandjoin_const")
              .set("in", *now)
              .set("c", std::span<const double>(&opaque, 1))
              .image();
  }
  return now;
}

Result<Image> without_further_channels(const Image& image) {
  constexpr int kGreyAndAlpha = 2;
  constexpr int kColoursAndAlpha = 4;
  const int bands = vips_image_get_bands(image.get());
  const int most = is_grey(image) ? kGreyAndAlpha : kColoursAndAlpha;
  if (bands <= most) {
    return share(image);
  }
  return Operation("extract_band").set("in", image).set("band", 0).set("n", most).image();
}

Result<Image> flatten_on(const Image& image, const Colour& background) {
  if (!has_alpha(image)) {
    return share(image);
  }
  const Result<Image> able = able_to_hold(image, background_for(ImageFormat::jpeg, background));
  if (!able) {
    return able.error();
  }
  std::vector<double> samples = samples_of(background, *able);
  samples.pop_back();
  return Operation("flatten")
      .set("in", *able)
      .set("background", std::span<const double>(samples))
      .image();
}

}  // namespace pixherd
