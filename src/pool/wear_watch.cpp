// SPDX-License-Identifier: Apache-2.0
#include "pixherd/pool/wear_watch.hpp"

namespace pixherd {

void WearWatch::ready(unsigned slot, int pid) {
  if (!workers_[slot]) {
    workers_[slot] = Worker{.pid = pid, .resident_when_warm = machine_.resident_bytes(pid)};
  }
}

void WearWatch::given_task(unsigned slot) {
  if (auto& worker = workers_[slot]) {
    ++worker->tasks;
  }
}

void WearWatch::sample(unsigned slot, std::uint64_t resident, bool idle) {
  auto& worker = workers_[slot];
  if (!worker) {
    return;
  }
  const bool large = resident > worker->resident_when_warm + most_kept_;
  worker->suspect = large && !idle;
  worker->keeps_too_much = large && idle;
}

void WearWatch::idle(unsigned slot) {
  if (is_suspect(slot)) {
    sample(slot, machine_.resident_bytes(workers_[slot]->pid), true);
  }
}

bool WearWatch::is_worn(unsigned slot) const {
  const auto& worker = workers_[slot];
  return worker && (worker->keeps_too_much || (most_tasks_ != 0 && worker->tasks >= most_tasks_));
}

}  // namespace pixherd
