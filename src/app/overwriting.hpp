// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <variant>

#include "pixherd/cli/options.hpp"
#include "pixherd/domain/outcome.hpp"
#include "pixherd/files/file_id.hpp"
#include "pixherd/files/replacement.hpp"
#include "task_table.hpp"

namespace pixherd {

class RunLedger;

/// What has an output's name already, and keeps it.
struct StandingOutput {
  std::uint64_t bytes = 0;
  Reason reason;
};

/// What stays where an output was to get its name; nullopt: the output has it.
using CommitResult = Result<std::optional<StandingOutput>>;

/// The name that an output of `bytes` bytes is to get.
struct OutputName {
  Folder folder;
  std::string name;
  std::uint64_t bytes = 0;
};

/// What becomes of outputs that are there already (--overwrite), and how new ones get their names.
class Overwriting {
 public:
  /// `ledger` tells which of them are a run's own; null where none is kept.
  Overwriting(Overwrite rule, Preserve preserve, TaskTable& table, RunLedger* ledger)
      : rule_(rule), preserve_(preserve), table_(&table), ledger_(ledger) {}

  /// Why there is no need to work: the output is there, whatever would come out.
  [[nodiscard]] std::optional<StandingOutput> before_work(const Task& task, const Folder& folder,
                                                          const std::string& name) const;

  /// What commit() would return, as far as can be seen now.
  [[nodiscard]] CommitResult foresee(const Task& task, const OutputName& output,
                                     const SourceFile& source) const;

  /// Gives the output its name, or says why what is there stays; in between nobody's file is lost
  /// that was to be left, but on file systems that can neither link nor swap names.
  CommitResult commit(const Task& task, Replacement& temporary, const OutputName& output,
                      const SourceFile& source);

 private:
  struct Nobody {};
  /// By the rule, or since nobody misses it; what has the name later may be another.
  struct OneThatGoes {
    struct stat facts {};
  };
  /// Who holds the name that an output is to get; a StandingOutput keeps it.
  using NameHolder = std::variant<Nobody, OneThatGoes, StandingOutput>;

  /// As far as the rule has it matter: where all are overwritten it is Nobody.
  [[nodiscard]] NameHolder holder_of(const Task& task, const OutputName& output) const;
  /// Whatever the rule says, what has that name is neither an input, which may be found there by
  /// another path than its own, nor an output of this run. An Error (write_failed) where it is.
  [[nodiscard]] Attempt may_displace(const Task& task, const OutputName& output,
                                     const SourceFile& source) const;
  [[nodiscard]] bool is_own(const Task& task, const Folder& folder, const std::string& name) const;
  [[nodiscard]] StandingOutput there_already(const Task& task, const std::string& name,
                                             std::uint64_t bytes) const;

  Overwrite rule_;
  Preserve preserve_;
  TaskTable* table_;
  RunLedger* ledger_;
  /// Outputs of this run. Somebody may remove one, and then its inode may be another file's.
  std::unordered_map<FileId, FileVersion, FileIdHash> made_;
};

}  // namespace pixherd
