// SPDX-License-Identifier: Apache-2.0
#include "attempt.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "convert.hpp"
#include "generation_loss.hpp"
#include "library_words.hpp"
#include "load.hpp"
#include "lossless.hpp"
#include "lossless_strip.hpp"
#include "pixherd/format/png_chunks.hpp"
#include "pixherd/format/tiff_layout.hpp"
#include "pixherd/image/losses.hpp"
#include "pixherd/image/memory_need.hpp"
#include "pixherd/image/warnings.hpp"
#include "pixherd/jpeg/jpeg_check.hpp"
#include "planes_lane.hpp"
#include "quiet_stderr.hpp"
#include "renditions.hpp"
#include "size_limits.hpp"
#include "weigh.hpp"

namespace pixherd {
namespace {

/// Names what will be lost; the first loss that must not be is the Reason to leave the file alone.
std::optional<Reason> weigh_losses(const Source& source, const TaskSettings& settings,
                                   std::vector<std::string>& notes) {
  for (Loss& loss : losses(source.facts, settings)) {
    if (forbids_work(loss, source.facts, settings)) {
      return can_be_allowed(loss.kind, settings) ? unless_allowed(std::move(loss.reason), loss.kind)
                                                 : not_done(std::move(loss.reason));
    }
    add_note(notes, std::move(loss.reason.message));
  }
  return std::nullopt;
}

/// A profile that the decoder will not use cannot be kept, where it was to be.
std::optional<Reason> unkept_profile(const TaskSettings& settings,
                                     const std::vector<std::string>& notes) {
  const auto dropped = std::find_if(notes.begin(), notes.end(), drops_profile);
  if (dropped == notes.end() || !settings.replaces_source || settings.lossless ||
      !settings.metadata.contains(MetadataKind::icc) ||
      settings.allowed_losses.contains(LossKind::metadata)) {
    return std::nullopt;
  }
  return unless_allowed(
      {ReasonCode::metadata_lost, "the colour profile cannot be kept: " + *dropped},
      LossKind::metadata);
}

/// libvips reads the metadata of a PNG up to its picture. nullopt where that is all there is, and
/// where the chunks stay as they are.
std::optional<Source> readable_source(const Source& source, const TaskSettings& settings) {
  const bool png = source.facts.format == ImageFormat::png;
  const bool chunks_stay = settings.lossless && settings.renditions.empty() &&
                           settings.output_format(source.facts.format) == ImageFormat::png;
  std::optional<Bytes> bytes =
      png && !chunks_stay ? with_metadata_in_front(source.bytes) : std::nullopt;
  return bytes ? std::optional(
                     Source{std::move(*bytes), source.facts, source.hash, source.made_with_loss})
               : std::nullopt;
}

Result<Attempted> take_lane(const Source& source, const TaskSettings& settings) {
  if (const std::optional<Source> moved = readable_source(source, settings)) {
    return take_lane(*moved, settings);
  }
  if (!settings.renditions.empty()) {
    return make_renditions(source, settings);
  }
  if (settings.lossless) {
    // A conversion writes just what is to be kept of it.
    const bool filters = !settings.metadata.holds_all() &&
                         settings.output_format(source.facts.format) == source.facts.format;
    return filters ? optimise_with_less_metadata(source, settings)
                   : optimise_losslessly(source, settings);
  }
  if (settings.lane != Lane::libvips) {
    Result<std::optional<Attempted>> made = convert_in_planes(source, settings);
    if (!made) {
      return std::move(made).error();
    }
    if (made->has_value()) {
      return std::move(**made);
    }
  }
  if (settings.lane == Lane::planes) {
    return Error{ErrorCode::unsupported_format,
                 "cannot be done in planes, and --lane planes asks for nothing else"};
  }
  return convert(source, settings);
}

/// Of the header alone, which every decoder would read so: the decoder of GIFs takes a screen of
/// some usual sizes (640 x 480, 1024 x 768), or of more than 2,048 pixels, for a mistake, and gives
/// the frames no more room than they need. Empty where it does not.
std::string unread_screen(const Source& source) {
  if (source.facts.format != ImageFormat::gif) {
    return {};
  }
  const Result<Image> header = load(source.bytes, ImageFormat::gif, {});
  if (!header || frame_size(*header) == source.facts.size) {
    return {};
  }
  const PixelSize seen = frame_size(*header);
  return fmt::format("a screen of {} x {} pixels, of which its frames take {} x {},",
                     source.facts.size.width, source.facts.size.height, seen.width, seen.height);
}

/// libvips decodes these itself, and passes over what libjpeg warns of.
Attempt check_jpeg_tiles(const Source& source) {
  if (source.facts.format != ImageFormat::tiff) {
    return success();
  }
  return tiff::for_each_jpeg_tile(source.bytes, [](const Bytes& jpeg) {
    const Attempt checked = check_jpeg(jpeg, JpegScrutiny::usual);
    return checked ? success()
                   : Attempt(Error{checked.error().code,
                                   "in a tile of the TIFF: " + checked.error().message});
  });
}

/// What would be decoded to something else, or not at all.
Result<Attempted> refuse_to_read(const Source& source, const TaskSettings& settings,
                                 const std::string& what) {
  std::string message =
      fmt::format("{} with {} is not read", with_article(source.facts.format), what);
  if (settings.replaces_source || settings.lossless) {
    return Attempted(Reason{ReasonCode::colour_model, std::move(message)});
  }
  return Error{ErrorCode::unsupported_format, std::move(message)};
}

}  // namespace

Result<Attempted> attempt(const Source& source, const TaskSettings& settings,
                          const AskMemory& ask_memory) {
  std::vector<std::string> notes;
  const std::string unread =
      source.facts.unread_samples.empty() ? unread_screen(source) : source.facts.unread_samples;
  if (!unread.empty()) {
    return refuse_to_read(source, settings, unread);
  }
  const std::vector<TaskSettings> outputs = settings_of_outputs(source.facts, settings);
  std::optional<Reason> loss;
  for (const TaskSettings& own : outputs) {
    if (!loss) {
      loss = weigh_losses(source, own, notes);
    }
    if (Attempt within = check_size(source.facts, own); !within) {
      return std::move(within).error();
    }
  }
  if (loss && !(settings.lossless && may_drop_metadata_alone(source, settings))) {
    const bool was_to_go = settings.lossless && !settings.metadata.holds_all();
    loss->message += was_to_go ? kMetadataStays : "";
    return Attempted(std::move(*loss));
  }
  if (std::optional<Reason> reason = nothing_to_gain(source, settings)) {
    return Attempted(std::move(*reason));
  }
  if (ask_memory) {
    ask_memory(memory_need_of_outputs(source, outputs));
  }
  if (Attempt whole = check_jpeg_tiles(source); !whole) {
    return std::move(whole).error();
  }
  std::optional<QuietStderr> quiet;
  if (source.facts.format == ImageFormat::avif) {
    quiet.emplace();
  }
  Result<Attempted> result =
      loss ? drop_metadata_alone(source, settings, std::move(*loss)) : take_lane(source, settings);
  if (!result && result.error().code == ErrorCode::too_large &&
      keeps_format_and_size(source, settings) && !is_over_max_bytes(source, settings)) {
    return Attempted(Reason{ReasonCode::not_smaller, "the result would be over --max-bytes"});
  }
  if (!result) {
    return in_more_words(std::move(result).error());
  }
  if (Attempt fine = weigh_warnings(source.facts.format, settings, notes); !fine) {
    return std::move(fine).error();
  }
  if (!std::holds_alternative<Made>(*result)) {
    return result;
  }
  if (std::optional<Reason> reason = unkept_profile(settings, notes)) {
    return Attempted(std::move(*reason));
  }
  if (settings.lossless && keeps_unwanted_orientation(source, settings)) {
    add_note(notes, kOrientationStays);
  }
  Made& made = std::get<Made>(*result);
  for (std::string& note : made.notes) {
    add_note(notes, std::move(note));
  }
  made.notes = std::move(notes);
  return result;
}

}  // namespace pixherd
