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

#include "ci_reports.hpp"
#include "complaint.hpp"
#include "make_desk.hpp"
#include "pixherd/app/run_reporter.hpp"
#include "pixherd/app/task_table.hpp"
#include "pixherd/base/clock.hpp"
#include "pixherd/base/text.hpp"
#include "pixherd/cli/options.hpp"
#include "pixherd/files/text_file.hpp"
#include "pixherd/host/host_probe.hpp"
#include "pixherd/image/engine.hpp"
#include "pixherd/pool/batch_run.hpp"
#include "pixherd/report/json_report.hpp"
#include "pixherd/report/manifest.hpp"
#include "pixherd/report/merge_reports.hpp"
#include "pixherd/report/terminal_report.hpp"
#include "pixherd/version.hpp"
#include "planning.hpp"
#include "probed_machine.hpp"
#include "run_ledger.hpp"
#include "run_page.hpp"
#include "stream_run.hpp"
#include "unattended.hpp"

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

int print_merged(const std::vector<std::string>& reports) {
  const auto merged = merge_reports(reports, stdout);
  if (!merged) {
    return fail(merged.error(), kExitUsage);
  }
  for (const std::string& missing : merged->missing) {
    fail({ErrorCode::usage, missing}, merged->exit_code);
  }
  return merged->exit_code;
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

/// Finds the tasks, checks them, and meanwhile forks and warms the workers that they will need: as
/// soon as it is plain that no worker will be without a task.
Attempt collect_and_warm(TaskTable& table, const Options& options, unsigned cpus,
                         WorkerPool& pool) {
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

TerminalStyle style_for(const Options& options) {
  TerminalStyle style = terminal_style();
  style.quiet = options.verbosity == Verbosity::quiet;
  style.verbose = options.verbosity == Verbosity::verbose;
  style.stats = options.stats;
  style.bar = style.bar && options.progress != ProgressStyle::none;
  style.herd = options.progress == ProgressStyle::herd;
  style.results_to_stderr = options.json;
  return style;
}

int print_plan(const Options& options, TaskTable& table, const MachineFacts& machine) {
  table.collect([](FormatSet) {});
  if (auto checked = table.check_outputs(); !checked) {
    return fail(checked.error(), kExitUsage);
  }
  table.keep_share(options.shard);
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
  if (auto finished = desk.finish(); !finished && ended_well(result.end)) {
    result.end = RunEnd::stopped;
    result.stop_reason = finished.error().message;
  }
  return result;
}

/// Where it cannot be written the run has not done what it was asked for.
void write_manifest(const std::string& path, const std::string& text, RunResult& result) {
  const Attempt written = write_text_file(path, text);
  if (!written && ended_well(result.end)) {
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
  const RunFooter footer = reporter.footer(result);
  const bool heard = !reporter.unheard();
  reporter.end(footer);
  reporter.finish(result.end == RunEnd::signal ? kPatienceAfterSignal : -1, signals.fd());
  if (const auto unheard = reporter.unheard(); unheard && heard) {
    return unheard->signal_number != 0
               ? kExitSignal + unheard->signal_number
               : fail({ErrorCode::write_failed, unheard->reason}, kExitStopped);
  }
  if (reporter.blocked_fd() < 0) {
    SignalWatch::ignore_from_now_on();  // the footer stands, and says how this ends
    return footer.exit_code;
  }
  heed_late_signal(result, signals);
  return reporter.footer(result).exit_code;
}

int run_batch(const Options& options, TaskTable& table, ProbedMachine& machine,
              const MakeWorkHandler& make_handler, RunLedger* ledger, TimePoint started) {
  const auto engine = start_engine();
  if (!engine) {
    return fail(engine.error(), kExitStopped);
  }
  const MachineFacts facts = machine.facts();
  const SandboxFacts sandbox = probe_sandbox();
  if (options.sandbox == SandboxMode::require && !sandbox.complete()) {
    return fail(sandbox_is_incomplete(), kExitUsage);
  }
  if (const Attempt page = check_page(options); !page) {
    return fail(page.error(), kExitUsage);
  }
  const WorkHandler handler = make_handler(recall_from(ledger));
  WorkerPool pool(handler, 0, options.sandbox);
  if (auto collected = collect_and_warm(table, options, facts.cpus, pool); !collected) {
    return fail(collected.error(), kExitUsage);
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
      options.timeout_seconds,    options.max_images_per_worker,
      limit_of(options, started)};
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
  CiReports ci(options);
  ci.join(reports);
  const std::unique_ptr<PageReport> page = make_page(options);
  if (page) {
    reports.push_back(page.get());
  }
  RunReporter reporter(table, reports, ci.inspection());
  const std::unique_ptr<TaskDesk> desk = make_desk(options, table, ledger);

  // From the header to the footer, so that the one never stands without the other.
  SignalWatch signals;
  reporter.begin({kVersion,
                  {engine->name, engine->libvips, codec_names(*engine)},
                  options.sandbox,
                  sandbox,
                  settings_hash(table.settings()),
                  options.shard.count > 1 ? std::optional(options.shard) : std::nullopt,
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
  ci.write_summary(reporter, result);
  write_page(options, page.get(), reporter, result);
  return conclude(std::move(result), reporter, signals);
}

int run_with(const Options& options, const MakeWorkHandler& make_handler, TimePoint started) {
  const auto lock = begin_unattended(options);
  if (const int* refused = std::get_if<int>(&lock)) {
    return *refused;
  }
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
                      : run_batch(options, table, machine, make_handler, ledger.get(), started);
}

}  // namespace

int run_program(int argc, const char* const* argv, const MakeWorkHandler& make_handler) {
  const TimePoint started = Clock::now();
  open_standard_streams();
  try {
    const auto parsed = parse_arguments(argc, argv, surroundings_of_process());
    if (const auto* print = std::get_if<PrintAndExit>(&parsed)) {
      std::fputs(print->text.c_str(), print->exit_code == kExitDone ? stdout : stderr);
      return check_printed(print->exit_code);
    }
    const Options& options = std::get<Options>(parsed);
    const int exit_code = options.version            ? print_version()
                          : !options.reports.empty() ? print_merged(options.reports)
                                                     : run_with(options, make_handler, started);
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
