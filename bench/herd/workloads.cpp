// SPDX-License-Identifier: Apache-2.0
#include "herd/workloads.hpp"

#include <cmath>
#include <fstream>
#include <random>

#include "pixherd/policy/cost_model.hpp"

namespace pixherd::herd {
namespace {

using Engine = std::mt19937_64;

constexpr double kMedianPhotograph = 440'000;
constexpr double kMedianSmall = 12'000;
constexpr double kGiant = 35'000'000;

/// Takes what is predicted times `surprise`.
SimTask photograph(double bytes, double surprise) {
  SimTask task;
  task.bytes = static_cast<std::uint64_t>(bytes) + 1;
  task.seconds = CostModel().seconds(task.format, task.format, task.bytes) * surprise;
  task.memory = predicted_memory(task.format, task.bytes);
  return task;
}

std::vector<SimTask> log_normal(std::size_t count, double median, double spread,
                                std::uint32_t seed) {
  Engine engine(seed);
  std::lognormal_distribution<double> bytes(std::log(median), spread);
  std::lognormal_distribution<double> surprise(0, kPredictionError);
  std::vector<SimTask> tasks;
  tasks.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    const double size = bytes(engine);
    tasks.push_back(photograph(size, surprise(engine)));
  }
  return tasks;
}

}  // namespace

std::vector<SimTask> drawn_photographs(std::size_t count, std::uint32_t seed) {
  return log_normal(count, kMedianPhotograph, 1.2, seed);
}

std::vector<SimTask> one_giant(std::size_t count, std::uint32_t seed) {
  auto tasks = log_normal(count, kMedianSmall, 0.4, seed);
  if (!tasks.empty()) {
    tasks[count / 2] = photograph(kGiant, 1);
  }
  return tasks;
}

std::vector<SimTask> drawn_from(const std::vector<SimTask>& recorded, std::size_t count,
                                std::uint32_t seed) {
  Engine engine(seed);
  std::uniform_int_distribution<std::size_t> any(0, recorded.size() - 1);
  std::vector<SimTask> tasks;
  tasks.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    tasks.push_back(recorded[any(engine)]);
  }
  return tasks;
}

Result<std::vector<SimTask>> read_recorded(const std::string& path) {
  std::ifstream file(path);
  std::string head;
  std::getline(file, head);
  std::vector<SimTask> tasks;
  std::string format;
  SimTask task;
  while (file >> format >> task.bytes >> task.seconds) {
    const auto named = format_named(format);
    if (!named) {
      return Error{ErrorCode::unreadable, path + ": no format is called " + format};
    }
    task.format = *named;
    task.memory = predicted_memory(task.format, task.bytes);
    tasks.push_back(task);
  }
  if (tasks.empty() || !file.eof()) {
    return Error{ErrorCode::unreadable, path + ": not a list of recorded costs"};
  }
  return tasks;
}

}  // namespace pixherd::herd
