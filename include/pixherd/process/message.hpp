// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <variant>

#include "pixherd/base/bytes.hpp"
#include "pixherd/base/result.hpp"
#include "pixherd/domain/outcome.hpp"
#include "pixherd/domain/task.hpp"
#include "pixherd/process/frame.hpp"

namespace pixherd {

/// Descriptors that go with one order at most: the input, and an output for each rendition.
inline constexpr std::size_t kMostFiles = 1 + kMostRenditions;

/// Parent to worker.
struct WarmOrder {
  FormatSet formats;
  bool operator==(const WarmOrder&) const = default;
};
struct MemoryGrant {
  TaskId task = 0;
  bool operator==(const MemoryGrant&) const = default;
};
struct LeaveOrder {
  bool operator==(const LeaveOrder&) const = default;
};
using ParentMessage = std::variant<WarmOrder, WorkOrder, MemoryGrant, LeaveOrder>;

/// Worker to parent.
struct WorkerReady {
  FormatSet formats;   ///< those of the order that this answers
  double seconds = 0;  ///< what warming took
  bool operator==(const WorkerReady&) const = default;
};
struct TaskStarted {
  TaskId task = 0;
  bool operator==(const TaskStarted&) const = default;
};
struct MemoryNeed {
  TaskId task = 0;
  std::uint64_t bytes = 0;
  bool operator==(const MemoryNeed&) const = default;
};
struct TaskDone {
  TaskId task = 0;
  Outcome outcome;
  double seconds = 0;  ///< wall time in the worker, without waiting for a memory grant
  bool operator==(const TaskDone&) const = default;
};
using WorkerMessage = std::variant<WorkerReady, TaskStarted, MemoryNeed, TaskDone>;

/// Appends the message as one frame.
void append_message(Bytes& out, const ParentMessage& message);
void append_message(Bytes& out, const WorkerMessage& message);

/// A frame's message, or an Error (code protocol) where its type or payload is none of that side's.
/// Every enum value and every count is checked; nothing is allocated from a claimed length.
Result<ParentMessage> parse_parent_message(const Frame& frame);
Result<WorkerMessage> parse_worker_message(const Frame& frame);

}  // namespace pixherd
