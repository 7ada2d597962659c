// SPDX-License-Identifier: Apache-2.0
#include "unattended.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <string>
#include <utility>

#include "complaint.hpp"
#include "pixherd/base/clock.hpp"
#include "pixherd/domain/exit_status.hpp"
#include "pixherd/files/state_folder.hpp"

namespace pixherd {
namespace {

using std::chrono::nanoseconds;

/// How long the lock may be free before a run that waits for it sees that.
constexpr nanoseconds kLookAgainAfter = std::chrono::milliseconds(50);

/// A signal ends the process meanwhile, as any other that waits.
void sleep_for(nanoseconds length) {
  const timespec time{0, static_cast<long>(length.count())};
  ::nanosleep(&time, nullptr);
}

std::string other_run(const LockedBy& locked) {
  return locked.holder.empty() ? "another run" : fmt::format("another run ({})", locked.holder);
}

int locked_out(const Options& options, const LockedBy& locked) {
  return fail({ErrorCode::usage,
               options.lock_wait_seconds > 0
                   ? fmt::format("{} still holds the lock of {} after {} s: try again later",
                                 other_run(locked), options.state, options.lock_wait_seconds)
                   : fmt::format("{} holds the lock of {}: try again later, or give --lock-wait",
                                 other_run(locked), options.state)},
              kExitLocked);
}

void say_that_we_wait(const Options& options, const LockedBy& locked) {
  if (options.verbosity != Verbosity::quiet) {
    fail({ErrorCode::usage,
          fmt::format("{} holds the lock of {}: waiting for it", other_run(locked), options.state)},
         kExitLocked);
  }
}

std::variant<HeldLock, int> take_lock(const Options& options, const Folder& folder) {
  const TimePoint begin = Clock::now();
  const std::chrono::duration<double> patience(options.lock_wait_seconds);
  for (bool first = true;; first = false) {
    auto tried = try_lock(folder);
    if (auto* lock = std::get_if<RunLock>(&tried)) {
      return HeldLock(std::move(*lock));
    }
    if (const auto* error = std::get_if<Error>(&tried)) {
      return fail({ErrorCode::usage,
                   fmt::format("--state {}: cannot be locked: {}", options.state, error->message)},
                  kExitUsage);
    }
    const auto& locked = std::get<LockedBy>(tried);
    const auto left = patience - (Clock::now() - begin);
    if (left <= left.zero()) {
      return locked_out(options, locked);
    }
    if (first) {
      say_that_we_wait(options, locked);
    }
    sleep_for(std::min(kLookAgainAfter, std::chrono::duration_cast<nanoseconds>(left)));
  }
}

}  // namespace

std::variant<HeldLock, int> begin_unattended(const Options& options) {
  // It follows from this one how the kernel serves its reads and writes, too.
  (void)!::nice(options.nice);
  if (!options.lock || options.plan) {
    return HeldLock();
  }
  if (options.settings.dry_run && ::access(options.state.c_str(), F_OK) != 0) {
    return HeldLock();  // nothing is written, and nobody can hold what is not there
  }
  const auto folder = open_state_folder(options.state);
  if (!folder) {
    return fail({ErrorCode::usage, "--state " + folder.error().message}, kExitUsage);
  }
  return take_lock(options, *folder);
}

std::optional<TimePoint> limit_of(const Options& options, TimePoint started) {
  if (!options.time_limit_seconds) {
    return std::nullopt;
  }
  const std::chrono::duration<double> limit(*options.time_limit_seconds);
  return started + std::chrono::duration_cast<Clock::duration>(limit);
}

}  // namespace pixherd
