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

/// `command` under strace with these options.
Command traced_by(const std::vector<std::string>& options, const Command& command) {
  Command traced = command;
  traced.program = "/usr/bin/strace";
  traced.arguments = {"-f", "--seccomp-bpf", "-qq", "-e", "signal=none"};
  traced.arguments.insert(traced.arguments.end(), options.begin(), options.end());
  traced.arguments.push_back(command.program);
  traced.arguments.insert(traced.arguments.end(), command.arguments.begin(),
                          command.arguments.end());
  return traced;
}

}  // namespace

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
  const Command traced =
      traced_by({"-o", log, "-e", "trace=" + fault.call, "-e",
                 fmt::format("inject={}:error={}:when={}", fault.call, fault.error,
                             when == kEveryTime ? "1+" : fmt::format("{}", when))},
                command);
  Injected done;
  done.ended = run(traced);
  done.times = count_of("(INJECTED)", read_file(log));
  return done;
}

}  // namespace pixherd
