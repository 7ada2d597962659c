// SPDX-License-Identifier: Apache-2.0
#include "weigh.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <string>
#include <utility>

#include "lossless_strip.hpp"
#include "pixherd/base/fd.hpp"
#include "pixherd/format/container_metadata.hpp"
#include "pixherd/image/losses.hpp"
#include "pixherd/image/memory_need.hpp"
#include "thumbnails.hpp"

namespace pixherd {
namespace {

Attempt write_out(int output, std::span<const std::byte> bytes, const TaskSettings& settings) {
  if (settings.dry_run) {
    return success();
  }
  if (Attempt written = write_all(output, bytes); !written) {
    return written;
  }
  if (settings.replaces_source && ::fsync(output) != 0) {
    return write_error(errno, "syncing the output");
  }
  return success();
}

/// Kept where nothing better came out, skipped where the file was not to be touched.
TaskStatus status_for(ReasonCode code) {
  const bool tried = code == ReasonCode::not_smaller || code == ReasonCode::lossy_source ||
                     code == ReasonCode::pixels_changed;
  return tried ? TaskStatus::kept : TaskStatus::skipped;
}

bool wants_thumbnails(const WorkOrder& order, const Outcome& outcome) {
  return order.thumbnails_above && outcome.optimized_bytes < outcome.original_bytes &&
         outcome.original_bytes - outcome.optimized_bytes > *order.thumbnails_above;
}

/// The bytes of the rendition that has most to show.
Bytes widest_of(Made& made) {
  const auto narrower = [](const MadeRendition& a, const MadeRendition& b) {
    return a.size.width < b.size.width;
  };
  const auto widest = std::max_element(made.renditions.begin(), made.renditions.end(), narrower);
  return std::move(made.files[static_cast<std::size_t>(widest - made.renditions.begin())]);
}

Outcome save_renditions(Made made, const Source& source, const WorkOrder& order,
                        std::span<const int> outputs) {
  Outcome outcome;
  for (std::size_t i = 0; i < made.files.size(); ++i) {
    const MadeRendition& rendition = made.renditions[i];
    if (Attempt written = write_out(outputs[rendition.index], made.files[i], order.settings);
        !written) {
      return failed_outcome(std::move(written).error(), source.bytes.size());
    }
    outcome.optimized_bytes += made.files[i].size();
    if (source.hash.known()) {
      made.renditions[i].hash = content_hash(made.files[i]);
    }
  }
  outcome.status = TaskStatus::saved;
  outcome.original_bytes = source.bytes.size();
  outcome.lane = made.lane;
  outcome.notes = std::move(made.notes);
  if (wants_thumbnails(order, outcome)) {
    outcome.thumbnails = thumbnails_of(source, widest_of(made));
  }
  outcome.renditions = std::move(made.renditions);
  return outcome;
}

Outcome save_made(Made made, const Source& source, const WorkOrder& order, int output) {
  if (Attempt written = write_out(output, made.bytes, order.settings); !written) {
    return failed_outcome(std::move(written).error(), source.bytes.size());
  }
  Outcome outcome;
  outcome.status = TaskStatus::saved;
  outcome.original_bytes = source.bytes.size();
  outcome.optimized_bytes = made.bytes.size();
  outcome.width = made.size.width;
  outcome.height = made.size.height;
  outcome.format = made.format;
  outcome.lane = made.lane;
  outcome.notes = std::move(made.notes);
  if (source.hash.known()) {
    outcome.output_hash = content_hash(made.bytes);
  }
  if (wants_thumbnails(order, outcome)) {
    outcome.thumbnails = thumbnails_of(source, std::move(made.bytes));
  }
  return outcome;
}

/// In place nothing goes as a whole that was to be kept: what was made becomes the Reason to leave
/// the file alone.
Attempted unless_dropped_whole(Attempted attempted, const TaskSettings& settings) {
  const Made* made = std::get_if<Made>(&attempted);
  if (made == nullptr || !settings.replaces_source ||
      settings.allowed_losses.contains(LossKind::metadata)) {
    return attempted;
  }
  for (const std::string& note : made->notes) {
    if (const std::optional<std::string_view> what = dropped_whole(note)) {
      std::string message = std::string(*what) + ": it would be dropped whole";
      message += settings.metadata.holds_all() ? "" : kMetadataStays;
      return unless_allowed({ReasonCode::metadata_lost, std::move(message)}, LossKind::metadata);
    }
  }
  return attempted;
}

/// What a file has that is kept as it is in place, though something was to be taken out of it.
bool drops_from_kept(const Source& source, const TaskSettings& settings) {
  return settings.replaces_source && !settings.lossless && settings.metadata_asked &&
         may_drop_metadata_alone(source, settings);
}

Outcome leave_alone(Reason reason, const Source& source, const TaskSettings& settings, int output) {
  Outcome outcome;
  outcome.status = status_for(reason.code);
  outcome.original_bytes = source.bytes.size();
  outcome.reason = std::move(reason);
  if (!settings.copy_unimproved) {
    return outcome;
  }
  const std::optional<Bytes> less = bytes_of_copy(source, settings, outcome.notes);
  const Bytes& copy = less ? *less : source.bytes;
  if (settings.orientation_unwanted && source.facts.orientation != 1) {
    outcome.notes.emplace_back(kOrientationStays);
  }
  if (Attempt written = write_out(output, copy, settings); !written) {
    return failed_outcome(std::move(written).error(), source.bytes.size());
  }
  const PixelSize size = upright(source.facts.size, source.facts.orientation);
  if (is_over_max_bytes(source, settings)) {
    outcome.notes.emplace_back("copied as it is, with more than --max-bytes");
  }
  outcome.status = TaskStatus::copied;
  if (less && source.hash.known()) {
    outcome.output_hash = content_hash(*less);
  }
  outcome.optimized_bytes = copy.size();
  outcome.width = size.width;
  outcome.height = size.height;
  outcome.format = source.facts.format;
  return outcome;
}

std::string too_little(const TaskSettings& settings) {
  const Savings& least = settings.min_savings;
  const std::string bytes = least.bytes == 0 ? "" : fmt::format(" by {} bytes", least.bytes);
  const std::string share = least.percent_text();
  const std::string percent = share == "0" ? "" : fmt::format(" by {} %", share);
  return fmt::format("the result would not be smaller{}", !bytes.empty() && !percent.empty()
                                                              ? bytes + " and" + percent
                                                              : bytes + percent);
}

bool has_what_is_to_go(const Source& source, const TaskSettings& settings) {
  const MetadataFacts& has = source.facts.metadata;
  const bool drops_profile = has.profile && !settings.metadata.contains(MetadataKind::icc);
  return !settings.metadata.holds_all() && (has.any || has.uncarried || drops_profile);
}

/// True where a copy would tell what is to go, since it cannot be taken out. A profile tells
/// nothing.
bool holds_on_to_metadata(const Source& source, const TaskSettings& settings) {
  const MetadataFacts& has = source.facts.metadata;
  std::vector<std::string> unused;
  return (has.any || has.uncarried) && has_what_is_to_go(source, settings) &&
         !copy_with_less_metadata(source, settings.metadata, unused);
}

}  // namespace

std::optional<Bytes> bytes_of_copy(const Source& source, const TaskSettings& settings,
                                   std::vector<std::string>& notes) {
  if (!has_what_is_to_go(source, settings)) {
    return std::nullopt;
  }
  std::optional<Bytes> less = copy_with_less_metadata(source, settings.metadata, notes);
  if (!less) {
    notes.emplace_back("copied as it is, with its metadata");
  }
  return less;
}

bool is_over_max_bytes(const Source& source, const TaskSettings& settings) {
  return settings.max_bytes != 0 && source.bytes.size() > settings.max_bytes;
}

Outcome weigh(Attempted attempted, const Source& source, const WorkOrder& order,
              std::span<const int> outputs) {
  const TaskSettings& settings = order.settings;
  const int output = outputs.front();
  attempted = unless_dropped_whole(std::move(attempted), settings);
  Made* found = std::get_if<Made>(&attempted);
  if (found != nullptr && !found->renditions.empty()) {
    return save_renditions(std::move(*found), source, order, outputs);
  }
  const bool must_be_smaller =
      found != nullptr && found->only_if_smaller && !is_over_max_bytes(source, settings);
  if (must_be_smaller && !settings.min_savings.met(source.bytes.size(), found->bytes.size())) {
    if (settings.copy_unimproved && holds_on_to_metadata(source, settings)) {
      found->notes.emplace_back("written anew, since no copy could do without what is to go");
      return save_made(std::move(*found), source, order, output);
    }
    attempted = Reason{ReasonCode::not_smaller, too_little(settings)};
  }
  if (Reason* reason = std::get_if<Reason>(&attempted);
      reason != nullptr && drops_from_kept(source, settings)) {
    Result<Attempted> less = drop_metadata_alone(source, settings, std::move(*reason));
    if (!less) {
      return failed_outcome(std::move(less).error(), source.bytes.size());
    }
    attempted = unless_dropped_whole(std::move(*less), settings);
  }
  if (Reason* reason = std::get_if<Reason>(&attempted)) {
    return leave_alone(std::move(*reason), source, settings, output);
  }
  return save_made(std::move(std::get<Made>(attempted)), source, order, output);
}

}  // namespace pixherd
