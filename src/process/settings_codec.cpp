// SPDX-License-Identifier: Apache-2.0
#include "settings_codec.hpp"

#include <algorithm>
#include <cmath>

#include "checked_reader.hpp"

namespace pixherd {
namespace {

void write_per_format(PayloadWriter& out, const PerFormat& values) {
  out.u8(byte_of(values.global));
  for (const ImageFormat format : kImageFormats) {
    out.u8(byte_of(values.own(format)));
  }
}

void read_per_format(CheckedReader& checked, PerFormat& values) {
  values.global = checked.optional_up_to(kUnset);
  for (const ImageFormat format : kImageFormats) {
    values.own(format) = checked.optional_up_to(kUnset);
  }
}

void write_encoder(PayloadWriter& out, const EncoderSettings& encoder) {
  write_per_format(out, encoder.effort);
  out.u8(static_cast<std::uint8_t>(encoder.chroma));
  out.u8(static_cast<std::uint8_t>(encoder.scans));
  out.u8(encoder.near_lossless ? 1 : 0);
  out.u32(encoder.colours);
  out.u8(byte_of(encoder.dither_percent));
  out.u8(encoder.bit_depth);
}

void read_encoder(PayloadReader& in, CheckedReader& checked, EncoderSettings& encoder) {
  read_per_format(checked, encoder.effort);
  encoder.chroma = checked.value(ChromaSubsampling::full);
  encoder.scans = checked.value(Scans::progressive);
  encoder.near_lossless = checked.flag();
  const std::uint32_t colours = in.u32();
  constexpr std::uint32_t kMostColours = 256;
  checked.check(colours <= kMostColours);
  encoder.colours = static_cast<std::uint16_t>(colours);
  encoder.dither_percent = checked.optional_up_to(100);
  encoder.bit_depth = in.u8();
}

void write_resize(PayloadWriter& out, const Resize& resize) {
  out.u32(resize.width).u32(resize.height).u32(resize.long_edge).u32(resize.short_edge);
  out.u64(resize.pixels).f64(resize.percent);
  out.u8(static_cast<std::uint8_t>(resize.fit));
  out.u8(static_cast<std::uint8_t>(resize.kernel));
  out.u8(static_cast<std::uint8_t>(resize.position));
  out.u8(resize.upscale ? 1 : 0);
}

void read_resize(PayloadReader& in, CheckedReader& checked, Resize& resize) {
  resize.width = in.u32();
  resize.height = in.u32();
  resize.long_edge = in.u32();
  resize.short_edge = in.u32();
  resize.pixels = in.u64();
  resize.percent = in.f64();
  checked.check(std::isfinite(resize.percent) && resize.percent >= 0);
  resize.fit = checked.value(Fit::outside);
  resize.kernel = checked.value(Kernel::lanczos3);
  resize.position = checked.value(Position::attention);
  resize.upscale = checked.flag();
}

void write_renditions(PayloadWriter& out, const std::vector<Rendition>& renditions) {
  const std::size_t count = std::min(renditions.size(), kMostRenditions);
  out.u8(static_cast<std::uint8_t>(count));
  for (std::size_t i = 0; i < count; ++i) {
    out.u32(renditions[i].width).u8(byte_of(renditions[i].format));
  }
}

void read_renditions(PayloadReader& in, CheckedReader& checked, std::vector<Rendition>& out) {
  const std::uint8_t count = checked.up_to(kMostRenditions);
  for (std::uint8_t i = 0; i < count && checked.fine(); ++i) {
    Rendition rendition;
    rendition.width = in.u32();
    rendition.format = checked.optional(kLastFormat);
    out.push_back(rendition);
  }
}

}  // namespace

void write_settings(PayloadWriter& out, const TaskSettings& settings) {
  out.u8(byte_of(settings.format));
  write_per_format(out, settings.quality);
  write_encoder(out, settings.encoder);
  write_resize(out, settings.resize);
  const Colour& background = settings.background;
  out.u8(background.red).u8(background.green).u8(background.blue).u8(background.alpha);
  out.u32(settings.metadata.bits());
  out.u8(byte_of(settings.lane));
  out.u64(settings.limits.pixels).u64(settings.limits.bytes);
  out.u32(settings.allowed_losses.bits());
  out.u8(settings.min_savings.percent).u8(settings.min_savings.hundredths);
  out.u64(settings.min_savings.bytes).u64(settings.max_bytes);
  out.u8(settings.lossless ? 1 : 0).u8(settings.dry_run ? 1 : 0);
  out.u8(settings.metadata_asked ? 1 : 0).u8(settings.orientation_unwanted ? 1 : 0);
  out.u8(settings.replaces_source ? 1 : 0).u8(settings.copy_unimproved ? 1 : 0);
  out.u8(byte_of(settings.verification));
  write_renditions(out, settings.renditions);
}

std::optional<TaskSettings> read_settings(PayloadReader& in) {
  CheckedReader checked(in);
  TaskSettings settings;
  settings.format = checked.optional(kLastFormat);
  read_per_format(checked, settings.quality);
  read_encoder(in, checked, settings.encoder);
  read_resize(in, checked, settings.resize);
  Colour& background = settings.background;
  for (std::uint8_t* sample :
       {&background.red, &background.green, &background.blue, &background.alpha}) {
    *sample = in.u8();
  }
  settings.metadata = MetadataSet(checked.bits(kMetadataBits));
  settings.lane = checked.optional(Lane::libvips);
  settings.limits.pixels = in.u64();
  settings.limits.bytes = in.u64();
  settings.allowed_losses = LossSet(checked.bits(LossSet::all().bits()));
  settings.min_savings.percent = checked.up_to(99);
  settings.min_savings.hundredths = checked.up_to(99);
  settings.min_savings.bytes = in.u64();
  settings.max_bytes = in.u64();
  settings.lossless = checked.flag();
  settings.dry_run = checked.flag();
  settings.metadata_asked = checked.flag();
  settings.orientation_unwanted = checked.flag();
  settings.replaces_source = checked.flag();
  settings.copy_unimproved = checked.flag();
  settings.verification = checked.optional(Verification::full);
  read_renditions(in, checked, settings.renditions);
  return checked.fine() ? std::optional(std::move(settings)) : std::nullopt;
}

}  // namespace pixherd
