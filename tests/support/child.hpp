// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <dirent.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <fstream>
#include <new>
#include <stdexcept>
#include <string>

#include "pixherd/base/clock.hpp"

namespace pixherd {

/// True as soon as `condition` holds; false where it does not within `limit`.
template <class Condition>
bool comes_true(Condition&& condition, std::chrono::seconds limit = std::chrono::seconds(20)) {
  const TimePoint end = Clock::now() + limit;
  while (!condition()) {
    if (Clock::now() >= end) {
      return false;
    }
    ::usleep(500);
  }
  return true;
}

/// How a child of the test came to its end.
struct ChildEnd {
  int signal_number = 0;
  int exit_code = 0;
};

inline ChildEnd wait_for(pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) {
      throw std::runtime_error("the child is not ours");
    }
  }
  return WIFSIGNALED(status) ? ChildEnd{WTERMSIG(status), 0} : ChildEnd{0, WEXITSTATUS(status)};
}

/// Forks a child that does `act` and exits with 0, or with 99 where that throws. It dies by
/// SIGALRM where it takes longer than a test may.
template <class Act>
pid_t start_child(Act&& act) {
  const pid_t child = ::fork();
  if (child < 0) {
    throw std::runtime_error("cannot fork");
  }
  if (child == 0) {
    for (const int number : {SIGABRT, SIGSEGV, SIGTERM, SIGINT}) {
      std::signal(number, SIG_DFL);  // the test framework has handlers of its own
    }
    const rlimit no_core{0, 0};
    ::setrlimit(RLIMIT_CORE, &no_core);
    ::alarm(40);
    try {
      act();
    } catch (...) {
      ::_exit(99);
    }
    ::_exit(0);
  }
  return child;
}

/// Does `act` in a child, with standard error closed against its noise, and waits for its end.
template <class Act>
ChildEnd in_child(Act&& act) {
  return wait_for(start_child([&] {
    const int null = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
    ::dup2(null, STDERR_FILENO);
    act();
  }));
}

/// A value that the test and all of its children share.
template <class T>
class Shared {
 public:
  Shared()
      : memory_(
            ::mmap(nullptr, sizeof(T), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0)) {
    if (memory_ == MAP_FAILED) {
      throw std::runtime_error("cannot share memory");
    }
    value_ = new (memory_) T();
  }
  ~Shared() { ::munmap(memory_, sizeof(T)); }
  Shared(const Shared&) = delete;
  Shared& operator=(const Shared&) = delete;

  T& operator*() const { return *value_; }
  T* operator->() const { return value_; }

 private:
  void* memory_;
  T* value_ = nullptr;
};

/// How many entries a folder of /proc has.
inline int entries_of(const char* folder) {
  DIR* dir = ::opendir(folder);
  int entries = 0;
  while (::readdir(dir) != nullptr) {
    ++entries;
  }
  ::closedir(dir);
  return entries;
}
inline int open_descriptors() { return entries_of("/proc/self/fd"); }

/// True where process `pid` does not run any more; one that only waits to be collected by whoever
/// has inherited it counts as gone.
inline bool is_gone(pid_t pid) {
  std::ifstream stat("/proc/" + std::to_string(pid) + "/stat");
  std::string line;
  if (!std::getline(stat, line)) {
    return true;
  }
  const std::size_t state = line.rfind(") ");
  return state == std::string::npos || line[state + 2] == 'Z' || line[state + 2] == 'X';
}

/// True where this process has no child left, dead ones that nobody collected included.
inline bool has_no_children() {
  siginfo_t info{};
  return ::waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) < 0 && errno == ECHILD;
}

}  // namespace pixherd
