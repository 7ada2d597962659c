// SPDX-License-Identifier: Apache-2.0
#include "child_setup.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <string_view>
#include <utility>
#include <vector>

#include "pixherd/base/check.hpp"
#include "pixherd/base/fd.hpp"
#include "pixherd/process/message.hpp"
#include "worker_exit.hpp"
#include "worker_heap.hpp"

namespace pixherd {
namespace {

/// The standard streams, its line, and the files of one task at a time; the rest is for what
/// libraries open.
constexpr rlim_t kDescriptors = 64;
static_assert(kDescriptors >= 3 + 3 + kMostFiles + 16);

void die_with(pid_t parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) {
    ::_exit(0);  // it died before the line above could see it
  }
}

void take_back_signals() {
  for (int number = 1; number < NSIG; ++number) {
    std::signal(number, SIG_DFL);
  }
  // A result that nobody reads, or a file over the size limit, is an error to be handled.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  // Terminals and process managers send these to the whole group; it is for the parent to say when
  // workers end. A limit of processor time (SIGXCPU) is one of each worker.
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2, SIGALRM}) {
    std::signal(number, SIG_IGN);
  }
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

/// What close_range() does, for kernels before 5.9 and containers that refuse it.
void close_each(unsigned first, unsigned last) {
  constexpr rlim_t kMostThatKernelsGive = 1U << 20U;
  rlimit limit{};
  const rlim_t end = ::getrlimit(RLIMIT_NOFILE, &limit) == 0
                         ? std::min(limit.rlim_cur, kMostThatKernelsGive)
                         : kMostThatKernelsGive;
  for (rlim_t fd = first; fd <= last && fd < end; ++fd) {
    ::close(static_cast<int>(fd));
  }
}

void close_all(unsigned first, unsigned last) {
  if (::close_range(first, last, 0) != 0) {
    close_each(first, last);
  }
}

/// Closes everything but 0 to 2 and `kept`.
void close_others(std::vector<int> kept) {
  std::sort(kept.begin(), kept.end());
  unsigned from = 3;
  for (const int fd : kept) {
    if (fd < 3) {
      continue;
    }
    const auto number = static_cast<unsigned>(fd);
    if (number > from) {
      close_all(from, number - 1);
    }
    from = std::max(from, number + 1);
  }
  close_all(from, ~0U);
}

/// From here on nothing can be read from standard input, and what goes to standard output is gone.
void let_go_of_streams() {
  Fd nothing(::open("/dev/null", O_RDWR | O_CLOEXEC));
  if (!nothing) {
    // A bare chroot has no null device. The end of a pipe that is written to cannot be read, and
    // its other end is closed.
    auto pipe = make_pipe();
    if (!pipe) {
      ::_exit(EXIT_FAILURE);
    }
    nothing = std::move(pipe->write_end);
  }
  ::dup2(nothing.get(), STDIN_FILENO);
  ::dup2(nothing.get(), STDOUT_FILENO);
}

/// Rather a worker than the parent, who knows what was done. Lowering it again takes privileges.
void prefer_for_oom_killer() {
  if (const Fd score(::open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC)); score) {
    constexpr std::string_view kEarly = "500";
    (void)::write(score.get(), kEarly.data(), kEarly.size());
  }
}

void check_single_thread() {
  DIR* tasks = ::opendir("/proc/self/task");
  if (tasks == nullptr) {
    return;  // no /proc: nothing to count by
  }
  int threads = 0;
  while (const dirent* entry = ::readdir(tasks)) {
    threads += entry->d_name[0] != '.' ? 1 : 0;
  }
  ::closedir(tasks);
  PIXHERD_CHECK(threads <= 1);  // none: /proc could not be read
}

}  // namespace

void set_up_helper(pid_t parent, const std::vector<int>& kept) noexcept {
  die_with(parent);
  close_others(kept);
  take_back_signals();
  ::prctl(PR_SET_NAME, "pixherd-helper");
}

void prepare_to_fork() {
  check_single_thread();
  struct sigaction now {};
  if (::sigaction(SIGCHLD, nullptr, &now) == 0 && now.sa_handler == SIG_IGN) {
    std::signal(SIGCHLD, SIG_DFL);
  }
}

void set_up_child(pid_t parent, WorkerLine& line, SandboxMode sandbox) noexcept {
  die_with(parent);
  close_others({line.orders.get(), line.results.get(), line.files.get()});
  let_go_of_streams();
  take_back_signals();
  ::prctl(PR_SET_NAME, "pixherd-worker");
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
    leave(WorkerExit::unconfined);
  }
  const rlimit no_core{0, 0};
  ::setrlimit(RLIMIT_CORE, &no_core);
  const rlimit few_files{kDescriptors, kDescriptors};
  ::setrlimit(RLIMIT_NOFILE, &few_files);
  prefer_for_oom_killer();
  set_up_heap();
  if (!confine(sandbox)) {
    leave(WorkerExit::unconfined);
  }
}

}  // namespace pixherd
