// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace pixherd {

/// What a worker has in hand when it is asked whether it should be sent one more task.
struct HandView {
  std::size_t tasks = 0;    ///< sent to it and not done
  double seconds = 0;       ///< that they take, predicted
  std::size_t waiting = 0;  ///< tasks that nobody has been sent
  double share = 0;         ///< seconds that those take a worker, predicted
};

/// A worker is sent about 5 ms of predicted work ahead, so that it need not wait for the parent
/// between tasks. A second task beyond that is sent only where the first is small against a
/// worker's share of what waits: nobody can take it over any more, and where the first takes longer
/// than was predicted, or both are among the longest, the others end long before this worker.
bool wants_more(const HandView& hand);

}  // namespace pixherd
