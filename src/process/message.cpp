// SPDX-License-Identifier: Apache-2.0
#include "pixherd/process/message.hpp"

#include <fmt/format.h>

#include <cmath>
#include <optional>
#include <utility>
#include <variant>

#include "outcome_codec.hpp"
#include "pixherd/base/bytes.hpp"
#include "settings_codec.hpp"

namespace pixherd {
namespace {

Error not_ours(const char* what) {
  return {ErrorCode::protocol, fmt::format("a {} frame with a payload that is none of ours", what)};
}

bool is_duration(double seconds) { return std::isfinite(seconds) && seconds >= 0; }

bool is_format(std::uint8_t value) { return value < kImageFormats.size(); }

void write_standing(PayloadWriter& out, const Standing& there) {
  out.u64(there.bytes).u64(there.written.low).u64(there.written.high);
}

Standing read_standing(PayloadReader& in) {
  Standing there{in.u64(), {}};
  there.written.low = in.u64();
  there.written.high = in.u64();
  return there;
}

void write_ledger(PayloadWriter& out, const LedgerQuery& query) {
  out.u64(query.settings);
  if (query.settings != 0) {
    write_standing(out, query.output);
    write_standing(out, query.copy);
  }
}

LedgerQuery read_ledger(PayloadReader& in) {
  LedgerQuery query{in.u64()};
  if (query.settings != 0) {
    query.output = read_standing(in);
    query.copy = read_standing(in);
  }
  return query;
}

template <class... Cases>
struct Overloaded : Cases... {
  using Cases::operator()...;
};
template <class... Cases>
Overloaded(Cases...) -> Overloaded<Cases...>;

}  // namespace

void append_message(Bytes& out, const ParentMessage& message) {
  PayloadWriter payload;
  const FrameType type = std::visit(Overloaded{
                                        [&](const WarmOrder& order) {
                                          payload.u32(order.formats.bits());
                                          return FrameType::warm;
                                        },
                                        [&](const WorkOrder& order) {
                                          payload.u32(order.task).u64(order.bytes);
                                          payload.u8(static_cast<std::uint8_t>(order.format));
                                          payload.u64(order.memory);
                                          payload.u8(order.thumbnails_above ? 1 : 0);
                                          payload.u64(order.thumbnails_above.value_or(0));
                                          write_settings(payload, order.settings);
                                          write_ledger(payload, order.ledger);
                                          return FrameType::work;
                                        },
                                        [&](const MemoryGrant& grant) {
                                          payload.u32(grant.task);
                                          return FrameType::grant;
                                        },
                                        [&](const LeaveOrder&) { return FrameType::leave; },
                                    },
                                    message);
  append_frame(out, type, payload.bytes());
}

void append_message(Bytes& out, const WorkerMessage& message) {
  PayloadWriter payload;
  const FrameType type = std::visit(Overloaded{
                                        [&](const WorkerReady& ready) {
                                          payload.u32(ready.formats.bits()).f64(ready.seconds);
                                          return FrameType::ready;
                                        },
                                        [&](const TaskStarted& started) {
                                          payload.u32(started.task);
                                          return FrameType::started;
                                        },
                                        [&](const MemoryNeed& need) {
                                          payload.u32(need.task).u64(need.bytes);
                                          return FrameType::need;
                                        },
                                        [&](const TaskDone& done) {
                                          payload.u32(done.task).f64(done.seconds);
                                          write_outcome(payload, done.outcome);
                                          return FrameType::done;
                                        },
                                    },
                                    message);
  append_frame(out, type, payload.bytes());
}

Result<ParentMessage> parse_parent_message(const Frame& frame) {
  PayloadReader in(frame.payload);
  if (frame.type == FrameType::warm) {
    const WarmOrder order{FormatSet(in.u32())};
    return in.complete() ? Result<ParentMessage>(order) : not_ours("warm");
  }
  if (frame.type == FrameType::leave) {
    return in.complete() ? Result<ParentMessage>(LeaveOrder{}) : not_ours("leave");
  }
  if (frame.type == FrameType::grant) {
    const MemoryGrant grant{in.u32()};
    return in.complete() ? Result<ParentMessage>(grant) : not_ours("grant");
  }
  if (frame.type == FrameType::work) {
    WorkOrder order;
    order.task = in.u32();
    order.bytes = in.u64();
    const std::uint8_t format = in.u8();
    order.memory = in.u64();
    const std::uint8_t thumbnails = in.u8();
    const std::uint64_t thumbnails_above = in.u64();
    const auto settings = read_settings(in);
    order.ledger = read_ledger(in);
    if (!settings || !is_format(format) || thumbnails > 1 || !in.complete()) {
      return not_ours("work");
    }
    if (thumbnails == 1) {
      order.thumbnails_above = thumbnails_above;
    }
    order.format = static_cast<ImageFormat>(format);
    order.settings = *settings;
    return ParentMessage(order);
  }
  return not_ours("worker's");
}

Result<WorkerMessage> parse_worker_message(const Frame& frame) {
  PayloadReader in(frame.payload);
  if (frame.type == FrameType::ready) {
    const FormatSet formats(in.u32());
    const WorkerReady ready{formats, in.f64()};
    return in.complete() && is_duration(ready.seconds) ? Result<WorkerMessage>(ready)
                                                       : not_ours("ready");
  }
  if (frame.type == FrameType::started) {
    const TaskStarted started{in.u32()};
    return in.complete() ? Result<WorkerMessage>(started) : not_ours("started");
  }
  if (frame.type == FrameType::need) {
    const TaskId task = in.u32();
    const MemoryNeed need{task, in.u64()};
    return in.complete() ? Result<WorkerMessage>(need) : not_ours("need");
  }
  if (frame.type == FrameType::done) {
    TaskDone done;
    done.task = in.u32();
    done.seconds = in.f64();
    auto outcome = read_outcome(in);
    if (!outcome || !in.complete() || !is_duration(done.seconds)) {
      return not_ours("done");
    }
    done.outcome = std::move(*outcome);
    return WorkerMessage(std::move(done));
  }
  return not_ours("parent's");
}

}  // namespace pixherd
