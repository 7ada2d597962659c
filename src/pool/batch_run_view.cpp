// SPDX-License-Identifier: Apache-2.0
// What BatchRun tells of its workers while it goes on.
#include "pixherd/pool/batch_run.hpp"

namespace pixherd {

/// 0 where it has nothing in hand.
double BatchRun::seconds_in_hand(unsigned slot) const {
  return in_hand_[slot] ? seconds_between(in_hand_[slot]->since, Clock::now()) : 0;
}

WorkerGlance BatchRun::glance_at(unsigned slot) const {
  const WorkerMetrics& done = keeper_.metrics.workers[slot];
  WorkerGlance glance{.slot = slot, .tasks = done.tasks, .busy_seconds = done.busy_seconds};
  if (in_hand_[slot]) {
    glance.task = in_hand_[slot]->task;
    glance.task_seconds = seconds_in_hand(slot);
    glance.state =
        grants_.is_deferred(slot) ? WorkerState::waiting_for_memory : WorkerState::working;
  } else if (pool_.is_warming(slot)) {
    glance.state = WorkerState::warming;
  }
  return glance;
}

std::vector<WorkerGlance> BatchRun::herd_now() const {
  std::vector<WorkerGlance> herd;
  for (unsigned slot = 0; slot < pool_.slots(); ++slot) {
    if (pool_.is_alive(slot)) {
      herd.push_back(glance_at(slot));
    }
  }
  return herd;
}

}  // namespace pixherd
