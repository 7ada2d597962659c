// SPDX-License-Identifier: Apache-2.0
#include "outcome_codec.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "checked_reader.hpp"

namespace pixherd {
namespace {

constexpr std::size_t kMaxNotes = 16;

void write_hash(PayloadWriter& out, const ContentHash& hash) {
  out.u8(hash.known() ? 1 : 0);
  if (hash.known()) {
    out.u64(hash.low).u64(hash.high);
  }
}

ContentHash read_hash(PayloadReader& in, CheckedReader& checked) {
  ContentHash hash;
  if (checked.flag()) {
    hash.low = in.u64();
    hash.high = in.u64();
    checked.check(hash.known());
  }
  return hash;
}

std::optional<Thumbnails> read_thumbnails(PayloadReader& in, CheckedReader& checked) {
  if (!checked.flag()) {
    return std::nullopt;
  }
  Thumbnails thumbnails{in.blob(), in.blob()};
  checked.check(thumbnails.before.size() <= kMostThumbnailBytes &&
                thumbnails.after.size() <= kMostThumbnailBytes);
  return thumbnails;
}

std::vector<MadeRendition> read_made(PayloadReader& in, CheckedReader& checked) {
  std::vector<MadeRendition> renditions;
  const std::uint8_t count = checked.up_to(kMostRenditions);
  for (std::uint8_t i = 0; i < count && checked.fine(); ++i) {
    MadeRendition made;
    made.index = checked.up_to(kMostRenditions - 1);
    made.bytes = in.u64();
    made.size = {in.u32(), in.u32()};
    made.format = checked.value(kLastFormat);
    made.hash = read_hash(in, checked);
    renditions.push_back(made);
  }
  return renditions;
}

/// A Reason or an Error, of which the code says whether there is one.
template <class Said, class Code>
std::optional<Said> read_said(PayloadReader& in, CheckedReader& checked, Code last) {
  const std::optional<Code> code = checked.optional(last);
  std::string message = in.text();
  return code ? std::optional(Said{*code, std::move(message)}) : std::nullopt;
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
  out.u8(byte_of(outcome.format));
  out.u8(byte_of(outcome.lane));
  out.u8(outcome.reason ? static_cast<std::uint8_t>(outcome.reason->code) : kUnset);
  out.text(outcome.reason ? outcome.reason->message : std::string());
  out.u8(outcome.error ? static_cast<std::uint8_t>(outcome.error->code) : kUnset);
  out.text(outcome.error ? outcome.error->message : std::string());
  out.u8(static_cast<std::uint8_t>(outcome.renditions.size()));
  for (const MadeRendition& made : outcome.renditions) {
    out.u8(static_cast<std::uint8_t>(made.index)).u64(made.bytes);
    out.u32(made.size.width).u32(made.size.height).u8(static_cast<std::uint8_t>(made.format));
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
  CheckedReader checked(in);
  Outcome outcome;
  outcome.status = checked.value(TaskStatus::unprocessed);
  outcome.original_bytes = in.u64();
  outcome.optimized_bytes = in.u64();
  outcome.width = in.u32();
  outcome.height = in.u32();
  outcome.format = checked.optional(kLastFormat);
  outcome.lane = checked.optional(Lane::libvips);
  outcome.reason = read_said<Reason>(in, checked, ReasonCode::stopped);
  outcome.error = read_said<Error>(in, checked, ErrorCode::internal);
  outcome.renditions = read_made(in, checked);
  const std::uint8_t notes = checked.up_to(kMaxNotes);
  for (std::uint8_t i = 0; i < notes && checked.fine(); ++i) {
    outcome.notes.push_back(in.text());
  }
  outcome.thumbnails = read_thumbnails(in, checked);
  outcome.source_hash = read_hash(in, checked);
  outcome.output_hash = read_hash(in, checked);
  return checked.fine() && fits_status(outcome) ? std::optional(std::move(outcome)) : std::nullopt;
}

}  // namespace pixherd
