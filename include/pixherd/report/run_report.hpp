// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "pixherd/domain/batch_size_config.hpp"
#include "pixherd/domain/check_findings.hpp"
#include "pixherd/domain/exit_status.hpp"
#include "pixherd/domain/run_totals.hpp"
#include "pixherd/domain/task.hpp"
#include "pixherd/policy/chunk_plan.hpp"
#include "pixherd/policy/memory_budget.hpp"
#include "pixherd/policy/pool_size.hpp"
#include "pixherd/policy/shard.hpp"
#include "pixherd/pool/run_metrics.hpp"
#include "pixherd/pool/run_observer.hpp"
#include "pixherd/process/sandbox.hpp"
#include "pixherd/report/patience.hpp"

namespace pixherd {

/// What --plan prints and the header of --json carries.
struct PlanSummary {
  unsigned cpus = 1;
  PoolSize processes;
  unsigned threads_per_worker = 1;
  BatchSizeConfig batch;
  std::uint32_t batch_size = 1;
  MemoryConfig memory;
  std::vector<Chunk> chunks;
  std::uint64_t tasks = 0;
  std::uint64_t bytes = 0;  ///< of the inputs
  double cost = 0;          ///< predicted seconds of one processor
};

struct EngineSummary {
  std::string name;
  std::string libvips;
  std::vector<std::string> codecs;
};

struct RunHeader {
  std::string version;
  EngineSummary engine;
  SandboxMode sandbox = SandboxMode::automatic;
  SandboxFacts sandbox_facts;
  std::string settings_hash;
  std::optional<Shard> shard;  ///< where others do the rest
  PlanSummary plan;
};

struct RunFooter {
  RunEnd end = RunEnd::done;
  int exit_code = 0;
  int signal_number = 0;  ///< where a signal ended it
  std::string stop_reason;
  RunTotals totals;
  RunMetrics metrics;
  std::optional<CheckFindings> check = {};  ///< with --check
};

/// After a write to standard output that failed with this errno.
Unheard unheard_since(int error_number);

/// Whoever tells people or programs of a run. Called in this order: begin once, record and
/// progress as they come, end once, finish once.
class RunReport {
 public:
  virtual ~RunReport() = default;
  virtual void begin(const RunHeader& header) = 0;
  virtual void record(const Record& record) = 0;
  virtual void progress(const RunProgress& progress, const RunTotals& totals) = 0;
  virtual void warn(const std::string& message) = 0;
  /// The same of what somebody has to see to, or it is there at the next run too.
  virtual void trouble(const std::string& message) { warn(message); }
  virtual void end(const RunFooter& footer) = 0;
  /// Whoever saves more bytes than these is to be told of with thumbnails; nullopt: nobody.
  [[nodiscard]] virtual std::optional<std::uint64_t> thumbnails_above() const {
    return std::nullopt;
  }
  /// Waits for a slow reader to take the rest, as ReportStream::finish() does.
  virtual void finish(const Patience&) {}
  /// Hands on what waits for a slow reader, as far as it takes it now.
  virtual void flush() {}
  /// To be watched for writing while something waits; -1 where nothing does.
  [[nodiscard]] virtual int blocked_fd() const { return -1; }
  /// More waits than should: the run holds back until its reader has caught up.
  [[nodiscard]] virtual bool is_behind() const { return false; }
  /// The first failure to write, since which nothing was written.
  [[nodiscard]] virtual std::optional<Unheard> unheard() const { return std::nullopt; }
};

}  // namespace pixherd
