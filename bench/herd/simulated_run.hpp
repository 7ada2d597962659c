// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <queue>
#include <span>
#include <vector>

#include "herd/sim_task.hpp"
#include "pixherd/policy/chunk_plan.hpp"
#include "pixherd/policy/cost_model.hpp"
#include "pixherd/policy/memory_budget.hpp"
#include "pixherd/policy/pool_size.hpp"
#include "pixherd/pool/scheduler.hpp"

namespace pixherd::herd {

/// A machine of which nothing but pixherd makes use. Forking and warming take what they were seen
/// to take with the prebuilt engine.
struct SimMachine {
  unsigned workers = 1;  ///< and processors
  std::uint64_t memory_each = 2'000'000'000;
  double fork_seconds = 0.0002;
  double warm_seconds = 0.005;
};

struct SimResult {
  double makespan = 0;  ///< seconds from the first fork to the end of the last task
  unsigned peak_workers = 0;
  std::uint64_t takeovers = 0;
  std::uint64_t deferred_grants = 0;
};

/// A run of pixherd without processes, files and time: its planner, scheduler, memory grants, cost
/// model, growth policy and its rule for sending ahead, driven by a virtual clock. Only the event
/// loop around them is this class's own, in the place of BatchRun; the parent's own time is not
/// counted. `tasks` must outlive it.
class SimulatedRun {
 public:
  SimulatedRun(std::span<const SimTask> tasks, const SimMachine& machine);

  SimResult run();

 private:
  enum class What : std::uint8_t { warm, done, look };
  struct Event {
    double at = 0;
    std::uint64_t number = 0;  ///< of two at the same time the older one comes first
    What what = What::look;
    unsigned slot = 0;
    bool operator>(const Event& other) const {
      return at != other.at ? at > other.at : number > other.number;
    }
  };

  void after(double seconds, What what, unsigned slot = 0);
  void fork_workers(unsigned count);
  void look();
  void on_warm(unsigned slot);
  void on_done(unsigned slot);
  void begin_next(unsigned slot);
  void work(unsigned slot);
  void grant_deferred();
  void feed(unsigned slot);
  void feed_held_back();
  [[nodiscard]] double predicted(TaskId task) const;
  [[nodiscard]] double ahead(unsigned slot) const;

  std::span<const SimTask> tasks_;
  SimMachine machine_;
  MemoryConfig memory_;
  PoolSize size_;
  CostModel model_;
  std::vector<TaskCost> costs_;
  Scheduler scheduler_;
  MemoryGrants grants_;

  std::priority_queue<Event, std::vector<Event>, std::greater<>> events_;
  std::uint64_t events_made_ = 0;
  double now_ = 0;
  unsigned forked_ = 0;
  unsigned warming_ = 0;
  unsigned at_work_ = 0;
  std::uint64_t memory_in_use_ = 0;
  bool held_back_ = false;  ///< somebody was refused a task for want of memory
  SimResult result_;
};

}  // namespace pixherd::herd
