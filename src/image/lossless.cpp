// SPDX-License-Identifier: Apache-2.0
#include "lossless.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <set>

#include "jpeg_companions.hpp"
#include "load.hpp"
#include "pixherd/image/losses.hpp"
#include "pixherd/image/memory_need.hpp"
#include "pixherd/image/pixels.hpp"
#include "pixherd/image/png_chunks.hpp"
#include "pixherd/image/webp_chunks.hpp"
#include "pixherd/jpeg/lossless_jpeg.hpp"
#include "save.hpp"
#include "tiff_rewrite.hpp"

namespace pixherd {
namespace {

constexpr std::size_t kMostPaletteColours = 256;

Made made_of(const Source& source, Bytes bytes) {
  Made made;
  made.bytes = std::move(bytes);
  made.format = source.facts.format;
  made.size = upright(source.facts.size, source.facts.orientation);
  return made;
}

/// Distinct 8-bit colours, counted no further than one more than a palette holds.
std::size_t count_colours(const Pixels& pixels) {
  std::set<std::uint32_t> colours;
  std::uint32_t last = 0;
  for (std::size_t at = 0; at + pixels.bands <= pixels.data.size(); at += pixels.bands) {
    std::uint32_t colour = 0;
    std::memcpy(&colour, pixels.data.data() + at, pixels.bands);
    if (at == 0 || colour != last) {
      colours.insert(colour);
      last = colour;
    }
    if (colours.size() > kMostPaletteColours) {
      break;
    }
  }
  return colours.size();
}

int bits_for(std::size_t colours) {
  return colours <= 2 ? 1 : colours <= 4 ? 2 : colours <= 16 ? 4 : 8;
}

std::vector<SaveOptions> png_candidates(const SourceFacts& facts, const Pixels& pixels) {
  const SaveOptions plain{.format = ImageFormat::png, .lossless = true};
  const std::size_t colours =
      pixels.bits == 8 && pixels.bands <= 4 ? count_colours(pixels) : kMostPaletteColours + 1;
  if (colours > kMostPaletteColours) {
    SaveOptions filtered = plain;
    filtered.filters = true;
    return {filtered, plain};
  }
  SaveOptions small = plain;
  if (pixels.bands >= 3) {
    small.palette = true;
    small.quality = 100;
    small.bits = bits_for(colours);
  } else if (pixels.bands == 1 && facts.bits < 8) {
    small.bits = static_cast<int>(facts.bits);
  } else {
    small.filters = true;
  }
  return {small, plain};
}

std::vector<SaveOptions> candidates(const SourceFacts& facts, const Pixels& pixels) {
  switch (facts.format) {
    case ImageFormat::png: return png_candidates(facts, pixels);
    case ImageFormat::webp: return {{.format = ImageFormat::webp, .lossless = true, .effort = 6}};
    case ImageFormat::gif: return {{.format = ImageFormat::gif, .lossless = true, .effort = 10}};
    case ImageFormat::tiff:
      return {{.format = ImageFormat::tiff,
               .metadata = MetadataSet::all(),
               .lossless = true,
               .bits = facts.bits == 1 ? 1 : 8}};
    case ImageFormat::jpeg:
    case ImageFormat::avif: return {};
  }
  return {};
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

Result<Bytes> encode(const Source& source, const SaveOptions& options) {
  const Result<Image> image = load(source.bytes, source.facts.format, {.all_frames = true});
  return image ? save(*image, options) : Result<Bytes>(image.error());
}

std::string cannot_be_written(const std::string& tag) {
  return fmt::format("{} cannot be written again as it is", tag);
}

Result<Attempted> recode_pixels(const Source& source, const TaskSettings& settings) {
  const bool may_lose_tags = settings.allowed_losses.contains(LossKind::metadata);
  const Result<Pixels> pixels = decode_pixels(source.bytes, source.facts.format);
  if (!pixels) {
    return pixels.error();
  }
  std::optional<Bytes> best;
  bool any_equal = false;
  std::string lost;
  for (const SaveOptions& options : candidates(source.facts, *pixels)) {
    Result<Bytes> picture = encode(source, options);
    if (!picture) {
      continue;
    }
    std::optional<Bytes> whole = with_metadata(std::move(*picture), source);
    if (!whole || (best && whole->size() >= best->size())) {
      continue;
    }
    if (std::string tag = lost_tag(*whole, source); !tag.empty()) {
      lost = std::move(tag);
      if (!may_lose_tags) {
        continue;
      }
    }
    const bool smaller = whole->size() < source.bytes.size();
    if ((smaller || !any_equal) && equal_to_source(*whole, source, *pixels)) {
      any_equal = true;
      best = std::move(whole);
    }
  }
  if (!best && !lost.empty()) {
    return Attempted(
        unless_allowed({ReasonCode::metadata_lost, cannot_be_written(lost)}, LossKind::metadata));
  }
  if (!best) {
    return Attempted(Reason{ReasonCode::pixels_changed,
                            "it cannot be written again with the very same pixels and metadata"});
  }
  Made made = made_of(source, std::move(*best));
  if (!lost.empty()) {
    made.notes.push_back(cannot_be_written(lost));
  }
  return Attempted(std::move(made));
}

Result<Attempted> recode_coefficients(const Source& source, const TaskSettings& settings) {
  if (!source.facts.odd_coding.empty()) {
    return Error{ErrorCode::unsupported_format,
                 fmt::format("a JPEG with {}", source.facts.odd_coding)};
  }
  const bool has_companions = source.facts.multi_picture || source.facts.gain_map;
  const Bytes alone = has_companions ? without_companion_marks(source.bytes) : Bytes();
  Result<std::optional<Bytes>> recoded =
      recode_jpeg(has_companions ? alone : source.bytes, scrutiny_for(settings));
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
  if (source.facts.format == ImageFormat::jpeg) {
    return recode_coefficients(source, settings);
  }
  if (!source.facts.lossless_coding) {
    return Attempted(Reason{ReasonCode::lossy_source,
                            "its own coding is lossy: encoding it again would lose more"});
  }
  return recode_pixels(source, settings);
}

}  // namespace pixherd
