// SPDX-License-Identifier: Apache-2.0
#include "support/run_binary.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <string_view>
#include <thread>

#include "pixherd/base/check.hpp"

namespace pixherd {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

constexpr int kCannotExec = 126;

struct Ends {
  Fd read;
  Fd write;
};

Ends make_ends() {
  std::array<int, 2> fds{};
  PIXHERD_CHECK(::pipe2(fds.data(), O_CLOEXEC) == 0);
  return {Fd(fds[0]), Fd(fds[1])};
}

Ends make_terminal(unsigned short columns) {
  Ends ends{Fd(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC)), Fd()};
  PIXHERD_CHECK(ends.read && ::grantpt(ends.read.get()) == 0 && ::unlockpt(ends.read.get()) == 0);
  std::array<char, 64> name{};
  PIXHERD_CHECK(::ptsname_r(ends.read.get(), name.data(), name.size()) == 0);
  ends.write = Fd(::open(name.data(), O_RDWR | O_NOCTTY | O_CLOEXEC));
  const winsize size{.ws_row = 40, .ws_col = columns, .ws_xpixel = 0, .ws_ypixel = 0};
  PIXHERD_CHECK(ends.write && ::ioctl(ends.write.get(), TIOCSWINSZ, &size) == 0);
  return ends;
}

std::vector<std::string> environment_for(const Command& command) {
  std::map<std::string, std::string> all;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    const std::size_t equals = text.find('=');
    if (equals != std::string_view::npos && !text.starts_with("PIXHERD_") &&
        !text.starts_with("NO_COLOR=") && !text.starts_with("GITHUB_")) {
      all[std::string(text.substr(0, equals))] = text.substr(equals + 1);
    }
  }
  all["TERM"] = "xterm";
  all["XDG_CONFIG_HOME"] = "/nonexistent";  // the configuration of whoever runs the tests
  if (command.program.ends_with("/strace")) {
    all["ASAN_OPTIONS"] += ":detect_leaks=0";  // a process that is traced cannot look for leaks
  }
  for (const auto& [key, value] : command.environment) {
    all[key] = value;
  }
  std::vector<std::string> list;
  for (const auto& [key, value] : all) {
    list.push_back(fmt::format("{}={}", key, value));
  }
  return list;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) {
    pointers.push_back(text.data());
  }
  pointers.push_back(nullptr);
  return pointers;
}

