// SPDX-License-Identifier: Apache-2.0
#include "make_desk.hpp"

#include <utility>

#include "dry_desk.hpp"
#include "file_desk.hpp"

namespace pixherd {

std::unique_ptr<TaskDesk> make_desk(const Options& options, TaskTable& table, RunLedger* ledger) {
  const Preserve preserve{options.preserve_times, options.preserve_permissions};
  Overwriting overwriting(options.overwrite, preserve, table, ledger);
  if (options.settings.dry_run) {
    return std::make_unique<DryDesk>(table, std::move(overwriting), ledger);
  }
  return std::make_unique<FileDesk>(table, std::move(overwriting), preserve, ledger);
}

}  // namespace pixherd
