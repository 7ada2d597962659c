// SPDX-License-Identifier: Apache-2.0
#include "pixherd/app/app.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <memory>
#include <new>

#include "batch.hpp"
#include "complaint.hpp"
#include "descriptors.hpp"
#include "pixherd/base/clock.hpp"
#include "pixherd/cli/options.hpp"
#include "pixherd/domain/exit_status.hpp"
#include "pixherd/host/host_probe.hpp"
#include "pixherd/image/engine.hpp"
#include "pixherd/process/signal_watch.hpp"
#include "pixherd/report/json_report.hpp"
#include "pixherd/report/merge_reports.hpp"
#include "pixherd/version.hpp"
#include "planning.hpp"
#include "probed_machine.hpp"
#include "run_ledger.hpp"
#include "stream_run.hpp"
#include "task_table.hpp"
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
  return fail("standard output is closed or full: not all was printed", kExitStopped);
}

int print_version() {
  const auto engine = start_engine();
  if (!engine) {
    return fail(engine.error(), kExitStopped);
  }
  print_text(fmt::format("pixherd {}\nengine {} (libvips {})\ncodecs {}\n", kVersion, engine->name,
                         engine->libvips, fmt::join(engine->codecs(), " ")));
  return kExitDone;
}

int print_merged(const std::vector<std::string>& reports) {
  const auto merged = merge_reports(reports, stdout);
  if (!merged) {
    return fail(merged.error(), kExitUsage);
  }
  for (const std::string& missing : merged->missing) {
    complain(missing);
  }
  return merged->exit_code;
}

int print_plan(const Options& options, TaskTable& table, const RunLedger* ledger,
               const MachineFacts& machine) {
  for (const std::string& trouble : troubles_of(ledger)) {
    complain(trouble);
  }
  table.collect([](FormatSet) {});
  if (auto checked = table.check_outputs(); !checked) {
    return fail(checked.error(), kExitUsage);
  }
  for (const std::string& warning : table.warnings()) {
    complain(warning);
  }
  table.keep_share(options.shard);
  table.set_aside_done();
  print_text(plan_json(make_plan(options, machine, table).summary) + "\n");
  return kExitDone;
}

int run_with(const Options& options, const MakeWorkHandler& make_handler, TimePoint started) {
  const auto lock = begin_unattended(options, started);
  if (const int* refused = std::get_if<int>(&lock)) {
    return *refused;
  }
  ProbedMachine machine(probe_from_environment());
  if (std::holds_alternative<ToStandardOutput>(options.destination)) {
    return run_stream(options, machine, make_handler({}), started);
  }
  raise_descriptor_limit();
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
  return options.plan ? print_plan(options, table, ledger.get(), machine.facts())
                      : run_batch({options, table, machine, make_handler, ledger.get(), started});
}

int carry_out(const Command& command, const MakeWorkHandler& make_handler, TimePoint started) {
  if (const auto* print = std::get_if<PrintAndExit>(&command)) {
    std::fputs(print->text.c_str(), print->exit_code == kExitDone ? stdout : stderr);
    return print->exit_code;
  }
  if (std::holds_alternative<PrintVersion>(command)) {
    return print_version();
  }
  if (const auto* merging = std::get_if<MergeReports>(&command)) {
    return print_merged(merging->reports);
  }
  return run_with(std::get<Options>(command), make_handler, started);
}

}  // namespace

int run_program(int argc, const char* const* argv, const MakeWorkHandler& make_handler) {
  const TimePoint started = Clock::now();
  open_standard_streams();
  heed_signals_as_first_process();
  try {
    const ParsedArguments parsed = parse_arguments(argc, argv, surroundings_of_process());
    for (const std::string& warning : parsed.warnings) {
      complain(warning);
    }
    const int exit_code = carry_out(parsed.command, make_handler, started);
    if (exit_code > kExitSignal) {
      raise_again(exit_code - kExitSignal);
    }
    return check_printed(exit_code);
  } catch (const std::bad_alloc&) {
    return fail("there is not enough memory for this run", kExitStopped);
  } catch (const std::exception& error) {
    return fail(fmt::format("internal error: {}", error.what()), kExitStopped);
  }
}

}  // namespace pixherd
