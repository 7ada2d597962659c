// SPDX-License-Identifier: Apache-2.0
#include "pixherd/app/app.hpp"

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <memory>
#include <optional>

#include "complaint.hpp"
#include "make_desk.hpp"
#include "pixherd/app/run_reporter.hpp"
#include "pixherd/app/task_table.hpp"
#include "pixherd/base/text.hpp"
#include "pixherd/cli/options.hpp"
#include "pixherd/files/text_file.hpp"
#include "pixherd/host/host_probe.hpp"
#include "pixherd/image/engine.hpp"
#include "pixherd/pool/batch_run.hpp"
#include "pixherd/report/json_report.hpp"
#include "pixherd/report/manifest.hpp"
#include "pixherd/report/terminal_report.hpp"
#include "pixherd/version.hpp"
#include "planning.hpp"
#include "probed_machine.hpp"
#include "run_ledger.hpp"
#include "stream_run.hpp"

namespace pixherd {
namespace {

/// Where the machine's facts are read from; tests fake a host with it.
HostProbe probe_from_environment() {
  const char* root = std::getenv("PIXHERD_HOST_ROOT");
  return HostProbe(root != nullptr && *root != '\0' ? root : "/");
}

/// What standard output does not take shows in check_printed(), once for all that was printed.
void print_text(const std::string& text) { std::fwrite(text.data(), 1, text.size(), stdout); }

int check_printed(int exit_code) {
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) {
    return exit_code;
  }
  return fail({ErrorCode::write_failed, "standard output is closed or full: not all was printed"},
              kExitStopped);
}

std::vector<std::string> codec_names(const EngineFacts& engine) {
  std::vector<std::string> names;
  for (const ImageFormat format : kImageFormats) {
    if (engine.readable.contains(format) && engine.writable.contains(format)) {
      names.emplace_back(name(format));
    }
  }
  return names;
}

int print_version() {
  const auto engine = start_engine();
  if (!engine) {
    return fail(engine.error(), kExitStopped);
  }
  print_text(fmt::format("pixherd {}\nengine {} (libvips {})\ncodecs {}\n", kVersion, engine->name,
                         engine->libvips, fmt::join(codec_names(*engine), " ")));
  return kExitDone;
}

/// As many descriptors as the system lets us have; returns how many tasks may be open at a time.
std::size_t raise_descriptor_limit(unsigned workers) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) {
    return 64;
  }
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
  ::getrlimit(RLIMIT_NOFILE, &limit);
  constexpr rlim_t kOwn = 64;       // standard streams, roots, folders kept open
  constexpr rlim_t kPerWorker = 4;  // two pipes, a socket, a pidfd
  constexpr rlim_t kPerTask = 4;    // input, temporary, and the folders of both
  constexpr rlim_t kMostOpen = 1024;
  const rlim_t taken = kOwn + kPerWorker * workers;
  const rlim_t left = limit.rlim_cur > taken ? limit.rlim_cur - taken : 0;
  return static_cast<std::size_t>(std::clamp<rlim_t>(left / kPerTask, 1, kMostOpen));
}

/// Finds the tasks, and meanwhile forks and warms the workers that they will need: as soon as it is
/// plain that no worker will be without a task.
void collect_and_warm(TaskTable& table, const Options& options, unsigned cpus, WorkerPool& pool) {
  const PoolSize most = pool_size(cpus, ~std::uint64_t{0}, options.processes);
  bool forked = false;
  const auto fork_for = [&](std::uint64_t tasks) {
    const PoolSize size = pool_size(cpus, tasks, options.processes);
    set_engine_threads(threads_per_worker(cpus, size.max));
    pool.raise_ceiling(size.max);
    // Where a fork fails now, the run tries again and says so.
    (void)pool.ensure_warm(size.start);
    forked = true;
  };
  table.collect([&](FormatSet formats) {
    pool.require_formats(formats);
    if (!forked && table.to_do() >= most.max) {
      fork_for(most.max);
    }
  });
  if (!forked && table.to_do() > 0) {
    fork_for(table.to_do());
  }
}

