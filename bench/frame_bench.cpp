// SPDX-License-Identifier: Apache-2.0
// What an order and its result cost on their way through frames, without the pipe.
#include <benchmark/benchmark.h>

#include "pixherd/process/message.hpp"

namespace pixherd {
namespace {

void order_round_trip(benchmark::State& state) {
  WorkOrder order;
  order.settings.quality.global = 80;
  order.settings.resize.long_edge = 1600;
  for (auto _ : state) {
    std::vector<std::byte> wire;
    append_message(wire, ParentMessage(order));
    FrameReader reader;
    reader.feed(wire);
    const auto frame = reader.next();
    benchmark::DoNotOptimize(parse_parent_message(**frame));
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(order_round_trip);

void result_round_trip(benchmark::State& state) {
  TaskDone done;
  done.outcome.status = TaskStatus::saved;
  done.outcome.notes = {"the animation was reduced to its first frame"};
  for (auto _ : state) {
    std::vector<std::byte> wire;
    append_message(wire, WorkerMessage(done));
    FrameReader reader;
    reader.feed(wire);
    const auto frame = reader.next();
    benchmark::DoNotOptimize(parse_worker_message(**frame));
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(result_round_trip);

}  // namespace
}  // namespace pixherd
