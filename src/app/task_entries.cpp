// SPDX-License-Identifier: Apache-2.0
#include "task_entries.hpp"

#include <cstddef>

namespace pixherd {
namespace {

constexpr const char* kEarlier = "done by an earlier run";

/// What was said of a file for its own sake, and holds as long as its bytes do.
bool is_of_content(ReasonCode code) {
  switch (code) {
    case ReasonCode::wrong_extension:
    case ReasonCode::symbolic_link:
    case ReasonCode::hard_link:
    case ReasonCode::busy:
    case ReasonCode::output_exists:
    case ReasonCode::same_name:
    case ReasonCode::own_output:
    case ReasonCode::excluded:
    case ReasonCode::not_an_image:
    case ReasonCode::not_failed:
    case ReasonCode::stopped: return false;
    default: return true;
  }
}

}  // namespace

bool is_lasting(const Outcome& outcome, const TaskSettings& settings) {
  switch (outcome.status) {
    case TaskStatus::saved:
    case TaskStatus::failed: return true;
    case TaskStatus::copied: return is_of_content(outcome.reason->code);
    case TaskStatus::kept:
    case TaskStatus::skipped:
      return is_of_content(outcome.reason->code) &&
             (!settings.copy_unimproved || outcome.reason->code == ReasonCode::up_to_date);
    case TaskStatus::would_save:
    case TaskStatus::ignored:
    case TaskStatus::unprocessed: break;
  }
  return false;
}

bool is_final(ErrorCode code) {
  return code == ErrorCode::empty_file || code == ErrorCode::not_an_image ||
         code == ErrorCode::unsupported_format || code == ErrorCode::damaged ||
         code == ErrorCode::encode_failed || code == ErrorCode::verify_failed;
}

TaskEntry entry_from(const Outcome& outcome, ImageFormat input, const TaskSettings& settings) {
  TaskEntry entry;
  entry.source = outcome.source_hash;
  entry.output = outcome.output_hash;
  entry.output_bytes = outcome.optimized_bytes;
  entry.size = {outcome.width, outcome.height};
  entry.format = outcome.format.value_or(input);
  entry.status = outcome.status;
  entry.renditions = outcome.renditions;
  if (outcome.reason) {
    entry.reason = outcome.reason->code;
    entry.message = outcome.status == TaskStatus::skipped ? outcome.reason->message : "";
  }
  if (outcome.error) {
    entry.error = outcome.error->code;
    entry.message = outcome.error->message;
  }
  for (const ImageFormat format : kImageFormats) {
    if (outcome.status == TaskStatus::saved && makes_lossy(settings, format)) {
      entry.quality[static_cast<std::size_t>(format)] =
          static_cast<std::uint8_t>(asked_quality(format, settings));
    }
  }
  return entry;
}

Outcome outcome_from(const TaskEntry& entry, std::uint64_t bytes) {
  if (entry.status == TaskStatus::failed) {
    return failed_outcome({entry.error, entry.message}, bytes);
  }
  if (entry.status == TaskStatus::skipped) {
    return skipped_outcome({entry.reason, entry.message}, bytes);
  }
  Outcome outcome = skipped_outcome({ReasonCode::up_to_date, kEarlier}, bytes);
  outcome.status = TaskStatus::kept;
  outcome.renditions = entry.renditions;  // they stand, and a manifest lists them
  outcome.optimized_bytes = entry.in_place ? 0 : entry.output_bytes;
  return outcome;
}

std::vector<ContentHash> outputs_of_size(const std::vector<const TaskEntry*>& entries,
                                         std::uint64_t bytes) {
  std::vector<ContentHash> of_size;
  const auto add = [&](std::uint64_t of_bytes, const ContentHash& hash) {
    if (of_bytes == bytes && hash.known()) {
      of_size.push_back(hash);
    }
  };
  for (const TaskEntry* entry : entries) {
    const bool is_source = entry->status == TaskStatus::copied && !entry->output.known();
    add(entry->output_bytes, is_source ? entry->source : entry->output);
    for (const MadeRendition& made : entry->renditions) {
      add(made.bytes, made.hash);
    }
  }
  return of_size;
}

}  // namespace pixherd
