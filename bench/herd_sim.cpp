// SPDX-License-Identifier: Apache-2.0
// usage: herd_sim RECORDED-COSTS [--quick]
//
// What pixherd's policies would make of machines and batches larger than those at hand: makespan
// over the lower bound, from one worker to 512 and from 10 tasks to 1,000,000, as JSON. See
// bench/README.md. Exit code 1 where the target is missed.
#include <fmt/format.h>

#include <array>
#include <cstdio>
#include <functional>
#include <nlohmann/json.hpp>
#include <string_view>

#include "herd/fixed_policies.hpp"
#include "herd/simulated_run.hpp"
#include "herd/workloads.hpp"

namespace pixherd::herd {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array kWorkers{1U, 2U, 4U, 8U, 16U, 32U, 64U, 128U, 256U, 512U};
constexpr std::array<std::size_t, 6> kTasks{10, 100, 1'000, 10'000, 100'000, 1'000'000};
constexpr std::array<std::size_t, 2> kTasksEach{21, 50};  ///< a worker; where the target is hardest
constexpr std::size_t kMostWhenQuick = 10'000;
constexpr double kTarget = 1.05;
constexpr std::size_t kTargetTasksPerWorker = 20;  ///< the target is for more than these
constexpr std::uint32_t kSeed = 72;

struct Workload {
  std::string_view name;
  std::string_view title;
  std::function<std::vector<SimTask>(std::size_t)> draw;
};

std::vector<Workload> workloads(const std::vector<SimTask>& recorded) {
  return {
      {"recorded", "what the 72 wallpapers took, drawn again and again",
       [&](std::size_t count) { return drawn_from(recorded, count, kSeed); }},
      {"log_normal", "JPEGs of log-normal size, and predictions that are off",
       [](std::size_t count) { return drawn_photographs(count, kSeed); }},
      {"one_giant", "a JPEG of a hundred megapixels among small ones",
       [](std::size_t count) { return one_giant(count, kSeed); }},
  };
}

Json policy(double makespan, double total, double bound, unsigned workers) {
  return {{"over_bound", makespan / bound}, {"utilisation", total / (workers * makespan)}};
}

Json one_point(std::span<const SimTask> tasks, unsigned workers) {
  const double total = total_seconds(tasks);
  const double bound = lower_bound(tasks, workers);
  SimMachine machine;
  machine.workers = workers;
  const SimResult run = SimulatedRun(tasks, machine).run();
  Json ours = policy(run.makespan, total, bound, workers);
  ours["peak_workers"] = run.peak_workers;
  ours["takeovers"] = run.takeovers;
  ours["deferred_grants"] = run.deferred_grants;
  return {
      {"workers", workers},
      {"tasks", tasks.size()},
      {"bound_seconds", bound},
      {"pixherd", ours},
      {"original_shape", policy(original_shape_makespan(tasks, workers), total, bound, workers)},
      {"equal_counts", policy(equal_counts_makespan(tasks, workers), total, bound, workers)}};
}

/// The worst point that the target is for.
Json verdict(const Json& points) {
  Json worst;
  for (const Json& point : points) {
    const bool counts = point["tasks"].get<std::size_t>() >
                        kTargetTasksPerWorker * point["workers"].get<std::size_t>();
    if (counts && (worst.is_null() || point["pixherd"]["over_bound"].get<double>() >
                                          worst["over_bound"].get<double>())) {
      worst = {{"over_bound", point["pixherd"]["over_bound"]},
               {"workers", point["workers"]},
               {"tasks", point["tasks"]}};
    }
  }
  const bool met = worst["over_bound"].get<double>() <= kTarget;
  return {{"at_most", kTarget},
          {"for_more_tasks_a_worker_than", kTargetTasksPerWorker},
          {"met", met},
          {"worst", worst}};
}

Json one_workload(const Workload& workload, std::size_t most_tasks) {
  Json points = Json::array();
  for (const std::size_t count : kTasks) {
    if (count > most_tasks) {
      continue;
    }
    const auto tasks = workload.draw(count);
    for (const unsigned workers : kWorkers) {
      points.push_back(one_point(tasks, workers));
    }
  }
  for (const std::size_t each : kTasksEach) {
    for (const unsigned workers : kWorkers) {
      points.push_back(one_point(workload.draw(each * workers), workers));
    }
  }
  const Json target = verdict(points);
  fmt::print(
      stderr, "herd_sim: {}: target {}, at worst {:.3f} ({} workers, {} tasks)\n", workload.name,
      target["met"].get<bool>() ? "met" : "MISSED", target["worst"]["over_bound"].get<double>(),
      target["worst"]["workers"].get<unsigned>(), target["worst"]["tasks"].get<std::size_t>());
  return {{"name", workload.name},
          {"title", workload.title},
          {"target", target},
          {"points", std::move(points)}};
}

int run(const std::string& recorded_costs, bool quick) {
  const auto recorded = read_recorded(recorded_costs);
  if (!recorded) {
    fmt::print(stderr, "herd_sim: {}\n", recorded.error().message);
    return 2;
  }
  Json report{{"schema", 1}, {"quick", quick}, {"workloads", Json::array()}};
  bool met = true;
  for (const Workload& workload : workloads(*recorded)) {
    report["workloads"].push_back(one_workload(workload, quick ? kMostWhenQuick : kTasks.back()));
    met = met && report["workloads"].back()["target"]["met"].get<bool>();
  }
  fmt::print("{}\n", report.dump(1));
  return met ? 0 : 1;
}

}  // namespace
}  // namespace pixherd::herd

int main(int argc, char** argv) {
  const bool quick = argc == 3 && std::string_view(argv[2]) == "--quick";
  if (argc != 2 && !quick) {
    std::fputs("usage: herd_sim RECORDED-COSTS [--quick]\n", stderr);
    return 2;
  }
  return pixherd::herd::run(argv[1], quick);
}
