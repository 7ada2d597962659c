// SPDX-License-Identifier: Apache-2.0
#include "pixherd/report/json_report.hpp"

#include <fmt/format.h>

#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

#include "json_parts.hpp"
#include "pixherd/base/text.hpp"
#include "report_json.hpp"
#include "run_words.hpp"

namespace pixherd {
namespace {

using Json = OrderedJson;

/// Where a plan has more chunks than this they are summed up, one entry a worker.
constexpr std::size_t kMostChunksListed = 1000;

/// Microseconds are as much as a clock tells; more digits only make lines long.
double rounded(double value, double digits = 1e6) { return std::round(value * digits) / digits; }

template <class Named>
Json code_and_message(const std::optional<Named>& what) {
  if (!what) {
    return nullptr;
  }
  return {{"code", name(what->code)}, {"message", printable(what->message)}};
}

Json chunks_json(const std::vector<Chunk>& chunks) {
  Json list = Json::array();
  if (chunks.size() <= kMostChunksListed) {
    for (const Chunk& chunk : chunks) {
      list.push_back({{"worker", chunk.worker},
                      {"tasks", chunk.count},
                      {"cost", rounded(chunk.cost)},
                      {"bytes", chunk.bytes}});
    }
    return list;
  }
  struct Sum {
    std::uint64_t chunks = 0;
    std::uint64_t tasks = 0;
    double cost = 0;
    std::uint64_t bytes = 0;
  };
  std::map<std::uint32_t, Sum> by_worker;
  for (const Chunk& chunk : chunks) {
    Sum& sum = by_worker[chunk.worker];
    ++sum.chunks;
    sum.tasks += chunk.count;
    sum.cost += chunk.cost;
    sum.bytes += chunk.bytes;
  }
  for (const auto& [worker, sum] : by_worker) {
    list.push_back({{"worker", worker},
                    {"chunks", sum.chunks},
                    {"tasks", sum.tasks},
                    {"cost", rounded(sum.cost)},
                    {"bytes", sum.bytes}});
  }
  return list;
}

Json plan_object(const PlanSummary& plan) {
  return {{"cpus", plan.cpus},
          {"processes", {{"start", plan.processes.start}, {"max", plan.processes.max}}},
          {"threads_per_worker", plan.threads_per_worker},
          {"batch",
           {{"min_size", plan.batch.min_size},
            {"max_size", plan.batch.max_size},
            {"target_memory_percentage", plan.batch.target_memory_percentage},
            {"tasks_per_process", plan.batch.tasks_per_process},
            {"size", plan.batch_size}}},
          {"memory",
           {{"available", plan.memory.available},
            {"percentage", plan.memory.percentage},
            {"budget", plan.memory.budget()}}},
          {"chunks", chunks_json(plan.chunks)},
          {"totals", {{"tasks", plan.tasks}, {"bytes", plan.bytes}, {"cost", rounded(plan.cost)}}}};
}

Json shard_json(const std::optional<Shard>& shard) {
  return shard ? Json{{"index", shard->index}, {"count", shard->count}} : Json(nullptr);
}

/// What is in force in every worker.
Json sandbox_json(const RunHeader& header) {
  const bool on = header.sandbox != SandboxMode::off;
  return {{"mode", name(header.sandbox)},
          {"landlock", on ? header.sandbox_facts.landlock_abi : 0},
          {"seccomp", on && header.sandbox_facts.seccomp},
          {"no_new_privs", true}};
}

}  // namespace

Json totals_json(const RunTotals& totals) {
  Json object = {{"inputs", totals.inputs()}};
  for (std::size_t i = 0; i < kTaskStatusCount; ++i) {
    object[std::string(name(static_cast<TaskStatus>(i)))] = totals.counts[i];
  }
  object["original_bytes"] = totals.original_bytes;
  object["optimized_bytes"] = totals.optimized_bytes;
  object["saved_bytes"] = totals.saved_bytes();
  object["compression_ratio"] =
      totals.original_bytes == 0
          ? Json(nullptr)
          : Json(rounded(percent_saved(totals.original_bytes, totals.optimized_bytes), 1e3));
  return object;
}

namespace {

Json workers_json(const RunMetrics& metrics) {
  Json list = Json::array();
  for (std::size_t slot = 0; slot < metrics.workers.size(); ++slot) {
    const WorkerMetrics& worker = metrics.workers[slot];
    list.push_back({{"worker", slot},
                    {"tasks", worker.tasks},
                    {"bytes", worker.bytes},
                    {"busy_seconds", rounded(worker.busy_seconds)},
                    {"waiting_seconds", rounded(worker.waiting_seconds)},
                    {"images_per_second", rounded(worker.images_per_second(), 1e3)}});
  }
  return list;
}

Json warnings_json(const std::vector<std::string>& warnings) {
  Json list = Json::array();
  for (const std::string& warning : warnings) {
    list.push_back(printable(warning));
  }
  return list;
}

Json batches_json(const RunMetrics& metrics) {
  Json distribution = Json::object();
  for (const auto& [size, count] : metrics.chunk_sizes) {
    distribution[std::to_string(size)] = count;
  }
  const ChunkSizes sizes = metrics.sizes_of_chunks();
  return {
      {"limit", metrics.batch_size},      {"chunks", sizes.chunks}, {"min", sizes.least},
      {"mean", rounded(sizes.mean, 1e3)}, {"max", sizes.most},      {"distribution", distribution},
      {"takeovers", metrics.takeovers}};
}

Json stats_json(const RunMetrics& metrics) {
  return {{"wall_seconds", rounded(metrics.wall_seconds)},
          {"total_seconds", rounded(metrics.total_seconds)},
          {"workers", workers_json(metrics)},
          {"pool",
           {{"spawns", metrics.spawns},
            {"spawn_seconds", rounded(metrics.spawn_seconds)},
            {"warm_seconds", rounded(metrics.warm_seconds)},
            {"warm_hits", metrics.warm_hits},
            {"peak_processes", metrics.peak_processes},
            {"grown", metrics.grown},
            {"shrunk", metrics.shrunk},
            {"replaced", metrics.replaced},
            {"recycled", metrics.recycled}}},
          {"batches", batches_json(metrics)},
          {"memory",
           {{"initial_available", metrics.memory_available},
            {"budget", metrics.memory_budget},
            {"mean", static_cast<std::uint64_t>(metrics.memory_mean)},
            {"peak", metrics.memory_peak},
            {"thirds", metrics.memory_thirds},
            {"deferred_grants", metrics.deferred_grants}}},
          {"contention", {{"waiting_seconds", rounded(metrics.waiting_seconds())}}},
          {"throughput",
           {{"megabytes_per_second", rounded(metrics.bytes_per_second() / 1e6, 1e3)},
            {"images_per_second", rounded(metrics.images_per_second(), 1e3)}}}};
}

}  // namespace

void JsonReport::begin(const RunHeader& header) {
  const Json object = {{"type", "header"},
                       {"schema", kReportSchema},
                       {"version", header.version},
                       {"engine",
                        {{"name", header.engine.name},
                         {"libvips", header.engine.libvips},
                         {"codecs", header.engine.codecs}}},
                       {"sandbox", sandbox_json(header)},
                       {"settings_hash", header.settings_hash},
                       {"shard", shard_json(header.shard)},
                       {"plan", plan_object(header.plan)}};
  stream_.write(object.dump() + "\n");
}

namespace {

Json output_json(const std::string& path, std::uint64_t bytes, PixelSize size,
                 std::optional<ImageFormat> format) {
  Json output;
  put_path(output, "path", path);
  output["size"] = bytes;
  output["width"] = size.width;
  output["height"] = size.height;
  output["format"] = format ? Json(name(*format)) : Json(nullptr);
  return output;
}

}  // namespace

void JsonReport::record(const Record& record) {
  const Outcome& outcome = record.outcome;
  Json object = {{"type", "file"}};
  put_path(object, "original_path", record.original_path);
  put_path(object, "optimized_path", record.optimized_path);
  const bool has_output = pixherd::has_output(outcome.status);
  const bool stays = outcome.status == TaskStatus::kept || outcome.status == TaskStatus::skipped;
  object["success"] = has_output || stays || outcome.status == TaskStatus::ignored;
  object["status"] = name(outcome.status);
  const std::uint64_t optimized = has_output ? outcome.optimized_bytes : outcome.original_bytes;
  object["original_size"] = outcome.original_bytes;
  object["optimized_size"] = has_output || stays ? Json(optimized) : Json(nullptr);
  object["saved_bytes"] =
      static_cast<std::int64_t>(outcome.original_bytes) - static_cast<std::int64_t>(optimized);
  object["compression_ratio"] =
      outcome.original_bytes == 0
          ? Json(nullptr)
          : Json(rounded(percent_saved(outcome.original_bytes, optimized), 1e3));
  object["outputs"] = Json::array();
  const std::size_t made_now = stays ? 0 : outcome.renditions.size();
  for (std::size_t i = 0; i < made_now; ++i) {
    const MadeRendition& made = outcome.renditions[i];
    object["outputs"].push_back(
        output_json(record.rendition_paths.at(i), made.bytes, made.size, made.format));
  }
  if (has_output && outcome.renditions.empty()) {
    object["outputs"].push_back(output_json(record.optimized_path, outcome.optimized_bytes,
                                            {outcome.width, outcome.height}, outcome.format));
  }
  object["reason"] = code_and_message(outcome.reason);
  object["error"] = code_and_message(outcome.error);
  object["lane"] = outcome.lane ? Json(name(*outcome.lane)) : Json(nullptr);
  object["notes"] = Json::array();
  for (const std::string& note : outcome.notes) {
    object["notes"].push_back(printable(note));
  }
  if (record.finding.over_budget) {
    object["budget"] = budget_json(*record.finding.over_budget);
  }
  object["worker"] = record.worker < 0 ? Json(nullptr) : Json(record.worker);
  object["ms"] = rounded(record.seconds * 1e3, 1e3);
  stream_.write(object.dump() + "\n");
}

void JsonReport::end(const RunFooter& footer) {
  const std::string ending = why_ended(footer);
  Json object = {{"type", "footer"},
                 {"ended", name(footer.end)},
                 {"exit_code", footer.exit_code},
                 {"message", ending.empty() ? Json(nullptr) : Json(printable(ending))},
                 {"warnings", warnings_json(warnings_)},
                 {"totals", totals_json(footer.totals)},
                 {"stats", stats_json(footer.metrics)}};
  if (footer.check) {
    const bool whole = footer.end == RunEnd::done;
    object["check"] = check_json(*footer.check, whole && footer.exit_code == kExitDone);
  }
  stream_.write(object.dump() + "\n");
}

std::string plan_json(const PlanSummary& plan) { return plan_object(plan).dump(); }

}  // namespace pixherd
