// SPDX-License-Identifier: Apache-2.0
#include "pixherd/process/message.hpp"

#include <cmath>
#include <limits>
#include <string>

#include "support/catch.hpp"
#include "support/random.hpp"

namespace pixherd {
namespace {

using Bytes = std::vector<std::byte>;

template <class Message>
Frame frame_of(const Message& message) {
  Bytes bytes;
  append_message(bytes, message);
  FrameReader reader;
  reader.feed(bytes);
  auto frame = reader.next();
  REQUIRE(frame.ok());
  REQUIRE(frame->has_value());
  return std::move(**frame);
}

WorkOrder full_order() {
  WorkOrder order;
  order.task = 4'000'000'000;
  order.bytes = 1ULL << 50U;
  order.format = ImageFormat::tiff;
  order.memory = 3ULL << 40U;
  order.thumbnails_above = 1ULL << 33U;
  order.ledger = {~std::uint64_t{0}, 1, 1ULL << 50U};
  TaskSettings& settings = order.settings;
  settings.format = ImageFormat::avif;
  settings.quality = {.global = 100, .jpeg = 1, .webp = 80, .avif = 50, .tiff = 2};
  settings.encoder = {.effort = {.global = 3, .gif = 10},
                      .chroma = ChromaSubsampling::full,
                      .scans = Scans::progressive,
                      .near_lossless = true,
                      .colours = 256,
                      .dither_percent = 100,
                      .bit_depth = 12};
  settings.resize = {.width = 1600,
                     .height = 1200,
                     .long_edge = 999'999,
                     .short_edge = 1,
                     .pixels = 1ULL << 40U,
                     .percent = 12.5,
                     .fit = Fit::outside,
                     .kernel = Kernel::mitchell,
                     .position = Position::attention,
                     .upscale = true};
  settings.background = {1, 2, 3, 4};
  settings.max_bytes = 1ULL << 41U;
  settings.renditions = {{480, ImageFormat::avif}, {960, std::nullopt}};
  settings.dry_run = true;
  settings.metadata = MetadataSet::all();
  settings.lane = Lane::planes;
  settings.min_savings = {99, 10'000, 50};
  settings.lossless = true;
  settings.replaces_source = true;
  settings.verification = Verification::header;
  settings.copy_unimproved = true;
  settings.metadata_asked = true;
  settings.orientation_unwanted = true;
  settings.limits = {1ULL << 60U, 0};
  settings.allowed_losses = LossSet::all();
  return order;
}

TaskDone full_result() {
  TaskDone done;
  done.task = 7;
  done.seconds = 1.25;
  done.outcome.status = TaskStatus::copied;
  done.outcome.original_bytes = 1ULL << 40U;
  done.outcome.optimized_bytes = 12;
  done.outcome.width = 65'535;
  done.outcome.height = 1;
  done.outcome.format = ImageFormat::gif;
  done.outcome.lane = Lane::coefficients;
  done.outcome.renditions = {{0, 1ULL << 40U, {480, 270}, ImageFormat::avif},
                             {39, 7, {960, 540}, ImageFormat::tiff, {}}};
  done.outcome.reason = Reason{ReasonCode::stopped, "a reason\nof two lines \xC3\xA4 \xFF"};
  done.outcome.notes = {"one", "", "three"};
  done.outcome.thumbnails = Thumbnails{{std::byte{1}, std::byte{0}}, {}};
  done.outcome.source_hash = {1, ~std::uint64_t{0}};
  done.outcome.output_hash = {0, 2};
  return done;
}

TaskDone with_outcome(Outcome outcome) {
  TaskDone done;
  done.outcome = std::move(outcome);
  return done;
}

std::vector<ParentMessage> parent_messages() {
  FormatSet formats;
  formats.insert(ImageFormat::jpeg);
  formats.insert(ImageFormat::tiff);
  return {WarmOrder{},    WarmOrder{formats},         WorkOrder{}, full_order(),
          MemoryGrant{0}, MemoryGrant{4'294'967'295}, LeaveOrder{}};
}

std::vector<WorkerMessage> worker_messages() {
  return {WorkerReady{FormatSet(3), 0.009}, TaskStarted{9}, MemoryNeed{9, ~std::uint64_t{0}},
          with_outcome(failed_outcome({ErrorCode::internal, "an error"}, 5)), full_result()};
}

TEST_CASE("every order comes out as it went in") {
  for (const ParentMessage& message : parent_messages()) {
    CAPTURE(message.index());
    const auto parsed = parse_parent_message(frame_of(message));
    REQUIRE(parsed.ok());
    CHECK(*parsed == message);
  }
}

TEST_CASE("every result comes out as it went in") {
  for (const WorkerMessage& message : worker_messages()) {
    CAPTURE(message.index());
    const auto parsed = parse_worker_message(frame_of(message));
    REQUIRE(parsed.ok());
    CHECK(*parsed == message);
  }
  for (std::size_t reason = 0; reason < kReasonCodeCount; ++reason) {
    const TaskDone done = with_outcome(skipped_outcome({static_cast<ReasonCode>(reason), "x"}, 5));
    CHECK(*parse_worker_message(frame_of(WorkerMessage(done))) == WorkerMessage(done));
  }
}

TEST_CASE("a result is taken with what its status calls for, a reason or an error, and no more") {
  for (std::size_t number = 0; number < kTaskStatusCount; ++number) {
    const auto status = static_cast<TaskStatus>(number);
    const bool calls_for_reason =
        status == TaskStatus::kept || status == TaskStatus::skipped || status == TaskStatus::copied;
    const bool calls_for_error = status == TaskStatus::failed;
    const bool of_a_worker = calls_for_reason || calls_for_error || status == TaskStatus::saved;
    for (const auto& [reason, error] : {std::pair{0, 0}, {1, 0}, {0, 1}, {1, 1}}) {
      CAPTURE(name(status), reason, error);
      TaskDone done;
      done.outcome.status = status;
      done.outcome.reason = reason == 1 ? std::optional(Reason{}) : std::nullopt;
      done.outcome.error = error == 1 ? std::optional(Error{}) : std::nullopt;
      CHECK(parse_worker_message(frame_of(WorkerMessage(done))).ok() ==
            (of_a_worker && calls_for_reason == (reason == 1) && calls_for_error == (error == 1)));
    }
  }
}

TEST_CASE("the longest result fits into a frame, and a thumbnail above its bound is refused") {
  TaskDone done = full_result();
  const std::string long_text(5000, 'x');
  done.outcome.reason->message = long_text;
  done.outcome.notes.assign(100, long_text);
  done.outcome.renditions.resize(kMostRenditions, done.outcome.renditions.front());
  const Bytes most(kMostThumbnailBytes, std::byte{7});
  done.outcome.thumbnails = Thumbnails{most, most};
  const auto parsed = parse_worker_message(frame_of(WorkerMessage(done)));
  REQUIRE(parsed.ok());
  CHECK(std::get<TaskDone>(*parsed).outcome.thumbnails == done.outcome.thumbnails);

  TaskDone larger;
  larger.outcome.thumbnails = Thumbnails{most, most};
  larger.outcome.thumbnails->after.push_back(std::byte{7});
  CHECK_FALSE(parse_worker_message(frame_of(WorkerMessage(larger))).ok());
}

TEST_CASE("neither side takes the other's messages") {
  for (const ParentMessage& message : parent_messages()) {
    CHECK_FALSE(parse_worker_message(frame_of(message)).ok());
  }
  for (const WorkerMessage& message : worker_messages()) {
    CHECK_FALSE(parse_parent_message(frame_of(message)).ok());
  }
}

TEST_CASE("a payload cut short anywhere or with a byte too many is refused") {
  const auto refuses = [](const Frame& whole, auto parse) {
    for (std::size_t length = 0; length < whole.payload.size(); ++length) {
      Frame cut = whole;
      cut.payload.resize(length);
      const auto parsed = parse(cut);
      REQUIRE_FALSE(parsed.ok());
      REQUIRE(parsed.error().code == ErrorCode::protocol);
    }
    Frame longer = whole;
    longer.payload.push_back(std::byte{0});
    REQUIRE_FALSE(parse(longer).ok());
  };
  for (const ParentMessage& message : parent_messages()) {
    refuses(frame_of(message), parse_parent_message);
  }
  for (const WorkerMessage& message : worker_messages()) {
    refuses(frame_of(message), parse_worker_message);
  }
}

/// The message with one byte of its payload set to `value`.
template <class Message>
Frame with_byte(const Message& message, std::size_t at, int value) {
  Frame frame = frame_of(message);
  frame.payload.at(at) = static_cast<std::byte>(value);
  return frame;
}

/// Where in an order's payload a setting stands: the last byte that differs once it is changed.
template <class Change>
std::size_t place_of(Change change) {
  WorkOrder changed = full_order();
  change(changed.settings);
  const Frame before = frame_of(ParentMessage(full_order()));
  const Frame after = frame_of(ParentMessage(changed));
  REQUIRE(before.payload.size() == after.payload.size());
  for (std::size_t at = before.payload.size(); at-- > 0;) {
    if (before.payload[at] != after.payload[at]) {
      return at;
    }
  }
  FAIL("the change does not show");
  return 0;
}

TEST_CASE("values that no enum has are refused in an order") {
  const ParentMessage order = full_order();
  const auto takes = [&](std::size_t at, int value) {
    return parse_parent_message(with_byte(order, at, value)).ok();
  };
  constexpr int kUnset = 255;
  constexpr std::size_t kInputFormat = 4 + 8;
  CHECK(takes(kInputFormat, 5));
  CHECK_FALSE(takes(kInputFormat, 6));
  CHECK_FALSE(takes(kInputFormat, kUnset));
  struct Row {
    std::size_t at;
    int last;
    bool may_be_unset;
  };
  const std::vector<Row> rows{
      {place_of([](TaskSettings& s) { s.format = ImageFormat::jpeg; }), 5, true},
      {place_of([](TaskSettings& s) { s.encoder.chroma = ChromaSubsampling::automatic; }), 2,
       false},
      {place_of([](TaskSettings& s) { s.encoder.scans = Scans::as_fits; }), 2, false},
      {place_of([](TaskSettings& s) { s.encoder.near_lossless = false; }), 1, false},
      {place_of([](TaskSettings& s) { s.encoder.dither_percent = 0; }), 100, true},
      {place_of([](TaskSettings& s) { s.resize.fit = Fit::inside; }), 4, false},
      {place_of([](TaskSettings& s) { s.resize.kernel = Kernel::nearest; }), 5, false},
      {place_of([](TaskSettings& s) { s.resize.position = Position::centre; }), 10, false},
      {place_of([](TaskSettings& s) { s.resize.upscale = false; }), 1, false},
      {place_of([](TaskSettings& s) { s.metadata = {}; }), 255, false},
      {place_of([](TaskSettings& s) { s.lane = Lane::coefficients; }), 2, true},
      {place_of([](TaskSettings& s) { s.min_savings.percent = 0; }), 99, false},
      {place_of([](TaskSettings& s) { s.min_savings.hundredths = 0; }), 99, false},
      {place_of([](TaskSettings& s) { s.lossless = false; }), 1, false},
      {place_of([](TaskSettings& s) { s.dry_run = false; }), 1, false},
      {place_of([](TaskSettings& s) { s.verification = Verification::full; }), 1, true},
      {place_of([](TaskSettings& s) { s.renditions[1].format = ImageFormat::jpeg; }), 5, true},
  };
  for (const Row& row : rows) {
    CAPTURE(row.at, row.last);
    CHECK(takes(row.at, row.last));
    CHECK((row.last == 255 || !takes(row.at, row.last + 1)));
    CHECK((row.last == 255 || takes(row.at, kUnset) == row.may_be_unset));
  }
  const auto losses = place_of([](TaskSettings& s) { s.allowed_losses = LossSet(1); });
  CHECK(takes(losses, 0));
  CHECK_FALSE(takes(losses, 255));
}

TEST_CASE("values that no enum has are refused in a result") {
  TaskDone done = full_result();
  done.outcome.reason->message.clear();
  const WorkerMessage message = done;
  constexpr std::size_t kStatus = 4 + 8;
  constexpr std::size_t kFormat = kStatus + 1 + 16 + 8;
  constexpr std::size_t kLane = kFormat + 1;
  constexpr std::size_t kReason = kLane + 1;
  constexpr std::size_t kError = kReason + 1 + 4;
  constexpr std::size_t kRenditions = kError + 1 + 4;
  constexpr std::size_t kRendition = kRenditions + 1;
  constexpr std::size_t kRenditionFormat = kRendition + 1 + 8 + 8;
  constexpr std::size_t kRenditionBytes = 1 + 8 + 8 + 1 + 1;
  constexpr std::size_t kNotes = kRendition + 2 * kRenditionBytes;
  const auto takes = [&](std::size_t at, std::size_t value) {
    return parse_worker_message(with_byte(message, at, static_cast<int>(value))).ok();
  };
  CHECK(takes(kStatus, static_cast<std::size_t>(TaskStatus::skipped)));
  CHECK_FALSE(takes(kStatus, kTaskStatusCount));
  CHECK_FALSE(takes(kStatus, 255));
  CHECK_FALSE(takes(kFormat, kImageFormats.size()));
  CHECK(takes(kLane, kLaneCount - 1));
  CHECK(takes(kLane, 255));
  CHECK_FALSE(takes(kLane, kLaneCount));
  CHECK(takes(kReason, kReasonCodeCount - 1));
  CHECK_FALSE(takes(kReason, kReasonCodeCount));
  const WorkerMessage failed = with_outcome(failed_outcome({ErrorCode::usage, ""}, 5));
  const auto takes_error = [&](std::size_t value) {
    return parse_worker_message(with_byte(failed, kError, static_cast<int>(value))).ok();
  };
  CHECK(takes_error(static_cast<std::size_t>(ErrorCode::internal)));
  CHECK_FALSE(takes_error(static_cast<std::size_t>(ErrorCode::internal) + 1));
  CHECK_FALSE(takes(kRenditions, kMostRenditions + 1));
  CHECK(takes(kRendition, kMostRenditions - 1));
  CHECK_FALSE(takes(kRendition, kMostRenditions));
  CHECK_FALSE(takes(kRenditionFormat, kImageFormats.size()));
  CHECK_FALSE(takes(kRenditionFormat, 255));
  CHECK_FALSE(takes(kNotes, 2));
  CHECK_FALSE(takes(kNotes, 4));
  CHECK_FALSE(takes(kNotes, 255));
  const std::size_t hash = frame_of(message).payload.size() - 17;
  CHECK(takes(hash, 1));
  CHECK_FALSE(takes(hash, 0));
  CHECK_FALSE(takes(hash, 2));
}

TEST_CASE("a duration that is no duration is refused") {
  for (const double length : {-1.0, std::nan(""), std::numeric_limits<double>::infinity(),
                              -std::numeric_limits<double>::infinity()}) {
    CAPTURE(length);
    TaskDone done = full_result();
    done.seconds = length;
    CHECK_FALSE(parse_worker_message(frame_of(WorkerMessage(done))).ok());
    CHECK_FALSE(parse_worker_message(frame_of(WorkerMessage(WorkerReady{{}, length}))).ok());
  }
}

TEST_CASE("an outcome with too much to say still fits into one frame") {
  TaskDone done = full_result();
  const std::string novel(100'000, 'n');
  done.outcome.reason->message = novel;
  done.outcome.notes.assign(100, novel);
  const auto parsed = parse_worker_message(frame_of(WorkerMessage(done)));
  REQUIRE(parsed.ok());
  const auto& kept = std::get<TaskDone>(*parsed).outcome;
  CHECK(kept.notes.size() == 16);
  CHECK(kept.reason->message == novel.substr(0, PayloadWriter::kMaxTextBytes));
}

/// True where the values of a result are such as a worker of ours can mean.
bool makes_sense(const WorkerMessage& message) {
  const auto* done = std::get_if<TaskDone>(&message);
  if (done == nullptr) {
    return true;
  }
  const Outcome& outcome = done->outcome;
  return static_cast<std::size_t>(outcome.status) < kTaskStatusCount &&
         (!outcome.format || static_cast<std::size_t>(*outcome.format) < kImageFormats.size()) &&
         (!outcome.reason || static_cast<std::size_t>(outcome.reason->code) < kReasonCodeCount) &&
         (!outcome.error || outcome.error->code <= ErrorCode::internal);
}

TEST_CASE("payloads with flipped bytes are refused or still make sense") {
  Random random(31);
  const auto orders = parent_messages();
  const auto results = worker_messages();
  for (int round = 0; round < 20'000; ++round) {
    Frame order = frame_of(orders[random() % orders.size()]);
    Frame result = frame_of(results[random() % results.size()]);
    for (Frame* frame : {&order, &result}) {
      for (std::uint32_t flips = frame->payload.empty() ? 0 : 1 + random() % 4; flips > 0;
           --flips) {
        frame->payload[random() % frame->payload.size()] = static_cast<std::byte>(random() % 256);
      }
    }
    if (const auto parsed = parse_parent_message(order)) {
      // What is taken can be sent on, and is then the same.
      REQUIRE(parse_parent_message(frame_of(*parsed)).ok());
    }
    if (const auto parsed = parse_worker_message(result)) {
      REQUIRE(makes_sense(*parsed));
    }
  }
}

TEST_CASE("payloads of random bytes are refused or still make sense") {
  Random random(37);
  for (int round = 0; round < 20'000; ++round) {
    Frame frame;
    frame.type = static_cast<FrameType>(random() % 2 == 0 ? 1 + random() % 4 : 65 + random() % 4);
    frame.payload.resize(random() % 120);
    for (std::byte& byte : frame.payload) {
      byte = static_cast<std::byte>(random() % (random() % 2 == 0 ? 4 : 256));
    }
    (void)parse_parent_message(frame).ok();
    if (const auto parsed = parse_worker_message(frame)) {
      REQUIRE(makes_sense(*parsed));
    }
  }
}

}  // namespace
}  // namespace pixherd
