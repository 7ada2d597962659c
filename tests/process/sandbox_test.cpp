// SPDX-License-Identifier: Apache-2.0
#include "pixherd/process/sandbox.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <sys/xattr.h>
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

// Debian 12's headers do not know these.
constexpr long kFchmodat2 = 452;
constexpr long kSetxattrat = 463;
constexpr long kRemovexattrat = 466;

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
    CHECK(in_confined_child(SandboxMode::automatic, deed) == expected);
  }
  CHECK(in_confined_child(SandboxMode::off,
                          [&] { return errno_of(::open(file.c_str(), O_RDONLY)); }) == 0);
}

TEST_CASE("a confined process changes nothing of a file but what it has open to write") {
  if (!kernel_confines()) {
    return;
  }
  const TempFolder temp;
  const std::string file = temp.write("secret.txt", "secret").string();
  const char* name = file.c_str();
  const Fd input(::open(name, O_RDONLY | O_CLOEXEC));
  struct Deed {
    const char* what;
    std::function<long()> call;
  };
  const Deed deeds[] = {
      {"truncate", [&] { return ::truncate(name, 0); }},
      {"chmod", [&] { return ::syscall(SYS_fchmodat, AT_FDCWD, name, 0600); }},
      {"chmod of today", [&] { return ::syscall(kFchmodat2, AT_FDCWD, name, 0600, 0); }},
      {"chown", [&] { return ::fchownat(AT_FDCWD, name, ::getuid(), ::getgid(), 0); }},
      {"lchown", [&] { return ::lchown(name, ::getuid(), ::getgid()); }},
      {"set an attribute", [&] { return ::setxattr(name, "user.a", "b", 1, 0); }},
      {"remove an attribute", [&] { return ::lremovexattr(name, "user.a"); }},
      {"set an attribute of today",
       [&] { return ::syscall(kSetxattrat, AT_FDCWD, name, 0, "user.a", nullptr, 0); }},
      {"remove an attribute of today",
       [&] { return ::syscall(kRemovexattrat, AT_FDCWD, name, 0, "user.a"); }},
      {"chmod of what is open", [&] { return ::fchmod(input.get(), 0600); }},
      {"chown of what is open", [&] { return ::fchown(input.get(), ::getuid(), ::getgid()); }},
      {"set times of what is open", [&] { return ::futimens(input.get(), nullptr); }},
      {"set times", [&] { return ::utimensat(AT_FDCWD, name, nullptr, 0); }},
  };
  for (const auto& [what, call] : deeds) {
    CAPTURE(what);
    CHECK(in_confined_child(SandboxMode::require, [&call = call] { return errno_of(call()); }) ==
          EPERM);
  }
}

TEST_CASE("a confined process changes no limit of another process and sends it no signal") {
  if (!kernel_confines()) {
    return;
  }
  const pid_t parent = ::getpid();
  CHECK(in_confined_child(SandboxMode::require, [&] {
          const rlimit few{4, 4};
          return errno_of(::prlimit(parent, RLIMIT_NPROC, nullptr, nullptr)) == EPERM &&
                         errno_of(::setrlimit(RLIMIT_CORE, &few)) == 0
                     ? 0
                     : 1;
        }) == 0);
  CHECK(in_confined_child(SandboxMode::require, [&] {
          siginfo_t info{};
          info.si_code = SI_QUEUE;
          return errno_of(::syscall(SYS_rt_sigqueueinfo, parent, 0, &info));
        }) == EPERM);
}

TEST_CASE("a confined process goes on with what it has open, and may have threads") {
  const Fd file(::memfd_create("work", MFD_CLOEXEC));
  CHECK(in_confined_child(SandboxMode::automatic, [&] {
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
    (void)confine(SandboxMode::automatic);
    std::abort();
  }
  int status = 0;
  REQUIRE(::waitpid(pid, &status, 0) == pid);
  CHECK((WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT));
}

}  // namespace
}  // namespace pixherd