/// Holds all signals back where a child is forked: one that comes before it is a program of its own
/// would be taken by the test framework's handler, which waits there for ever for a lock that some
/// other thread was holding.
class SignalsHeldBack {
 public:
  SignalsHeldBack() {
    sigset_t all;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~SignalsHeldBack() { let_come(); }
  SignalsHeldBack(const SignalsHeldBack&) = delete;
  SignalsHeldBack& operator=(const SignalsHeldBack&) = delete;

  /// In the child: those that have come are taken as a program without handlers takes them.
  void let_come_without_handlers() const {
    for (int number = 1; number < NSIG; ++number) {
      struct sigaction now {};
      if (::sigaction(number, nullptr, &now) == 0 && now.sa_handler != SIG_IGN) {
        std::signal(number, SIG_DFL);
      }
    }
    std::signal(SIGPIPE, SIG_DFL);
    let_come();
  }

 private:
  void let_come() const { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

  sigset_t before_{};
};

/// False at the end of the stream; a terminal says EIO there.
bool read_into(std::string& text, int fd) {
  std::array<char, 64 * 1024> piece{};
  const ssize_t count = ::read(fd, piece.data(), piece.size());
  if (count > 0) {
    text.append(piece.data(), static_cast<std::size_t>(count));
  }
  return count > 0 || (count < 0 && (errno == EINTR || errno == EAGAIN));
}

}  // namespace

Running::Running(const Command& command)
    : input_(command.input), deadline_(Clock::now() + command.deadline) {
  std::signal(SIGPIPE, SIG_IGN);  // it need not read what it is fed
  Ends in = make_ends();
  Ends out = make_ends();
  Ends err = command.terminal ? make_terminal(command.terminal_columns) : make_ends();
  std::vector<std::string> arguments = command.arguments;
  arguments.insert(arguments.begin(), command.program);
  std::vector<std::string> environment = environment_for(command);
  const std::vector<char*> argv = pointers_to(arguments);
  const std::vector<char*> envp = pointers_to(environment);
  const std::string folder = command.folder.string();
  // The engine may have left threads in this process: the child does nothing but system calls.
  const SignalsHeldBack held_back;
  pid_ = ::fork();  // NOLINT(cppcoreguidelines-prefer-member-initializer)
  PIXHERD_CHECK(pid_ >= 0);
  if (pid_ == 0) {
    held_back.let_come_without_handlers();
    ::dup2(in.read.get(), STDIN_FILENO);
    ::dup2(out.write.get(), STDOUT_FILENO);
    ::dup2(err.write.get(), STDERR_FILENO);
    if (command.umask) {
      ::umask(*command.umask);
    }
    if (folder.empty() || ::chdir(folder.c_str()) == 0) {
      ::execve(argv[0], argv.data(), envp.data());
    }
    ::_exit(kCannotExec);
  }
  in_ = std::move(in.write);
  out_ = std::move(out.read);
  err_ = std::move(err.read);
  ::fcntl(in_.get(), F_SETFL, O_NONBLOCK);
  feed();
}

Running::~Running() {
  if (pid_ > 0) {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
}

void Running::send(int signal_number) const { PIXHERD_CHECK(::kill(pid_, signal_number) == 0); }

void Running::pause() const {
  send(SIGSTOP);
  siginfo_t change{};
  const auto id = static_cast<id_t>(pid_);
  PIXHERD_CHECK(::waitid(P_PID, id, &change, WSTOPPED | WEXITED | WNOWAIT) == 0);
  PIXHERD_CHECK(change.si_code == CLD_STOPPED);
}

bool Running::is_late() const { return Clock::now() >= deadline_; }

void Running::feed() {
  while (in_ && fed_ < input_.size()) {
    const ssize_t count = ::write(in_.get(), input_.data() + fed_, input_.size() - fed_);
    if (count < 0) {
      if (errno != EAGAIN && errno != EINTR) {
        in_.reset();
      }
      return;
    }
    fed_ += static_cast<std::size_t>(count);
  }
  in_.reset();
}

/// One look at the streams; false where both have ended.
bool Running::pump(microseconds patience) {
  std::array<pollfd, 3> fds{pollfd{in_ ? in_.get() : -1, POLLOUT, 0},
                            pollfd{out_ ? out_.get() : -1, POLLIN, 0},
                            pollfd{err_ ? err_.get() : -1, POLLIN, 0}};
  const timespec limit{.tv_sec = patience.count() / 1'000'000,
                       .tv_nsec = patience.count() % 1'000'000 * 1000};
  if (::ppoll(fds.data(), fds.size(), &limit, nullptr) > 0) {
    if (fds[0].revents != 0) {
      feed();
    }
    if (fds[1].revents != 0 && !read_into(ended_.out, out_.get())) {
      out_.reset();
    }
    if (fds[2].revents != 0 && !read_into(ended_.err, err_.get())) {
      err_.reset();
    }
  }
  return static_cast<bool>(out_) || static_cast<bool>(err_);
}

bool Running::read_until(const std::function<bool()>& enough) {
  while (!enough()) {
    if (is_late() || !pump(milliseconds(10))) {
      return enough();
    }
  }
  return true;
}

void Running::read_for(microseconds length) {
  const auto end = Clock::now() + length;
  for (auto now = Clock::now(); now < end; now = Clock::now()) {
    pump(std::chrono::ceil<microseconds>(end - now));
  }
}

Ended Running::wait() {
  while (pump(milliseconds(50))) {
    if (is_late()) {
      ended_.late = true;
      ::kill(pid_, SIGKILL);
      break;
    }
  }
  int status = 0;
  PIXHERD_CHECK(::waitpid(pid_, &status, 0) == pid_);
  pid_ = -1;
  if (WIFEXITED(status)) {
    ended_.exit_code = WEXITSTATUS(status);
  } else {
    ended_.signal_number = WTERMSIG(status);
  }
  return ended_;
}

Ended run(const Command& command) { return Running(command).wait(); }

std::vector<pid_t> children_of(pid_t parent) {
  std::ifstream in(fmt::format("/proc/{0}/task/{0}/children", parent));
  std::vector<pid_t> found;
  for (pid_t child = 0; in >> child;) {
    found.push_back(child);
  }
  return found;
}

bool is_alive(pid_t pid) {
  std::ifstream in(fmt::format("/proc/{}/stat", pid));
  std::string line;
  std::getline(in, line);
  const std::size_t name_end = line.rfind(") ");
  return name_end != std::string::npos && line[name_end + 2] != 'Z' && line[name_end + 2] != 'X';
}

bool becomes_true(const std::function<bool()>& met, milliseconds deadline) {
  const auto end = Clock::now() + deadline;
  while (!met()) {
    if (Clock::now() >= end) {
      return false;
    }
    std::this_thread::sleep_for(milliseconds(5));
  }
  return true;
}

}  // namespace pixherd
