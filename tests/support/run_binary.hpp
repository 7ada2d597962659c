// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "pixherd/base/fd.hpp"

namespace pixherd {

/// How a program is to be run.
struct Command {
  std::string program;
  std::vector<std::string> arguments = {};
  std::map<std::string, std::string> environment =
      {};                             ///< beside our own; PIXHERD_*, GITHUB_* are not passed
  std::filesystem::path folder = {};  ///< to stand in; empty: ours
  std::string input = {};             ///< bytes for its standard input
  bool terminal = false;              ///< its stderr is one, of 40 rows...
  unsigned short terminal_columns = 120;
  std::optional<mode_t> umask = {};
  std::chrono::seconds deadline{30};  ///< then it is killed
};

/// How it ended, and all that it printed.
struct Ended {
  int exit_code = -1;     ///< -1 where a signal ended it
  int signal_number = 0;  ///< 0 where it exited
  bool late = false;      ///< killed by us at its deadline
  std::string out;
  std::string err;
};

/// A program while it runs; killed and reaped where its run is not waited for.
class Running {
 public:
  explicit Running(const Command& command);
  ~Running();
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

  [[nodiscard]] pid_t pid() const { return pid_; }
  [[nodiscard]] const Ended& so_far() const { return ended_; }
  void send(int signal_number) const;

  /// Stands still from here, but for its children, until it is sent SIGCONT.
  void pause() const;

  /// Reads what it prints until `enough` says so. False at the deadline, or where it ended before.
  bool read_until(const std::function<bool()>& enough);

  /// Reads what it prints for so long, to the moment, whether it still runs or not.
  void read_for(std::chrono::microseconds length);

  /// Reads to the end of both streams, which is when nobody has them open any more, and reaps it.
  Ended wait();

 private:
  bool pump(std::chrono::microseconds patience);
  void feed();
  [[nodiscard]] bool is_late() const;

  pid_t pid_ = -1;
  Fd in_;
  Fd out_;
  Fd err_;
  std::string input_;
  std::size_t fed_ = 0;
  std::chrono::steady_clock::time_point deadline_;
  Ended ended_;
};

Ended run(const Command& command);

/// The processes that `parent` has forked and not reaped yet.
std::vector<pid_t> children_of(pid_t parent);

/// True where that process is there and no zombie.
bool is_alive(pid_t pid);

/// Looks until `met` or until the deadline; says whether it was met.
bool becomes_true(const std::function<bool()>& met, std::chrono::milliseconds deadline);

}  // namespace pixherd
