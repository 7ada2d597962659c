// SPDX-License-Identifier: Apache-2.0
#include "outcome_codec.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "settings_codec.hpp"

namespace pixherd {
namespace {

constexpr std::size_t kMaxNotes = 16;
/// Stands for "not set" where a byte holds an optional small number or enum value.
constexpr std::uint8_t kNone = 0xFF;

void write_hash(PayloadWriter& out, const ContentHash& hash) {
  out.u8(hash.known() ? 1 : 0);
  if (hash.known()) {
    out.u64(hash.low).u64(hash.high);
  }
}

/// False where a value is out of range.
bool read_hash(PayloadReader& in, ContentHash& hash) {
  const std::uint8_t known = in.u8();
  if (known == 1) {
    hash.low = in.u64();
    hash.high = in.u64();
  }
  return known == 0 || (known == 1 && hash.known());
}

/// False where a value is out of range.
bool read_thumbnails(PayloadReader& in, std::optional<Thumbnails>& thumbnails) {
  const std::uint8_t there = in.u8();
  if (there == 1) {
    thumbnails = Thumbnails{in.blob(), in.blob()};
  }
  return there <= 1 && (!thumbnails || (thumbnails->before.size() <= kMostThumbnailBytes &&
                                        thumbnails->after.size() <= kMostThumbnailBytes));
}

/// False where a value is out of range.
bool read_renditions(PayloadReader& in, std::vector<MadeRendition>& renditions) {
  const std::uint8_t count = in.u8();
  bool fine = count <= kMostRenditions;
  for (std::uint8_t i = 0; i < count && fine; ++i) {
    MadeRendition made;
    made.index = in.u8();
    made.bytes = in.u64();
    made.size = {in.u32(), in.u32()};
    std::optional<ImageFormat> format;
    fine = read_format(in.u8(), format) && format && made.index < kMostRenditions;
    made.format = format.value_or(ImageFormat::jpeg);
    fine = read_hash(in, made.hash) && fine;
    renditions.push_back(made);
  }
  return fine;
}

/// The parent relies on a reason or an error where the status calls for one. The other statuses are
/// not a worker's to give.
bool fits_status(const Outcome& outcome) {
  switch (outcome.status) {
    case TaskStatus::saved: return !outcome.reason && !outcome.error;
    case TaskStatus::copied:
    case TaskStatus::kept:
    case TaskStatus::skipped: return outcome.reason && !outcome.error;
    case TaskStatus::failed: return !outcome.reason && outcome.error;
    case TaskStatus::would_save:
    case TaskStatus::ignored:
    case TaskStatus::unprocessed: break;
  }
  return false;
}

}  // namespace

void write_outcome(PayloadWriter& out, const Outcome& outcome) {
  out.u8(static_cast<std::uint8_t>(outcome.status));
  out.u64(outcome.original_bytes).u64(outcome.optimized_bytes);
  out.u32(outcome.width).u32(outcome.height);
  out.u8(outcome.format ? static_cast<std::uint8_t>(*outcome.format) : kNone);
  out.u8(outcome.lane ? static_cast<std::uint8_t>(*outcome.lane) : kNone);
  out.u8(outcome.reason ? static_cast<std::uint8_t>(outcome.reason->code) : kNone);
  out.text(outcome.reason ? outcome.reason->message : std::string());
  out.u8(outcome.error ? static_cast<std::uint8_t>(outcome.error->code) : kNone);
  out.text(outcome.error ? outcome.error->message : std::string());
  out.u8(static_cast<std::uint8_t>(outcome.renditions.size()));
  for (const MadeRendition& made : outcome.renditions) {
    out.u8(static_cast<std::uint8_t>(made.index)).u64(made.bytes);
    out.u32(made.size.width).u32(made.size.height).u8(format_byte(made.format));
    write_hash(out, made.hash);
  }
  const std::size_t notes = std::min(outcome.notes.size(), kMaxNotes);
  out.u8(static_cast<std::uint8_t>(notes));
  for (std::size_t i = 0; i < notes; ++i) {
    out.text(outcome.notes[i]);
  }
  out.u8(outcome.thumbnails ? 1 : 0);
  if (outcome.thumbnails) {
    out.blob(outcome.thumbnails->before).blob(outcome.thumbnails->after);
  }
  write_hash(out, outcome.source_hash);
  write_hash(out, outcome.output_hash);
}

std::optional<Outcome> read_outcome(PayloadReader& in) {
  Outcome outcome;
  const std::uint8_t status = in.u8();
  outcome.original_bytes = in.u64();
  outcome.optimized_bytes = in.u64();
  outcome.width = in.u32();
  outcome.height = in.u32();
  const std::uint8_t format = in.u8();
  const std::uint8_t lane = in.u8();
  const std::uint8_t reason = in.u8();
  std::string reason_text = in.text();
  const std::uint8_t error = in.u8();
  std::string error_text = in.text();
  const bool renditions = read_renditions(in, outcome.renditions);
  const std::uint8_t notes = in.u8();
  if (!renditions || status >= kTaskStatusCount ||
      (format != kNone && format >= kImageFormats.size()) ||
      (lane != kNone && lane >= kLaneCount) || (reason != kNone && reason >= kReasonCodeCount) ||
      (error != kNone && error > static_cast<std::uint8_t>(ErrorCode::internal)) ||
      notes > kMaxNotes) {
    return std::nullopt;
  }
  outcome.status = static_cast<TaskStatus>(status);
  if (format != kNone) {
    outcome.format = static_cast<ImageFormat>(format);
  }
  if (lane != kNone) {
    outcome.lane = static_cast<Lane>(lane);
  }
  if (reason != kNone) {
    outcome.reason = Reason{static_cast<ReasonCode>(reason), std::move(reason_text)};
  }
  if (error != kNone) {
    outcome.error = Error{static_cast<ErrorCode>(error), std::move(error_text)};
  }
  for (std::uint8_t i = 0; i < notes; ++i) {
    outcome.notes.push_back(in.text());
  }
  if (!fits_status(outcome) || !read_thumbnails(in, outcome.thumbnails) ||
      !read_hash(in, outcome.source_hash) || !read_hash(in, outcome.output_hash)) {
    return std::nullopt;
  }
  return outcome;
}

}  // namespace pixherd
