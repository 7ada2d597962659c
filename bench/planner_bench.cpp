// SPDX-License-Identifier: Apache-2.0
// The pure planner at full size: seconds, and the most bytes it holds at a time for each task.
#include <benchmark/benchmark.h>
#include <malloc.h>

#include <algorithm>
#include <cstdlib>
#include <new>
#include <random>
#include <vector>

#include "pixherd/policy/chunk_plan.hpp"
#include "pixherd/pool/scheduler.hpp"

namespace {

std::size_t held_bytes = 0;
std::size_t peak_bytes = 0;

}  // namespace

// Counts what the planner allocates; this program has one thread.
void* operator new(std::size_t size) {
  void* block = std::malloc(size);
  if (block == nullptr) {
    throw std::bad_alloc();
  }
  held_bytes += ::malloc_usable_size(block);
  peak_bytes = std::max(peak_bytes, held_bytes);
  return block;
}
void operator delete(void* block) noexcept {
  held_bytes -= ::malloc_usable_size(block);
  std::free(block);
}
void operator delete(void* block, std::size_t) noexcept { operator delete(block); }

namespace pixherd {
namespace {

/// Costs as folders of photographs have them: log-normal, the same at every run.
std::vector<TaskCost> drawn_costs(std::size_t tasks) {
  std::mt19937_64 random(42);
  std::lognormal_distribution<double> bytes(13.0, 1.2);
  std::vector<TaskCost> costs(tasks);
  for (TaskCost& cost : costs) {
    const double size = bytes(random);
    cost = {size * 1e-7, static_cast<std::uint64_t>(size)};
  }
  return costs;
}

void plan(benchmark::State& state) {
  const auto tasks = static_cast<std::size_t>(state.range(0));
  const auto workers = static_cast<unsigned>(state.range(1));
  const auto costs = drawn_costs(tasks);
  std::size_t most = 0;
  for (auto _ : state) {
    const std::size_t before = held_bytes;
    peak_bytes = before;
    const ChunkPlan made = plan_chunks(costs, workers, 20);
    benchmark::DoNotOptimize(made.chunks.data());
    most = std::max(most, peak_bytes - before);
  }
  state.counters["bytes_per_task"] = static_cast<double>(most) / static_cast<double>(tasks);
}
BENCHMARK(plan)
    ->Args({1'000'000, 64})
    ->Args({4'000, 8})
    ->Args({72, 2})
    ->Unit(benchmark::kMillisecond);

/// Everything handed out once and ended, by workers that take turns: what the parent pays a task.
void hand_out(benchmark::State& state) {
  const auto tasks = static_cast<std::size_t>(state.range(0));
  const auto workers = static_cast<unsigned>(state.range(1));
  const auto costs = drawn_costs(tasks);
  const ChunkPlan made = plan_chunks(costs, workers, 20);
  for (auto _ : state) {
    Scheduler scheduler(made, costs);
    for (unsigned slot = 0; slot < workers; ++slot) {
      scheduler.worker_came(slot);
    }
    unsigned slot = 0;
    while (const auto task = scheduler.next_for(slot)) {
      scheduler.started(slot, *task);
      scheduler.finished(slot, *task);
      slot = (slot + 1) % workers;
    }
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(tasks));
}
BENCHMARK(hand_out)->Args({1'000'000, 64})->Args({4'000, 8})->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace pixherd
