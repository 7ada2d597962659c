// SPDX-License-Identifier: Apache-2.0
#include "pixherd/domain/outcome.hpp"

#include <array>
#include <utility>

namespace pixherd {
namespace {

constexpr auto kStatusNames = std::to_array<std::string_view>(
    {"saved", "would_save", "copied", "kept", "skipped", "ignored", "failed", "unprocessed"});
static_assert(kStatusNames.size() == kTaskStatusCount);

constexpr auto kReasonNames = std::to_array<std::string_view>(
    {"not_smaller",    "lossy_source",    "animated_png",  "multi_picture", "multi_page",
     "trailing_data",  "metadata_lost",   "depth_lost",    "colour_model",  "alpha_lost",
     "pixels_changed", "wrong_extension", "symbolic_link", "hard_link",     "busy",
     "output_exists",  "same_name",       "own_output",    "excluded",      "not_an_image",
     "up_to_date",     "not_failed",      "stopped"});
static_assert(kReasonNames.size() == kReasonCodeCount);

}  // namespace

std::string_view name(TaskStatus status) { return kStatusNames[static_cast<std::size_t>(status)]; }

std::string_view name(ReasonCode code) { return kReasonNames[static_cast<std::size_t>(code)]; }

std::optional<ReasonCode> reason_code_named(std::string_view text) {
  for (std::size_t i = 0; i < kReasonNames.size(); ++i) {
    if (kReasonNames[i] == text) {
      return static_cast<ReasonCode>(i);
    }
  }
  return std::nullopt;
}

bool has_output(TaskStatus status) {
  return status == TaskStatus::saved || status == TaskStatus::would_save ||
         status == TaskStatus::copied;
}

Outcome failed_outcome(Error error, std::uint64_t original_bytes) {
  Outcome outcome;
  outcome.status = TaskStatus::failed;
  outcome.original_bytes = original_bytes;
  outcome.error = std::move(error);
  return outcome;
}

Outcome failed_after_all(Outcome outcome, Error error) {
  Outcome failed = failed_outcome(std::move(error), outcome.original_bytes);
  failed.notes = std::move(outcome.notes);
  return failed;
}

Outcome skipped_outcome(Reason reason, std::uint64_t original_bytes) {
  Outcome outcome;
  outcome.status = TaskStatus::skipped;
  outcome.original_bytes = original_bytes;
  outcome.reason = std::move(reason);
  return outcome;
}

Outcome unprocessed_outcome(std::uint64_t original_bytes, std::string_view why) {
  Outcome outcome;
  outcome.original_bytes = original_bytes;
  outcome.reason = Reason{ReasonCode::stopped, std::string(why)};
  return outcome;
}

}  // namespace pixherd
