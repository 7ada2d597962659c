// SPDX-License-Identifier: Apache-2.0
#include "planning.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "pixherd/domain/content_hash.hpp"
#include "pixherd/policy/cost_model.hpp"

namespace pixherd {

Planned make_plan(const Options& options, const MachineFacts& machine, const TaskTable& table) {
  Planned planned;
  PlanSummary& summary = planned.summary;
  const std::vector<Task>& tasks = table.tasks();
  summary.cpus = machine.cpus;
  summary.processes = pool_size(machine.cpus, tasks.size(), options.processes);
  summary.threads_per_worker = threads_per_worker(machine.cpus, summary.processes.max);
  summary.memory = get_memory_config(machine.memory_available, options.target_memory_percentage);
  summary.batch = options.batch;
  summary.batch.target_memory_percentage = summary.memory.percentage;
  summary.tasks = tasks.size();

  const CostModel model;
  planned.costs.reserve(tasks.size());
  std::uint64_t memory_sum = 0;
  for (const Task& task : tasks) {
    const double seconds = model.seconds(task.format, table.output_format(task), task.bytes);
    planned.costs.push_back({seconds, task.bytes});
    summary.cost += seconds;
    summary.bytes += task.bytes;
    memory_sum += predicted_memory(task.format, task.bytes);
  }
  const std::uint64_t task_memory = tasks.empty() ? 1 : memory_sum / tasks.size();
  summary.batch_size = batch_size(summary.batch, tasks.size(), summary.processes.max,
                                  summary.memory.budget(), task_memory);
  planned.plan = plan_chunks(planned.costs, summary.processes.max, summary.batch_size);
  summary.chunks = planned.plan.chunks;
  return planned;
}

std::string settings_hash(const std::vector<TaskSettings>& settings) {
  std::string text;
  for (const TaskSettings& each : settings) {
    text += canonical_text(each);
    text += '\n';
  }
  return fmt::format("{:016x}", short_hash(text));
}

}  // namespace pixherd
