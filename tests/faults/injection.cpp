// SPDX-License-Identifier: Apache-2.0
#include "injection.hpp"

#include <fmt/format.h>

#include "support/temp_folder.hpp"

namespace pixherd {
namespace {

std::size_t count_of(const std::string& word, const std::string& text) {
  std::size_t count = 0;
  for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
    ++count;
  }
  return count;
}

Command under_strace(const std::vector<std::string>& options, const Command& command) {
  Command traced = command;
  traced.program = "/usr/bin/strace";
  traced.arguments = options;
  traced.arguments.push_back(command.program);
  traced.arguments.insert(traced.arguments.end(), command.arguments.begin(),
                          command.arguments.end());
  return traced;
}

/// With its workers, and these options.
Command traced_by(const std::vector<std::string>& options, const Command& command) {
  std::vector<std::string> all{"-f", "--seccomp-bpf", "-qq", "-e", "signal=none"};
  all.insert(all.end(), options.begin(), options.end());
  return under_strace(all, command);
}

}  // namespace

Command killed_at(const std::string& call, unsigned when, const Command& command) {
  // Without a filter for its calls: strace sends no signal at a call that it sees by one.
  return under_strace({"-qq", "-o", "/dev/null", "-e", "trace=" + call, "-e",
                       fmt::format("inject={}:signal=KILL:when={}", call, when)},
                      command);
}

Command held_up(const std::string& call, std::chrono::milliseconds length, const Command& command) {
  return traced_by({"-o", "/dev/null", "-e", "trace=" + call, "-e",
                    fmt::format("inject={}:delay_enter={}ms:when=1", call, length.count())},
                   command);
}

bool is_held_up_in(long call, pid_t tracer) {
  const std::vector<pid_t> traced = children_of(tracer);
  return !traced.empty() && read_file(fmt::format("/proc/{}/syscall", traced.front()))
                                .starts_with(fmt::format("{} ", call));
}

Injected run_with(const Fault& fault, unsigned when, const Command& command) {
  const TempFolder logs;
  const std::string log = (logs / "log").string();
  std::vector<std::string> options{
      "-o",
      log,
      "-e",
      "trace=" + fault.call,
      "-e",
      fmt::format("inject={}:error={}:when={}", fault.call, fault.error,
                  when == kEveryTime ? "1+" : fmt::format("{}", when))};
  if (!fault.path.empty()) {
    options.insert(options.end(), {"-P", fault.path});
  }
  const Command traced = traced_by(options, command);
  Injected done;
  done.ended = run(traced);
  done.times = count_of("(INJECTED)", read_file(log));
  return done;
}

}  // namespace pixherd