TerminalStyle style_for(const Options& options) {
  TerminalStyle style = terminal_style();
  style.quiet = options.verbosity == Verbosity::quiet;
  style.verbose = options.verbosity == Verbosity::verbose;
  style.stats = options.stats;
  style.results_to_stderr = options.json;
  return style;
}

int print_plan(const Options& options, TaskTable& table, const MachineFacts& machine) {
  table.collect([](FormatSet) {});
  if (auto checked = table.check_outputs(); !checked) {
    return fail(checked.error(), kExitUsage);
  }
  table.set_aside_done();
  print_text(plan_json(make_plan(options, machine, table).summary) + "\n");
  return kExitDone;
}

/// A run that cannot begin: nothing is touched, and every task is told of.
RunResult give_up(const TaskTable& table, RunReporter& reporter, std::string reason) {
  for (TaskId id = 0; id < table.tasks().size(); ++id) {
    reporter.task_ended(id, unprocessed_outcome(table.tasks()[id].bytes), -1, 0);
  }
  return {RunEnd::stopped, 0, std::move(reason), {}};
}

RunResult do_tasks(const RunConfig& config, const Planned& planned, WorkerPool& pool,
                   TaskDesk& desk, RunReporter& reporter, MachineView& machine,
                   SignalWatch& signals) {
  BatchRun run(config, planned.plan, planned.costs, pool, desk, reporter, machine, signals);
  RunResult result = run.run();
  if (auto finished = desk.finish(); !finished && result.end == RunEnd::done) {
    result.end = RunEnd::stopped;
    result.stop_reason = finished.error().message;
  }
  return result;
}

/// Where it cannot be written the run has not done what it was asked for.
void write_manifest(const std::string& path, const std::string& text, RunResult& result) {
  const Attempt written = write_text_file(path, text);
  if (!written && result.end == RunEnd::done) {
    result.end = RunEnd::stopped;
    result.stop_reason = fmt::format("--manifest {}: {}", path, written.error().message);
  }
}

/// How a run ends that had ended, until a signal came that was too late to stop anything.
void heed_late_signal(RunResult& result, SignalWatch& signals) {
  if (const auto number = signals.next(); number && result.end != RunEnd::signal) {
    result.end = RunEnd::signal;
    result.signal_number = *number;
  }
}

/// Writes the footer and waits for whoever reads it, but not against a signal; what can no longer
/// be told makes the exit code.
int conclude(RunResult result, RunReporter& reporter, SignalWatch& signals) {
  constexpr double kPatienceAfterSignal = 0.3;
  heed_late_signal(result, signals);
  const int exit_code = exit_code_for(result.end, reporter.totals(), result.signal_number);
  const bool heard = !reporter.unheard();
  reporter.end({result.end, exit_code, result.stop_reason, reporter.totals(), result.metrics});
  reporter.finish(result.end == RunEnd::signal ? kPatienceAfterSignal : -1, signals.fd());
  if (const auto unheard = reporter.unheard(); unheard && heard) {
    return unheard->signal_number != 0
               ? kExitSignal + unheard->signal_number
               : fail({ErrorCode::write_failed, unheard->reason}, kExitStopped);
  }
  if (reporter.blocked_fd() < 0) {
    SignalWatch::ignore_from_now_on();  // the footer stands, and says how this ends
    return exit_code;
  }
  heed_late_signal(result, signals);
  return exit_code_for(result.end, reporter.totals(), result.signal_number);
}

