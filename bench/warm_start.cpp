// SPDX-License-Identifier: Apache-2.0
// How long until a worker is there, and until it is warm: for each format alone, and for all.
// Prints one JSON object with medians in milliseconds; each worker is forked, warmed and collected
// before the next.
//
//   warm_start [WORKERS]
#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "pixherd/base/clock.hpp"
#include "pixherd/image/engine.hpp"
#include "pixherd/image/optimise.hpp"
#include "pixherd/process/worker_process.hpp"

namespace pixherd {
namespace {

struct Start {
  double fork = 0;  ///< in the parent, seconds
  double warm = 0;  ///< in the worker, seconds
};

std::optional<Start> start_one(const WorkHandler& handler, FormatSet formats) {
  const TimePoint begin = Clock::now();
  auto worker = WorkerProcess::spawn(handler, SandboxMode::automatic);
  if (!worker) {
    return std::nullopt;
  }
  Start start{seconds_between(begin, Clock::now()), 0};
  worker->send(WarmOrder{formats});
  (void)worker->flush();
  while (worker->results_fd() >= 0) {
    pollfd results{worker->results_fd(), POLLIN, 0};
    ::poll(&results, 1, -1);
    for (const WorkerMessage& message : worker->receive()) {
      if (const auto* ready = std::get_if<WorkerReady>(&message)) {
        start.warm = ready->seconds;
        return start;
      }
    }
  }
  return std::nullopt;
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

/// Medians over so many workers; nullopt where one did not start.
std::optional<Start> median_start(const WorkHandler& handler, FormatSet formats, unsigned workers) {
  std::vector<double> forks;
  std::vector<double> warms;
  for (unsigned i = 0; i < workers; ++i) {
    const auto start = start_one(handler, formats);
    if (!start) {
      return std::nullopt;
    }
    forks.push_back(start->fork);
    warms.push_back(start->warm);
  }
  return Start{median(std::move(forks)), median(std::move(warms))};
}

int measure(unsigned workers) {
  if (!start_engine()) {
    return EXIT_FAILURE;
  }
  set_engine_threads(1);
  const WorkHandler handler = image_work_handler();
  std::vector<std::pair<std::string, FormatSet>> sets;
  FormatSet all;
  for (const ImageFormat format : kImageFormats) {
    FormatSet alone;
    alone.insert(format);
    all.insert(format);
    sets.emplace_back(name(format), alone);
  }
  sets.emplace_back("all", all);
  std::string line = fmt::format("{{\"workers\":{}", workers);
  for (const auto& [what, formats] : sets) {
    ready_engine_for(formats);
    const auto start = median_start(handler, formats, workers);
    if (!start) {
      fmt::print(stderr, "warm_start: a worker did not start\n");
      return EXIT_FAILURE;
    }
    line += fmt::format(",\"{}\":{{\"fork_ms\":{:.2f},\"warm_ms\":{:.2f}}}", what,
                        start->fork * 1e3, start->warm * 1e3);
  }
  fmt::print("{}}}\n", line);
  return EXIT_SUCCESS;
}

}  // namespace
}  // namespace pixherd

int main(int argc, char** argv) {
  const int workers = argc > 1 ? std::atoi(argv[1]) : 20;
  if (workers <= 0) {
    fmt::print(stderr, "usage: warm_start [WORKERS]\n");
    return 2;
  }
  return pixherd::measure(static_cast<unsigned>(workers));
}
