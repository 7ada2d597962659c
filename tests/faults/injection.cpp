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

}  // namespace

Injected run_with(const Fault& fault, unsigned when, const Command& command) {
  const TempFolder logs;
  const std::string log = (logs / "log").string();
  Command traced = command;
  traced.program = "/usr/bin/strace";
  traced.arguments = {"-f",
                      "--seccomp-bpf",
                      "-qq",
                      "-o",
                      log,
                      "-e",
                      "signal=none",
                      "-e",
                      "trace=" + fault.call,
                      "-e",
                      fmt::format("inject={}:error={}:when={}", fault.call, fault.error, when),
                      command.program};
  traced.arguments.insert(traced.arguments.end(), command.arguments.begin(),
                          command.arguments.end());
  Injected done;
  done.ended = run(traced);
  done.times = count_of("(INJECTED)", read_file(log));
  return done;
}

}  // namespace pixherd
