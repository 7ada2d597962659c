// SPDX-License-Identifier: Apache-2.0
#include "pixherd/domain/outcome.hpp"

#include <cmath>
#include <set>
#include <string>

#include "pixherd/domain/batch_size_config.hpp"
#include "pixherd/domain/exit_status.hpp"
#include "support/catch.hpp"
#include "support/compare.hpp"

namespace pixherd {
namespace {

Outcome with_status(TaskStatus status, std::uint64_t original, std::uint64_t optimized) {
  Outcome outcome;
  outcome.status = status;
  outcome.original_bytes = original;
  outcome.optimized_bytes = optimized;
  return outcome;
}

TEST_CASE("every status and every reason has a name of its own") {
  std::set<std::string_view> statuses;
  for (std::size_t i = 0; i < kTaskStatusCount; ++i) {
    CHECK(statuses.insert(name(static_cast<TaskStatus>(i))).second);
  }
  std::set<std::string_view> reasons;
  for (std::size_t i = 0; i < kReasonCodeCount; ++i) {
    const auto code = static_cast<ReasonCode>(i);
    CHECK(reasons.insert(name(code)).second);
    CHECK(reason_code_named(name(code)) == code);
  }
  CHECK_FALSE(reason_code_named("because").has_value());
  CHECK(reasons.count("") == 0);
  CHECK(name(ReasonCode::stopped) == "stopped");
  CHECK(name(TaskStatus::unprocessed) == "unprocessed");
}

TEST_CASE("a failed and a skipped outcome say why") {
  const Outcome failed = failed_outcome({ErrorCode::damaged, "cut short"}, 5);
  CHECK(failed.status == TaskStatus::failed);
  CHECK(failed.original_bytes == 5);
  CHECK(failed.error == Error{ErrorCode::damaged, "cut short"});
  const Outcome skipped = skipped_outcome({ReasonCode::multi_page, "3 pages"}, 6);
  CHECK(skipped.status == TaskStatus::skipped);
  CHECK(skipped.reason == Reason{ReasonCode::multi_page, "3 pages"});
  CHECK(skipped.original_bytes == 6);
}

TEST_CASE("the counts of a run add up to its inputs") {
  RunTotals totals;
  CHECK(totals.inputs() == 0);
  for (std::size_t i = 0; i < kTaskStatusCount; ++i) {
    for (std::size_t times = 0; times <= i; ++times) {
      totals.add(with_status(static_cast<TaskStatus>(i), 10, 1));
    }
  }
  for (std::size_t i = 0; i < kTaskStatusCount; ++i) {
    CHECK(totals.count(static_cast<TaskStatus>(i)) == i + 1);
  }
  CHECK(totals.inputs() == 36);
}

TEST_CASE("bytes are summed over the files that have an output or keep their own") {
  RunTotals totals;
  totals.add(with_status(TaskStatus::saved, 60, 30));
  totals.add(with_status(TaskStatus::would_save, 40, 10));
  totals.add(with_status(TaskStatus::copied, 50, 50));
  totals.add(with_status(TaskStatus::kept, 30, 0));
  totals.add(with_status(TaskStatus::skipped, 20, 0));
  CHECK(totals.saved_bytes() == 60);
  totals.add(with_status(TaskStatus::failed, 1000, 0));
  totals.add(with_status(TaskStatus::ignored, 1000, 0));
  totals.add(with_status(TaskStatus::unprocessed, 1000, 0));
  CHECK(totals.original_bytes == 200);
  CHECK(totals.optimized_bytes == 140);
  totals.add(with_status(TaskStatus::saved, 10, 200));
  CHECK(totals.saved_bytes() == -130);
}

TEST_CASE("percent saved is of the original, and nothing for an empty one") {
  CHECK(nearly(percent_saved(200, 50), 75));
  CHECK(nearly(percent_saved(100, 150), -50));
  CHECK(nearly(percent_saved(100, 100), 0));
  CHECK(percent_saved(0, 10) == 0);
}

TEST_CASE("the exit code follows from the end of the run and from its totals") {
  RunTotals good;
  for (const TaskStatus status : {TaskStatus::saved, TaskStatus::would_save, TaskStatus::copied,
                                  TaskStatus::kept, TaskStatus::skipped, TaskStatus::ignored}) {
    good.add(with_status(status, 1, 1));
  }
  RunTotals bad = good;
  bad.add(with_status(TaskStatus::failed, 1, 0));
  CHECK(exit_code_for(RunEnd::done, {}) == 0);
  CHECK(exit_code_for(RunEnd::done, good) == 0);
  CHECK(exit_code_for(RunEnd::done, bad) == 1);
  CHECK(exit_code_for(RunEnd::stopped, good) == 3);
  CHECK(exit_code_for(RunEnd::stopped, bad) == 3);
  CHECK(exit_code_for(RunEnd::signal, good, 2) == 130);
  CHECK(exit_code_for(RunEnd::signal, bad, 15) == 143);
  CHECK(name(RunEnd::done) == "done");
  CHECK(name(RunEnd::signal) == "signal");
  CHECK(name(RunEnd::stopped) == "stopped");
}

TEST_CASE("the batch sizes that stand unless others are asked for are valid") {
  const BatchSizeConfig config;
  CHECK(config.min_size == 10);
  CHECK(config.max_size == 100);
  CHECK(nearly(config.target_memory_percentage, 0.7));
  CHECK(config.tasks_per_process == 20);
  CHECK(validate(config).ok());
  CHECK(validate({.min_size = 1, .max_size = 1, .target_memory_percentage = 1}).ok());
}

TEST_CASE("a batch size out of range is refused by the name of its option") {
  const auto complaint = [](const BatchSizeConfig& config) {
    const auto checked = validate(config);
    REQUIRE_FALSE(checked.ok());
    CHECK(checked.error().code == ErrorCode::usage);
    return checked.error().message;
  };
  CHECK(contains(complaint({.min_size = 0}), "--min-batch-size"));
  const std::string crossed = complaint({.min_size = 11, .max_size = 10});
  CHECK(contains(crossed, "--max-batch-size 10"));
  CHECK(contains(crossed, "--min-batch-size 11"));
  CHECK(contains(complaint({.max_size = 0}), "--max-batch-size"));
  CHECK(contains(complaint({.tasks_per_process = 0}), "--tasks-per-process"));
  for (const double share : {0.0, -0.1, 1.01, std::nan("")}) {
    CHECK(contains(complaint({.target_memory_percentage = share}), "--target-memory-percentage"));
  }
}

}  // namespace
}  // namespace pixherd
