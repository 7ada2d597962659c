// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "pixherd/base/clock.hpp"
#include "pixherd/domain/exit_status.hpp"
#include "pixherd/policy/cost_model.hpp"
#include "pixherd/policy/memory_budget.hpp"
#include "pixherd/policy/pool_size.hpp"
#include "pixherd/pool/herd_keeper.hpp"
#include "pixherd/pool/run_metrics.hpp"
#include "pixherd/pool/run_observer.hpp"
#include "pixherd/pool/scheduler.hpp"
#include "pixherd/pool/task_desk.hpp"
#include "pixherd/pool/watchdog.hpp"
#include "pixherd/pool/wear_watch.hpp"
#include "pixherd/pool/worker_pool.hpp"
#include "pixherd/process/signal_watch.hpp"

namespace pixherd {

struct RunConfig {
  PoolSize size;
  MemoryConfig memory;
  std::uint32_t batch_size = 1;
  std::size_t max_open_tasks = 256;                 ///< each has its input and its outputs open
  double timeout_seconds = kDefaultTimeoutSeconds;  ///< for time_limit()
  std::uint32_t max_tasks_per_worker = 0;           ///< then another takes its place; 0: no limit
  std::optional<TimePoint> begin_until{};           ///< then no task is begun any more
};

struct RunResult {
  RunEnd end = RunEnd::done;
  int signal_number = 0;    ///< with RunEnd::signal
  std::string stop_reason;  ///< with RunEnd::stopped and RunEnd::time_limit, a sentence
  RunMetrics metrics;
};

/// How a run ends that had ended, until a signal came that was too late to stop anything.
void heed_late_signal(RunResult& result, SignalWatch& signals);

/// The run: sends the tasks of a plan to the pool a little ahead, takes the results as they come,
/// grows, shrinks and mends the pool, and stops early where going on is of no use. One event loop;
/// everything it holds is given by reference and must outlive it. The plan and the pool have no
/// more workers than the configuration's size (checked).
class BatchRun {
 public:
  BatchRun(const RunConfig& config, const ChunkPlan& plan, std::span<const TaskCost> costs,
           WorkerPool& pool, TaskDesk& desk, RunObserver& observer, MachineView& machine,
           SignalWatch& signals);

  RunResult run();

 private:
  void dispatch();
  void recycle_worn();
  bool give_one(unsigned slot);
  bool make_room_for_one();
  [[nodiscard]] bool may_have_more(unsigned slot) const;

  void handle(const PoolEvent& event);
  void watch_over(const PoolEvent& event);
  void on_started(unsigned slot, TaskId task);
  void on_need(unsigned slot, const MemoryNeed& need);
  void on_done(unsigned slot, const TaskDone& done);
  void on_gone(unsigned slot, const WorkerIsGone& gone);
  void lose_task(unsigned slot, TaskId task, const WorkerEnd& end, bool of_memory);
  void let_the_killed_leave(const std::vector<PoolEvent>& events);
  bool died_of_memory(unsigned slot, const WorkerEnd& end);
  void kill_late(TimePoint now);
  std::uint64_t sample_memory();
  void on_signal(int number);
  void grant_deferred();
  void now_idle(unsigned slot);

  bool waits_for_room(TaskId task, const Outcome& outcome);
  void settle(TaskId task, Outcome outcome, unsigned slot, double seconds);
  void end_settled(bool all);
  void end_task(TaskId task, const Outcome& outcome, int slot, double seconds);
  [[nodiscard]] bool is_stopping() const { return result_.end != RunEnd::done; }
  void stop(RunEnd end, std::string reason, int signal_number = 0);
  void begin_stop(RunEnd end, std::string reason, int signal_number);
  void heed_unheard();
  void heed_time_limit();
  [[nodiscard]] bool is_time_over() const;
  [[nodiscard]] bool has_unbegun() const;
  void abandon_waiting();
  void abandon_worker(unsigned slot);
  void abandon_unbegun(unsigned slot);
  void abandon_rest();
  void tick();
  [[nodiscard]] double seconds_in_hand(unsigned slot) const;
  [[nodiscard]] WorkerGlance glance_at(unsigned slot) const;
  [[nodiscard]] std::vector<WorkerGlance> herd_now() const;
  [[nodiscard]] bool over() const;
  [[nodiscard]] std::chrono::milliseconds patience() const;
  void wind_down();

  RunConfig config_;
  std::span<const TaskCost> costs_;
  WorkerPool& pool_;
  TaskDesk& desk_;
  RunObserver& observer_;
  MachineView& machine_;
  SignalWatch& signals_;

  Scheduler scheduler_;
  MemoryGrants grants_;
  CostModel model_;
  MetricsKeeper keeper_;
  HerdKeeper herd_;
  Watchdog watchdog_;
  WearWatch wear_;
  RunResult result_;
  RunProgress progress_;
  std::uint64_t bytes_total_ = 0;
  std::uint64_t memory_kills_ = 0;  ///< as many as were counted when a worker last died of it
  std::uint64_t kills_heeded_ = 0;  ///< as many as were waited for

  TimePoint begin_;
  TimePoint next_tick_;
  /// Who did the tasks whose settlement is put off.
  struct Worked {
    unsigned slot;
    double seconds;
  };
  std::unordered_map<TaskId, Worked> put_off_;
  struct InHand {
    TaskId task = 0;
    TimePoint since;
  };
  std::vector<std::optional<InHand>> in_hand_;  ///< by slot: what it has begun
  std::unordered_set<TaskId> lost_once_;        ///< tasks that have cost a worker
  /// Tasks for which the disk was full, and how many had been saved when it last was.
  std::unordered_map<TaskId, std::uint64_t> saved_before_;
  std::uint64_t saved_ = 0;
  std::unordered_map<unsigned, std::string> too_late_;  ///< by slot: why we killed its worker
  bool is_asked_to_end_ = false;                        ///< by a signal that was sent
  std::optional<TimePoint> kill_at_;  ///< when a stopping run waits no longer for its workers
};

}  // namespace pixherd
