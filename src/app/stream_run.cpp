// SPDX-License-Identifier: Apache-2.0
#include "stream_run.hpp"

#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <string>
#include <utility>

#include "complaint.hpp"
#include "pixherd/image/engine.hpp"
#include "pixherd/pool/batch_run.hpp"
#include "pixherd/report/terminal_report.hpp"
#include "run_reports.hpp"
#include "stream_desk.hpp"

namespace pixherd {
namespace {

/// Tells a person of the one task.
class StreamReporter : public RunObserver {
 public:
  StreamReporter(std::string shown, TerminalStyle style)
      : shown_(std::move(shown)), terminal_(style) {}

  void task_ended(TaskId, const Outcome& outcome, int slot, double seconds) override {
    totals_.add(outcome);
    status_ = outcome.status;
    terminal_.record({shown_, {}, {}, outcome, slot, seconds});
  }
  void progressed(const RunProgress& progress) override {
    RunProgress named = progress;
    for (WorkerGlance& worker : named.herd) {
      worker.file = shown_;
    }
    terminal_.progress(named, totals_);
  }
  void warned(const std::string& message) override { terminal_.warn(message); }
  void flush() override { terminal_.flush(); }
  [[nodiscard]] int blocked_fd() const override { return terminal_.blocked_fd(); }

  /// Returns the exit code.
  int end(const RunResult& result) {
    const int exit_code = exit_code_for(result.end, totals_, result.signal_number);
    terminal_.end(
        {result.end, exit_code, result.signal_number, result.stop_reason, totals_, result.metrics});
    terminal_.finish({});
    return exit_code;
  }
  [[nodiscard]] TaskStatus status() const { return status_; }

 private:
  std::string shown_;
  TerminalReport terminal_;
  RunTotals totals_;
  TaskStatus status_ = TaskStatus::unprocessed;
};

/// A herd of one, which has all the memory and all the processors.
RunResult do_one(const Options& options, const OneImage& image, StreamDesk& desk,
                 StreamReporter& reporter, ProbedMachine& machine, const WorkHandler& handler) {
  const MachineFacts facts = machine.facts();
  const ImageFormat output = options.settings.output_format(image.format);
  set_engine_threads(threads_per_worker(facts.cpus, 1));
  WorkerPool pool(handler, 1, options.sandbox);
  FormatSet formats;
  formats.insert(image.format);
  formats.insert(output);
  ready_engine_for(formats);
  pool.require_formats(formats);
  const std::vector<TaskCost> costs{
      {CostModel().seconds(image.format, output, image.bytes), image.bytes}};
  const RunConfig config{
      {1, 1},
      get_memory_config(facts.memory_available, options.target_memory_percentage),
      1,
      1,
      options.timeout_seconds};
  const ChunkPlan plan = plan_chunks(costs, 1, 1);
  SignalWatch signals;
  BatchRun run(config, plan, costs, pool, desk, reporter, machine, signals);
  RunResult result = run.run();
  heed_late_signal(result, signals);
  return result;
}

/// From here on signals end the process as they would any other that writes.
int put_out(const StreamDesk& desk, int exit_code) {
  if (const int error_number = pour(desk.output(), STDOUT_FILENO); error_number != 0) {
    return error_number == EPIPE
               ? kExitSignal + SIGPIPE
               : fail(error_from_errno(error_number, "standard output takes no more of the image"),
                      kExitStopped);
  }
  return exit_code;
}

}  // namespace

int run_stream(const Options& options, ProbedMachine& machine, const WorkHandler& handler,
               TimePoint started) {
  const std::string& input = options.inputs.front();
  const bool from_stream = input == "-";
  if (::isatty(STDOUT_FILENO) == 1 && !options.settings.dry_run) {
    return fail("-o -: standard output is a terminal; send it elsewhere", kExitUsage);
  }
  if (options.sandbox == SandboxMode::require && !probe_sandbox().complete()) {
    return fail(sandbox_is_incomplete(), kExitUsage);
  }
  StreamReporter reporter(from_stream ? "standard input" : input, style_for(options, true));
  auto image =
      from_stream ? image_from(STDIN_FILENO, options.settings.limits.bytes) : image_named(input);
  if (!image && image.error().code == ErrorCode::usage) {
    return fail(input + ": " + image.error().message, kExitUsage);
  }
  if (!image) {
    reporter.task_ended(0, failed_outcome(image.error(), 0), -1, 0);
    return reporter.end({});
  }
  if (const auto engine = start_engine(); !engine) {
    return fail(engine.error(), kExitStopped);
  }
  const OneImage facts{Fd(), image->bytes, image->format};
  StreamDesk desk(std::move(*image), options.settings);
  RunResult result = do_one(options, facts, desk, reporter, machine, handler);
  result.metrics.total_seconds = seconds_between(started, Clock::now());
  const bool has_result = has_output(reporter.status()) && !options.settings.dry_run;
  const int exit_code = reporter.end(result);
  return result.end == RunEnd::done && has_result ? put_out(desk, exit_code) : exit_code;
}

}  // namespace pixherd
