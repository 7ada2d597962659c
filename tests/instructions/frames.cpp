// SPDX-License-Identifier: Apache-2.0
// Encodes and decodes 100,000 frames, four for each task: what a task costs on the line, without
// the line.
#include <cstdio>

#include "instructions/counted.hpp"
#include "pixherd/process/message.hpp"

namespace {

constexpr std::uint32_t kTasks = 25'000;

/// Through bytes and back; true where it is the same message again.
template <typename Message, typename Parse>
bool survives(const Message& message, Parse parse) {
  std::vector<std::byte> wire;
  pixherd::append_message(wire, message);
  pixherd::FrameReader reader;
  reader.feed(wire);
  const auto frame = reader.next();
  const auto parsed = parse(**frame);
  return parsed.ok() && *parsed == message;
}

}  // namespace

std::uint64_t counted() {
  pixherd::WorkOrder order;
  order.settings.quality.global = 80;
  order.settings.resize.long_edge = 1600;
  pixherd::TaskDone done;
  done.outcome.status = pixherd::TaskStatus::saved;
  std::uint64_t survived = 0;
  for (pixherd::TaskId task = 0; task < kTasks; ++task) {
    order.task = done.task = task;
    const pixherd::TaskStarted started{task};
    const pixherd::MemoryNeed need{task, 1'000'000'000};
    survived += survives(pixherd::ParentMessage(order), pixherd::parse_parent_message) &&
                        survives(pixherd::WorkerMessage(started), pixherd::parse_worker_message) &&
                        survives(pixherd::WorkerMessage(need), pixherd::parse_worker_message) &&
                        survives(pixherd::WorkerMessage(done), pixherd::parse_worker_message)
                    ? 1U
                    : 0U;
  }
  return survived;
}

int main() {
  const bool all_survived = counted() == kTasks;
  std::printf("%u tasks\n", kTasks);
  return all_survived ? 0 : 1;
}
