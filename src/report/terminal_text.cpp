// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "pixherd/base/text.hpp"
#include "pixherd/report/terminal_report.hpp"
#include "run_words.hpp"

namespace pixherd {
namespace {

constexpr std::size_t kBarCells = 20;

std::string bar(double share) {
  const auto full = static_cast<std::size_t>(share * static_cast<double>(kBarCells));
  return std::string(full, '#') + std::string(kBarCells - full, '.');
}

void append(std::string& out, std::string_view label, const std::string& text) {
  fmt::format_to(std::back_inserter(out), "  {:<12}{}\n", label, text);
}

std::string counted(std::uint64_t count, std::string_view one) {
  return fmt::format("{} {}{}", count, one, count == 1 ? "" : "s");
}

std::string batch_text(const RunMetrics& metrics) {
  const ChunkSizes sizes = metrics.sizes_of_chunks();
  if (sizes.chunks == 0) {
    return "none";
  }
  std::string distribution;
  for (const auto& [size, count] : metrics.chunk_sizes) {
    fmt::format_to(std::back_inserter(distribution), "{}{}x{}", distribution.empty() ? "" : " ",
                   count, size);
  }
  return fmt::format(
      "{} of {}{}, mean {:.1f} (limit {}): {}; {} taken over", counted(sizes.chunks, "chunk"),
      sizes.least == sizes.most ? "" : fmt::format("{} to ", sizes.least),
      counted(sizes.most, "task"), sizes.mean, metrics.batch_size, distribution, metrics.takeovers);
}

}  // namespace

std::string progress_line(const RunProgress& progress, const RunTotals& totals, unsigned columns) {
  const double share = progress.tasks_total == 0 ? 1
                                                 : static_cast<double>(progress.tasks_done) /
                                                       static_cast<double>(progress.tasks_total);
  const double rate = progress.elapsed_seconds > 0
                          ? static_cast<double>(progress.tasks_done) / progress.elapsed_seconds
                          : 0;
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

std::string stats_text(const RunMetrics& metrics, const RunTotals& totals) {
  std::string out = "statistics\n";
  append(out, "throughput",
         fmt::format("{:.1f} MB/s, {:.1f} images/s", metrics.bytes_per_second() / 1e6,
                     metrics.images_per_second()));
  append(out, "compression", saved_text(totals));
  append(out, "pool",
         fmt::format("{} forked in {:.1f} ms, warm after {:.1f} ms in all, at most {} at a time; "
                     "{} warm hits; {} grown, {} shrunk, {} replaced, {} recycled",
                     metrics.spawns, metrics.spawn_seconds * 1e3, metrics.warm_seconds * 1e3,
                     metrics.peak_processes, metrics.warm_hits, metrics.grown, metrics.shrunk,
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
                       worker.images_per_second()));
  }
  out.pop_back();
  return out;
}

}  // namespace pixherd
