// SPDX-License-Identifier: Apache-2.0
#include "batch.hpp"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "complaint.hpp"
#include "descriptors.hpp"
#include "make_desk.hpp"
#include "pixherd/domain/content_hash.hpp"
#include "pixherd/files/temporary_name.hpp"
#include "pixherd/image/engine.hpp"
#include "pixherd/pool/batch_run.hpp"
#include "pixherd/process/signal_watch.hpp"
#include "pixherd/version.hpp"
#include "planning.hpp"
#include "run_reporter.hpp"
#include "run_reports.hpp"
#include "unattended.hpp"

namespace pixherd {
namespace {

std::uint32_t hash_of_known(const std::string& text) {
  return text.empty() ? 0 : static_cast<std::uint32_t>(short_hash(text));
}

/// Finds the tasks, checks them, and meanwhile forks and warms the workers that they will need: as
/// soon as it is plain that no worker will be without a task.
Attempt collect_and_warm(TaskTable& table, const Options& options, unsigned cpus,
                         WorkerPool& pool) {
  const PoolSize most = pool_size(cpus, ~std::uint64_t{0}, options.processes);
  bool forked = false;
  FormatSet known;
  const auto fork_for = [&](std::uint64_t tasks) {
    const PoolSize size = pool_size(cpus, tasks, options.processes);
    set_engine_threads(threads_per_worker(cpus, size.max));
    ready_engine_for(known);
    pool.raise_ceiling(size.max);
    // Where a fork fails now, the run tries again and says so.
    (void)pool.ensure_warm(size.start);
    forked = true;
  };
  table.collect([&](FormatSet formats) {
    known |= formats;
    pool.require_formats(formats);
    if (!forked && options.shard.count == 1 && table.to_do() >= most.max) {
      fork_for(most.max);
    }
  });
  if (auto checked = table.check_outputs(); !checked) {
    return checked;
  }
  table.keep_share(options.shard);
  if (!forked && table.to_do() > 0) {
    fork_for(table.to_do());
  }
  return success();
}

/// How many descriptors for outputs a task has at most. Where nothing is written all share one.
std::size_t most_outputs(const TaskTable& table) {
  std::size_t most = 1;
  for (const TaskSettings& settings : table.settings()) {
    most = std::max(most, settings.dry_run ? 1 : settings.output_count());
  }
  return most;
}

/// A run that cannot begin: nothing is touched, and every task is told of.
RunResult give_up(const TaskTable& table, RunReporter& reporter, std::string reason) {
  for (TaskId id = 0; id < table.tasks().size(); ++id) {
    reporter.task_ended(id, unprocessed_outcome(table.tasks()[id].bytes), -1, 0);
  }
  return {RunEnd::stopped, 0, std::move(reason), {}};
}

RunConfig config_of(const Options& options, const Planned& planned, const TaskTable& table,
                    TimePoint started) {
  const PlanSummary& plan = planned.summary;
  return {
      plan.processes,
      plan.memory,
      plan.batch_size,
      tasks_open_at_a_time(plan.processes.max, table.root_count(), most_outputs(table)),
      options.timeout_seconds,
      options.max_images_per_worker,
      limit_of(options, started),
  };
}

RunHeader header_of(const Options& options, const EngineFacts& engine, const SandboxFacts& sandbox,
                    const Planned& planned, const TaskTable& table) {
  return {
      kVersion,
      {engine.name, engine.libvips, engine.codecs()},
      options.sandbox,
      sandbox,
      settings_hash(table.settings()),
      options.shard.count > 1 ? std::optional(options.shard) : std::nullopt,
      planned.summary,
  };
}

RunResult do_tasks(const RunConfig& config, const Planned& planned, WorkerPool& pool,
                   TaskDesk& desk, RunReporter& reporter, MachineView& machine,
                   SignalWatch& signals) {
  desk.begin();
  BatchRun run(config, planned.plan, planned.costs, pool, desk, reporter, machine, signals);
  RunResult result = run.run();
  if (const Attempt finished = desk.finish(result.end); !finished && ended_well(result.end)) {
    result.end = RunEnd::stopped;
    result.stop_reason = finished.error().message;
  } else if (!finished) {
    reporter.trouble(finished.error().message);
  }
  for (const std::string& untold : desk.left_to_tell()) {
    reporter.warned(untold);
  }
  return result;
}

/// Writes the footer and waits for whoever reads it, but not against a signal; what can no longer
/// be told makes the exit code.
int conclude(RunResult result, RunReporter& reporter, SignalWatch& signals) {
  constexpr double kPatienceAfterSignal = 0.3;
  heed_late_signal(result, signals);
  const RunFooter footer = reporter.footer(result);
  // A run that ended by it says so itself.
  const bool heard = !reporter.unheard() || ended_well(result.end);
  reporter.end(footer);
  Patience patience{.interrupt_fd = signals.fd()};
  if (result.end == RunEnd::signal) {
    patience.seconds = kPatienceAfterSignal;
  }
  reporter.finish(patience);
  if (const auto unheard = reporter.unheard(); unheard && heard) {
    return unheard->signal_number != 0 ? kExitSignal + unheard->signal_number
                                       : fail(unheard->reason, kExitStopped);
  }
  if (reporter.blocked_fd() < 0) {
    SignalWatch::ignore_from_now_on();  // the footer stands, and says how this ends
    return footer.exit_code;
  }
  heed_late_signal(result, signals);
  return reporter.footer(result).exit_code;
}

}  // namespace

int run_batch(const BatchCommand& command) {
  const Options& options = command.options;
  TaskTable& table = command.table;
  RunLedger* ledger = command.ledger;
  set_makers_machine(
      {hash_of_known(command.machine.machine_name()), hash_of_known(command.machine.boot_id())});
  const auto engine = start_engine();
  if (!engine) {
    return fail(engine.error(), kExitStopped);
  }
  const MachineFacts facts = command.machine.facts();
  const SandboxFacts sandbox = probe_sandbox();
  if (options.sandbox == SandboxMode::require && !sandbox.complete()) {
    return fail(sandbox_is_incomplete(), kExitUsage);
  }
  const Result<Fd> reportable = RunReports::check(options);
  if (!reportable) {
    return fail(reportable.error(), kExitUsage);
  }
  const WorkHandler handler = command.make_handler(recall_from(ledger));
  WorkerPool pool(handler, 0, options.sandbox);
  if (auto collected = collect_and_warm(table, options, facts.cpus, pool); !collected) {
    return fail(collected.error(), kExitUsage);
  }
  if (const Attempt apart = RunReports::check_beside(table, options); !apart) {
    return fail(apart.error(), kExitUsage);
  }
  const Attempt made = options.settings.dry_run ? table.look_at_output() : table.make_output();
  if (!made && made.error().code == ErrorCode::not_found) {
    return fail(made.error(), kExitUsage);
  }
  table.set_aside_done();
  const Planned planned = make_plan(options, facts, table);
  const RunConfig config = config_of(options, planned, table, command.started);
  RunReports reports(options);
  reports.leave_to_others(table.inputs_of_others());
  RunReporter reporter(table, reports.all(), reports.inspection());
  const std::unique_ptr<TaskDesk> desk = make_desk(options, table, ledger);

  // From the header to the footer, so that the one never stands without the other.
  SignalWatch signals;
  reporter.begin(header_of(options, *engine, sandbox, planned, table));
  for (const std::string& warning : table.warnings()) {
    reporter.warned(warning);
  }
  reporter.report_ended();
  RunResult result =
      made ? do_tasks(config, planned, pool, *desk, reporter, command.machine, signals)
           : give_up(table, reporter, made.error().message);
  if (result.end == RunEnd::time_limit && ledger == nullptr) {
    result.stop_reason =
        "the time limit was reached: with --state DIR the next run goes on with the rest";
  }
  for (const std::string& trouble : troubles_of(ledger)) {
    reporter.trouble(trouble);
  }
  result.metrics.total_seconds = seconds_between(command.started, Clock::now());
  reports.write_files(reporter, result);
  return conclude(std::move(result), reporter, signals);
}

}  // namespace pixherd
