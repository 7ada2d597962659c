// SPDX-License-Identifier: Apache-2.0
#include "lossless.hpp"

#include <fmt/format.h>

#include <optional>

#include "load.hpp"
#include "lossless_convert.hpp"
#include "lossless_png.hpp"
#include "pixherd/format/container_metadata.hpp"
#include "pixherd/format/jpeg_companions.hpp"
#include "pixherd/format/png_chunks.hpp"
#include "pixherd/format/tiff_rewrite.hpp"
#include "pixherd/format/webp_chunks.hpp"
#include "pixherd/image/losses.hpp"
#include "pixherd/image/memory_need.hpp"
#include "pixherd/image/pixels.hpp"
#include "pixherd/jpeg/lossless_jpeg.hpp"
#include "save.hpp"

namespace pixherd {
namespace {

Made made_of(const Source& source, Bytes bytes) {
  Made made;
  made.bytes = std::move(bytes);
  made.format = source.facts.format;
  made.size = upright(source.facts.size, source.facts.orientation);
  return made;
}

SaveOptions options_for(const SourceFacts& facts, const EncoderSettings& encoder) {
  SaveOptions options = lossless_options(facts.format, encoder);
  if (facts.format == ImageFormat::tiff) {
    options.metadata = MetadataSet::all();
    options.bits = facts.bits == 1 ? 1 : 8;
  }
  return options;
}

/// The candidate's picture with the source's metadata, byte for byte where the container allows.
std::optional<Bytes> with_metadata(Bytes picture, const Source& source) {
  if (source.facts.format == ImageFormat::png) {
    const Result<PngChunks> made = read_png_chunks(picture);
    const Result<PngChunks> original = read_png_chunks(source.bytes);
    return made && original ? with_chunks_of(*made, without_animation(*original)) : std::nullopt;
  }
  if (source.facts.format == ImageFormat::webp) {
    const Result<WebpChunks> made = read_webp_chunks(picture);
    const Result<WebpChunks> original = read_webp_chunks(source.bytes);
    return made && original ? std::optional(with_metadata_of(*made, *original)) : std::nullopt;
  }
  if (source.facts.format == ImageFormat::gif) {
    return with_blocks(picture, ImageFormat::gif, {.xmp = metadata::xmp_of_gif(source.bytes)});
  }
  if (source.facts.format == ImageFormat::tiff) {
    return tiff::without_invented_tags(std::move(picture), source.bytes);
  }
  return picture;
}

/// What a TIFF has besides its pixels and would not keep, in words; empty where it keeps all.
std::string lost_tag(const Bytes& candidate, const Source& source) {
  return source.facts.format == ImageFormat::tiff ? tiff::changed_tag(source.bytes, candidate)
                                                  : std::string();
}

bool equal_to_source(const Bytes& candidate, const Source& source, const Pixels& pixels) {
  const Result<SourceFacts> facts = read_source_facts(candidate, source.facts.format);
  if (!facts || facts->delays_ms != source.facts.delays_ms ||
      facts->loop_count != source.facts.loop_count ||
      facts->orientation != source.facts.orientation) {
    return false;
  }
  const Result<Pixels> decoded = decode_pixels(candidate, source.facts.format);
  return decoded && same_picture(*decoded, pixels);
}

/// The picture written again, without what stands beside it.
std::optional<Bytes> written_again(const Source& source, const Pixels& pixels,
                                   const TaskSettings& settings) {
  if (source.facts.format == ImageFormat::png) {
    const Result<PngChunks> chunks = read_png_chunks(source.bytes);
    // What cannot stand beside its own picture cannot stand beside any: that is seen at once.
    const bool carried = chunks && with_chunks_of(*chunks, without_animation(*chunks));
    return carried ? small_png(pixels, without_animation(*chunks), settings.encoder) : std::nullopt;
  }
  const Result<Image> image = load(source.bytes, source.facts.format, {.all_frames = true});
  Result<Bytes> picture =
      image ? save(*image, options_for(source.facts, settings.encoder)) : image.error();
  return picture ? std::optional(std::move(*picture)) : std::nullopt;
}

std::string cannot_be_written(const std::string& tag) {
  return fmt::format("{} cannot be written again as it is", tag);
}

Attempted unequal() {
  return Reason{ReasonCode::pixels_changed,
                "it cannot be written again with the very same pixels and metadata"};
}

Result<Attempted> recode_pixels(const Source& source, const TaskSettings& settings) {
  const Result<Pixels> pixels = decode_pixels(source.bytes, source.facts.format);
  if (!pixels) {
    return pixels.error();
  }
  std::optional<Bytes> made = written_again(source, *pixels, settings);
  made = made ? with_metadata(std::move(*made), source) : std::nullopt;
  if (!made) {
    return unequal();
  }
  const std::string lost = lost_tag(*made, source);
  if (!lost.empty() && !settings.allowed_losses.contains(LossKind::metadata)) {
    return Attempted(
        unless_allowed({ReasonCode::metadata_lost, cannot_be_written(lost)}, LossKind::metadata));
  }
  if (!equal_to_source(*made, source, *pixels)) {
    return unequal();
  }
  Made result = made_of(source, std::move(*made));
  if (!lost.empty()) {
    result.notes.push_back(cannot_be_written(lost));
  }
  return Attempted(std::move(result));
}

Result<Attempted> recode_coefficients(const Source& source, const TaskSettings& settings) {
  if (!source.facts.jpeg.odd_coding.empty()) {
    return Attempted(Reason{ReasonCode::pixels_changed,
                            fmt::format("a JPEG with {} cannot be written again without loss",
                                        source.facts.jpeg.odd_coding)});
  }
  const bool has_companions = source.facts.jpeg.multi_picture || source.facts.gain_map;
  const Bytes alone = has_companions ? without_companion_marks(source.bytes) : Bytes();
  Result<std::optional<Bytes>> recoded = recode_jpeg(
      has_companions ? alone : source.bytes, scrutiny_for(settings), settings.encoder.scans);
  if (!recoded) {
    return std::move(recoded).error();
  }
  if (!recoded->has_value()) {
    return Attempted(Reason{ReasonCode::not_smaller, "the result would not be smaller"});
  }
  Made made = made_of(source, std::move(**recoded));
  made.lane = Lane::coefficients;
  return Attempted(std::move(made));
}

}  // namespace

Result<Attempted> optimise_losslessly(const Source& source, const TaskSettings& settings) {
  const ImageFormat output = settings.output_format(source.facts.format);
  if (source.facts.format == ImageFormat::jpeg && output == ImageFormat::jpeg) {
    return recode_coefficients(source, settings);
  }
  if (!source.facts.lossless_coding) {
    const bool converts = output != source.facts.format;
    return Attempted(Reason{ReasonCode::lossy_source,
                            converts ? "its own coding is lossy: without loss it is not converted"
                                     : "its own coding is lossy: encoding it again would lose "
                                       "more"});
  }
  const bool keeps_container = output == source.facts.format && output != ImageFormat::avif;
  return keeps_container ? recode_pixels(source, settings) : convert_losslessly(source, settings);
}

}  // namespace pixherd
