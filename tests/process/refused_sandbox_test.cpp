// SPDX-License-Identifier: Apache-2.0
// A kernel that says it has something to confine a worker with, and then refuses it: a program that
// is confined already, too deep to be confined further.
#include <linux/seccomp.h>
#include <seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include <cerrno>
#include <initializer_list>

#include "pixherd/process/sandbox.hpp"
#include "support/catch.hpp"
#include "support/compare.hpp"
#include "support/toy_run.hpp"

namespace pixherd {
namespace {

constexpr int kCreateRuleset = 444;
constexpr int kRestrictSelf = 446;

struct Refusal {
  int call;
  int with = EPERM;
};

/// From here on this process is refused these calls; of those that set a filter only the setting.
void refuse(std::initializer_list<Refusal> refusals) {
  auto* filter = ::seccomp_init(SCMP_ACT_ALLOW);
  for (const auto [call, with] : refusals) {
    const std::uint32_t answer = SCMP_ACT_ERRNO(static_cast<std::uint32_t>(with));
    if (call == SCMP_SYS(seccomp)) {
      ::seccomp_rule_add(filter, answer, call, 1, SCMP_A0(SCMP_CMP_EQ, SECCOMP_SET_MODE_FILTER));
      ::seccomp_rule_add(filter, answer, SCMP_SYS(prctl), 1, SCMP_A0(SCMP_CMP_EQ, PR_SET_SECCOMP));
    } else {
      ::seccomp_rule_add(filter, answer, call, 0);
    }
  }
  if (::seccomp_load(filter) != 0) {
    ::_exit(98);
  }
}

/// 0 or 1: whether a process that is refused these calls says that it has been confined.
int confined(SandboxMode mode, std::initializer_list<Refusal> refusals) {
  return in_child([&] {
           refuse(refusals);
           ::_exit(confine(mode) ? 1 : 0);
         })
      .exit_code;
}

TEST_CASE("who is refused what this kernel has is not confined, and who lacks it is") {
  const SandboxFacts facts = probe_sandbox();
  if (!facts.complete()) {
    WARN("skipped: this kernel has no Landlock or no seccomp");
    return;
  }
  for (const SandboxMode mode : {SandboxMode::automatic, SandboxMode::require}) {
    CAPTURE(name(mode));
    CHECK(confined(mode, {}) == 1);
    CHECK(confined(mode, {{kRestrictSelf, E2BIG}}) == 0);
    CHECK(confined(mode, {{SCMP_SYS(seccomp)}}) == 0);
    const bool lacking_is_fine = mode == SandboxMode::automatic;
    CHECK(confined(mode, {{kCreateRuleset, ENOSYS}}) == (lacking_is_fine ? 1 : 0));
  }
  CHECK(confined(SandboxMode::off, {{kRestrictSelf}, {SCMP_SYS(seccomp)}}) == 1);
}

TEST_CASE(
    "where workers cannot be confined as their kernel can the run stops and names the option") {
  if (!probe_sandbox().complete()) {
    WARN("skipped: this kernel has no Landlock or no seccomp");
    return;
  }
  for (const SandboxMode mode : {SandboxMode::automatic, SandboxMode::require}) {
    CAPTURE(name(mode));
    const ChildEnd end = in_child([&] {
      refuse({{kRestrictSelf, E2BIG}});
      ToyRun toy(20, {2, 4});
      SignalWatch signals;
      WorkerPool pool(toy.handler, 4, mode);
      const RunResult result = toy.run(pool, signals);
      int wrong = result.end == RunEnd::stopped ? 0 : 1;
      wrong += contains(result.stop_reason, "confined") ? 0 : 2;
      wrong += contains(result.stop_reason, "--sandbox=off") ? 0 : 4;
      for (const auto& outcome : toy.observer.outcomes) {
        wrong |= outcome && outcome->status == TaskStatus::unprocessed ? 0 : 8;
      }
      ::_exit(wrong);
    });
    CHECK(end.signal_number == 0);
    CHECK(end.exit_code == 0);
  }
}

}  // namespace
}  // namespace pixherd
