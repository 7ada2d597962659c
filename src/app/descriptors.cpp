// SPDX-License-Identifier: Apache-2.0
#include "descriptors.hpp"

#include <sys/resource.h>

#include <algorithm>

namespace pixherd {

void raise_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) == 0) {
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
  }
}

std::size_t tasks_open_at_a_time(unsigned workers, std::size_t folders, std::size_t outputs) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) {
    return 64;
  }
  constexpr rlim_t kOwn = 64;       // standard streams, folders kept open for use again
  constexpr rlim_t kPerWorker = 5;  // two pipes, a socket, a pidfd, its memory
  constexpr rlim_t kMostOpen = 1024;
  const rlim_t per_task = 3 + outputs;  // input, temporaries, and the folders of both
  const rlim_t taken = kOwn + kPerWorker * workers + folders;
  const rlim_t left = limit.rlim_cur > taken ? limit.rlim_cur - taken : 0;
  return static_cast<std::size_t>(std::clamp<rlim_t>(left / per_task, 1, kMostOpen));
}

}  // namespace pixherd
