// SPDX-License-Identifier: Apache-2.0
// Linked into every test program: nohup makes all below it ignore SIGHUP, and a shell's background
// jobs ignore SIGINT. What the tests start would too, and pixherd goes by that.
#include <csignal>
#include <initializer_list>

namespace pixherd {
namespace {

[[maybe_unused]] const bool signals_are_heeded = [] {
  for (const int number : {SIGHUP, SIGINT, SIGQUIT, SIGPIPE, SIGTERM}) {
    std::signal(number, SIG_DFL);
  }
  return true;
}();

}  // namespace
}  // namespace pixherd
