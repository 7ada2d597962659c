// SPDX-License-Identifier: Apache-2.0
#include "pixherd/process/sandbox.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <functional>
#include <thread>

#include "pixherd/base/fd.hpp"
#include "support/catch.hpp"
#include "support/temp_folder.hpp"

namespace pixherd {
namespace {

/// What `deed` returns in a confined child; -1 where the child did not come to its end.
int in_confined_child(SandboxMode mode, const std::function<int()>& deed) {
  const pid_t pid = ::fork();
  if (pid == 0) {
    ::_exit(confine(mode) ? deed() : 99);
  }
  int status = 0;
  REQUIRE(::waitpid(pid, &status, 0) == pid);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/// errno of a call that must fail; 0 where it did not.
int errno_of(long result) { return result < 0 ? errno : 0; }

bool kernel_confines() {
  if (probe_sandbox().complete()) {
    return true;
  }
  WARN("skipped: this kernel has no Landlock or no seccomp");
  return false;
}

TEST_CASE("a confined process reaches no file, no network, no program and no other process") {
  if (!kernel_confines()) {
    return;
  }
  const TempFolder temp;
  const std::string file = temp.write("secret.txt", "secret").string();
  const pid_t parent = ::getpid();
  const struct {
    const char* what;
    int expected;
    std::function<int()> deed;
  } deeds[] = {
      {"read a file", EACCES, [&] { return errno_of(::open(file.c_str(), O_RDONLY)); }},
      {"write a file", EACCES, [&] { return errno_of(::open(file.c_str(), O_WRONLY)); }},
      {"make a file", EACCES,
       [&] { return errno_of(::open((file + "2").c_str(), O_WRONLY | O_CREAT, 0600)); }},
      {"remove a file", EACCES, [&] { return errno_of(::unlink(file.c_str())); }},
      {"list a folder", EACCES,
       [&] { return errno_of(::open(temp.path().c_str(), O_RDONLY | O_DIRECTORY)); }},
      {"open a socket", EPERM, [] { return errno_of(::socket(AF_INET, SOCK_STREAM, 0)); }},
      {"fork", EPERM, [] { return errno_of(::fork()); }},
      {"kill its parent", EPERM, [&] { return errno_of(::kill(parent, SIGTERM)); }},
      {"run a program", EPERM,
       [] {
         char name[] = "/bin/true";
         char* argv[] = {name, nullptr};
         return errno_of(::execve(name, argv, nullptr));
       }},
  };
  for (const auto& [what, expected, deed] : deeds) {
    CAPTURE(what);
    CHECK(in_confined_child(SandboxMode::require, deed) == expected);
    CHECK(in_confined_child(SandboxMode::best, deed) == expected);
  }
  CHECK(in_confined_child(SandboxMode::off,
                          [&] { return errno_of(::open(file.c_str(), O_RDONLY)); }) == 0);
}

TEST_CASE("a confined process goes on with what it has open, and may have threads") {
  const Fd file(::memfd_create("work", MFD_CLOEXEC));
  CHECK(in_confined_child(SandboxMode::best, [&] {
          int errors = ::write(file.get(), "data", 4) == 4 ? 0 : 1;
          errors += ::ftruncate(file.get(), 2) == 0 ? 0 : 2;
          errors += ::fsync(file.get()) == 0 ? 0 : 4;
          std::thread([&] { errors += 8; }).join();
          return errors;
        }) == 8);
}

TEST_CASE("a confined process that aborts dies of SIGABRT, so that the parent can say so") {
  const pid_t pid = ::fork();
  if (pid == 0) {
    ::close(STDERR_FILENO);
    std::signal(SIGABRT, SIG_DFL);  // the test framework has a handler
    (void)confine(SandboxMode::best);
    std::abort();
  }
  int status = 0;
  REQUIRE(::waitpid(pid, &status, 0) == pid);
  CHECK((WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT));
}

}  // namespace
}  // namespace pixherd