int run_batch(const Options& options, TaskTable& table, ProbedMachine& machine,
              const MakeWorkHandler& make_handler, RunLedger* ledger) {
  const auto engine = start_engine();
  if (!engine) {
    return fail(engine.error(), kExitStopped);
  }
  const MachineFacts facts = machine.facts();
  const SandboxFacts sandbox = probe_sandbox();
  if (options.sandbox == SandboxMode::require && !sandbox.complete()) {
    return fail(sandbox_is_incomplete(), kExitUsage);
  }
  const WorkHandler handler = make_handler(recall_from(ledger));
  WorkerPool pool(handler, 0, options.sandbox);
  collect_and_warm(table, options, facts.cpus, pool);
  if (auto checked = table.check_outputs(); !checked) {
    return fail(checked.error(), kExitUsage);
  }
  const Attempt made = options.settings.dry_run ? table.look_at_output() : table.make_output();
  if (!made && made.error().code == ErrorCode::not_found) {
    return fail(made.error(), kExitUsage);
  }
  table.set_aside_done();
  const Planned planned = make_plan(options, facts, table);
  const RunConfig config{
      planned.summary.processes,  planned.summary.memory,
      planned.summary.batch_size, raise_descriptor_limit(planned.summary.processes.max),
      options.timeout_seconds,    options.max_images_per_worker};
  TerminalReport terminal(style_for(options));
  JsonReport json(STDOUT_FILENO);
  std::vector<RunReport*> reports{&terminal};
  if (options.json) {
    reports.push_back(&json);
  }
  Manifest manifest(options.manifest);
  if (!options.manifest.empty()) {
    reports.push_back(&manifest);
  }
  RunReporter reporter(table, reports);
  const std::unique_ptr<TaskDesk> desk = make_desk(options, table, ledger);

  // From the header to the footer, so that the one never stands without the other.
  SignalWatch signals;
  reporter.begin({kVersion,
                  {engine->name, engine->libvips, codec_names(*engine)},
                  options.sandbox,
                  sandbox,
                  settings_hash(table.settings()),
                  planned.summary});
  reporter.report_ended();
  RunResult result = made ? do_tasks(config, planned, pool, *desk, reporter, machine, signals)
                          : give_up(table, reporter, made.error().message);
  if (ledger != nullptr && ledger->trouble()) {
    reporter.warned(*ledger->trouble());
  }
  if (!options.manifest.empty() && !options.settings.dry_run) {
    write_manifest(options.manifest, manifest.text(), result);
  }
  return conclude(std::move(result), reporter, signals);
}

int run_with(const Options& options, const MakeWorkHandler& make_handler) {
  ProbedMachine machine(probe_from_environment());
  if (std::holds_alternative<ToStandardOutput>(options.destination)) {
    return run_stream(options, machine, make_handler({}));
  }
  TaskTable table(options);
  if (auto opened = table.open_inputs(); !opened) {
    return fail(opened.error(), kExitUsage);
  }
  std::unique_ptr<RunLedger> ledger;
  if (!options.state.empty()) {
    auto opened = RunLedger::open(options, machine.boot_id());
    if (!opened) {
      return fail(opened.error(), kExitUsage);
    }
    ledger = std::move(*opened);
    table.use_ledger(*ledger);
  }
  return options.plan ? print_plan(options, table, machine.facts())
                      : run_batch(options, table, machine, make_handler, ledger.get());
}

}  // namespace

int run_program(int argc, const char* const* argv, const MakeWorkHandler& make_handler) {
  open_standard_streams();
  try {
    const auto parsed = parse_arguments(argc, argv, surroundings_of_process());
    if (const auto* print = std::get_if<PrintAndExit>(&parsed)) {
      std::fputs(print->text.c_str(), print->exit_code == kExitDone ? stdout : stderr);
      return check_printed(print->exit_code);
    }
    const Options& options = std::get<Options>(parsed);
    const int exit_code = options.version ? print_version() : run_with(options, make_handler);
    if (exit_code > kExitSignal) {
      raise_again(exit_code - kExitSignal);
    }
    return check_printed(exit_code);
  } catch (const std::exception& error) {
    return fail({ErrorCode::internal, fmt::format("internal error: {}", error.what())},
                kExitStopped);
  }
}

}  // namespace pixherd
