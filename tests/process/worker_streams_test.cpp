// SPDX-License-Identifier: Apache-2.0
// What a worker has in the place of its parent's standard streams.
#include <sched.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>

#include "pixherd/pool/worker_pool.hpp"
#include "support/catch.hpp"
#include "support/temp_folder.hpp"
#include "support/toy_run.hpp"

namespace pixherd {
namespace {

bool same_file(const struct stat& first, const struct stat& second) {
  return first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

/// How a worker found its standard streams: 1 where neither is its parent's, there is nothing to
/// read, and what is written is nobody's.
int streams_of_a_worker() {
  const Flag found;
  const Fd own = memory_file("what the user feeds");
  ::dup2(own.get(), STDIN_FILENO);
  ::dup2(own.get(), STDOUT_FILENO);
  struct stat of_parent {};
  ::fstat(own.get(), &of_parent);
  WorkHandler handler = toy_handler();
  handler.warm = [&](FormatSet) {
    struct stat in {};
    struct stat out {};
    char byte = 0;
    *found = ::fstat(STDIN_FILENO, &in) == 0 && ::fstat(STDOUT_FILENO, &out) == 0 &&
                     !same_file(in, of_parent) && !same_file(out, of_parent) &&
                     ::read(STDIN_FILENO, &byte, 1) <= 0
                 ? 1
                 : -1;
    (void)!::write(STDOUT_FILENO, "x", 1);
    return true;
  };
  WorkerPool pool(handler, 1);
  const bool told = pool.ensure_warm(1).ok() && comes_true([&] { return found->load() != 0; });
  return told ? found->load() : 0;
}

TEST_CASE("a worker has neither the standard input nor the standard output of its parent") {
  CHECK(in_child([] { ::_exit(streams_of_a_worker() == 1 ? 0 : 1); }).exit_code == 0);
}

TEST_CASE("a worker has no standard stream of its parent where there is no null device either") {
  constexpr int kCannotLeave = 77;
  const TempFolder empty;
  const ChildEnd end = in_child([&] {
    if ((::geteuid() != 0 && ::unshare(CLONE_NEWUSER) != 0) ||
        ::chroot(empty.path().c_str()) != 0 || ::chdir("/") != 0) {
      ::_exit(kCannotLeave);
    }
    ::_exit(streams_of_a_worker() == 1 ? 0 : 1);
  });
  if (end.exit_code == kCannotLeave) {
    WARN("SKIPPED: needs root, or user namespaces");
    return;
  }
  CHECK(end.exit_code == 0);
}

}  // namespace
}  // namespace pixherd
