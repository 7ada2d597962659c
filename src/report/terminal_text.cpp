// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "pixherd/base/text.hpp"
#include "pixherd/report/terminal_report.hpp"

namespace pixherd {
namespace {

constexpr std::size_t kBarCells = 20;

std::string bar(double share) {
  const auto full = static_cast<std::size_t>(share * static_cast<double>(kBarCells));
  return std::string(full, '#') + std::string(kBarCells - full, '.');
}

std::string saved_text(const RunTotals& totals) {
  const std::int64_t saved = totals.saved_bytes();
  const double percent = percent_saved(totals.original_bytes, totals.optimized_bytes);
  if (saved < 0) {
    return fmt::format("{} added ({:.1f} % larger)",
                       format_bytes(static_cast<std::uint64_t>(-saved)), -percent);
  }
  return fmt::format("{} saved ({:.1f} %)", format_bytes(static_cast<std::uint64_t>(saved)),
                     percent);
}

double per_second(double amount, double seconds) { return seconds > 0 ? amount / seconds : 0; }

void append(std::string& out, std::string_view label, const std::string& text) {
  fmt::format_to(std::back_inserter(out), "  {:<12}{}\n", label, text);
}

std::string counted(std::uint64_t count, std::string_view one) {
  return fmt::format("{} {}{}", count, one, count == 1 ? "" : "s");
}

std::string batch_text(const RunMetrics& metrics) {
  std::uint64_t chunks = 0;
  std::uint64_t tasks = 0;
  std::string distribution;
  for (const auto& [size, count] : metrics.chunk_sizes) {
    chunks += count;
    tasks += size * count;
    fmt::format_to(std::back_inserter(distribution), "{}{}x{}", distribution.empty() ? "" : " ",
                   count, size);
  }
  if (chunks == 0) {
    return "none";
  }
  const std::uint64_t least = metrics.chunk_sizes.begin()->first;
  const std::uint64_t most = metrics.chunk_sizes.rbegin()->first;
  return fmt::format("{} of {}{}, mean {:.1f} (limit {}): {}; {} taken over",
                     counted(chunks, "chunk"), least == most ? "" : fmt::format("{} to ", least),
                     counted(most, "task"),
                     static_cast<double>(tasks) / static_cast<double>(chunks), metrics.batch_size,
                     distribution, metrics.takeovers);
}

}  // namespace

std::string_view words_for(TaskStatus status) {
  return status == TaskStatus::would_save ? "would be saved" : name(status);
}

std::string progress_line(const RunProgress& progress, const RunTotals& totals, unsigned columns) {
  const double share = progress.tasks_total == 0 ? 1
                                                 : static_cast<double>(progress.tasks_done) /
                                                       static_cast<double>(progress.tasks_total);
  const double rate =
      per_second(static_cast<double>(progress.tasks_done), progress.elapsed_seconds);
  std::string line = fmt::format("[{}] {}/{} images, {}", bar(share), progress.tasks_done,
                                 progress.tasks_total, format_bytes(progress.bytes_done));
  std::string more = fmt::format(", {}, {:.1f}/s", saved_text(totals), rate);
  if (progress.remaining_seconds >= 0) {
    more += ", " + format_seconds(progress.remaining_seconds) + " left";
  }
  if (line.size() + more.size() < columns) {
    line += more;
  }
  return line.substr(0, columns > 0 ? columns - 1 : 0);
}

std::string summary_line(const RunFooter& footer) {
  const RunTotals& totals = footer.totals;
  std::string counts;
  for (const TaskStatus status :
       {TaskStatus::saved, TaskStatus::would_save, TaskStatus::copied, TaskStatus::kept,
        TaskStatus::skipped, TaskStatus::ignored, TaskStatus::failed, TaskStatus::unprocessed}) {
    if (totals.count(status) > 0) {
      fmt::format_to(std::back_inserter(counts), "{}{} {}", counts.empty() ? "" : ", ",
                     totals.count(status), words_for(status));
    }
  }
  if (counts.empty()) {
    return "no images found";
  }
  return fmt::format("{}: {} -> {}, {}, in {}", counts, format_bytes(totals.original_bytes),
                     format_bytes(totals.optimized_bytes), saved_text(totals),
                     format_seconds(footer.metrics.total_seconds));
}

std::string stats_text(const RunMetrics& metrics, const RunTotals& totals) {
  std::string out = "statistics\n";
  const double wall = metrics.wall_seconds;
  append(out, "throughput",
         fmt::format("{:.1f} MB/s, {:.1f} images/s",
                     per_second(static_cast<double>(metrics.bytes()) / 1e6, wall),
                     per_second(static_cast<double>(metrics.tasks()), wall)));
  append(out, "compression", saved_text(totals));
  append(out, "pool",
         fmt::format("{} forked in {:.1f} ms, warm after {:.1f} ms in all, at most {} at a time; "
                     "{} warm hits; {} grown, {} shrunk, {} replaced, {} recycled",
                     metrics.spawns, metrics.spawn_seconds * 1e3, metrics.warm_seconds * 1e3,
                     metrics.peak_workers, metrics.warm_hits, metrics.grown, metrics.shrunk,
                     metrics.replaced, metrics.recycled));
  append(out, "batches", batch_text(metrics));
  append(out, "memory",
         fmt::format("{} available at first, budget {}; workers {} mean, {} peak; samples by "
                     "third of the budget {}/{}/{}; {} waited for memory",
                     format_bytes(metrics.memory_available), format_bytes(metrics.memory_budget),
                     format_bytes(static_cast<std::uint64_t>(metrics.memory_mean)),
                     format_bytes(metrics.memory_peak), metrics.memory_thirds[0],
                     metrics.memory_thirds[1], metrics.memory_thirds[2],
                     counted(metrics.deferred_grants, "image")));
  append(out, "contention",
         fmt::format("{:.3f} s waited for work, over all workers", metrics.waiting_seconds()));
  for (std::size_t slot = 0; slot < metrics.workers.size(); ++slot) {
    const WorkerMetrics& worker = metrics.workers[slot];
    append(out, fmt::format("worker {}", slot),
           fmt::format("{}, busy {:.3f} s, waited {:.3f} s, {:.1f} images/s",
                       counted(worker.tasks, "task"), worker.busy_seconds, worker.waiting_seconds,
                       per_second(static_cast<double>(worker.tasks), worker.busy_seconds)));
  }
  out.pop_back();
  return out;
}

}  // namespace pixherd
