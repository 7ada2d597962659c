// SPDX-License-Identifier: Apache-2.0
#include "source_removals.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace pixherd {
namespace {

/// Each holds descriptors while it waits: so many are worth a sync...
constexpr std::size_t kBatch = 32;
/// ...and with so many more the next sync is waited for.
constexpr std::size_t kMostWaiting = 128;

}  // namespace

void SourceRemovals::add(TaskId task, Outcome outcome, Conversion conversion) {
  waiting_.push_back({task, std::move(outcome), std::move(conversion)});
}

std::vector<TaskDesk::Settled> SourceRemovals::take(bool all) {
  std::vector<TaskDesk::Settled> settled;
  do {
    if (!sync_ && !waiting_.empty() && (all || waiting_.size() >= kBatch)) {
      begin_sync();
    }
    if (!sync_) {
      break;
    }
    const bool must_wait = all || waiting_.size() >= kMostWaiting;
    if (const auto synced = must_wait ? sync_->wait() : sync_->result()) {
      sync_.reset();
      auto removed = remove(*synced);
      std::move(removed.begin(), removed.end(), std::back_inserter(settled));
    }
  } while (all);
  return settled;
}

void SourceRemovals::begin_sync() {
  in_sync_ = std::exchange(waiting_, {});
  std::vector<int> folders;
  for (const Removal& removal : in_sync_) {
    folders.push_back(removal.conversion.folder()->get());
  }
  std::sort(folders.begin(), folders.end());
  folders.erase(std::unique(folders.begin(), folders.end()), folders.end());
  sync_.emplace(std::move(folders));
}

std::vector<TaskDesk::Settled> SourceRemovals::remove(const Attempt& synced) {
  std::vector<TaskDesk::Settled> settled;
  for (Removal& removal : std::exchange(in_sync_, {})) {
    if (!synced) {
      removal.conversion.give_up();
    }
    const Attempt done = synced ? removal.conversion.finish() : synced;
    settled.push_back(
        {removal.task, done ? std::move(removal.outcome)
                            : failed_after_all(std::move(removal.outcome), done.error())});
  }
  return settled;
}

}  // namespace pixherd
