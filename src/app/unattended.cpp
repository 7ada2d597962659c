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

/// Why a run does not wait for the lock any longer.
std::string impatience(const Options& options, bool time_is_over) {
  if (options.lock_wait_seconds <= 0) {
    return fmt::format(": try again later, or give {}--lock-wait 10m",
                       options.lock ? "" : "--lock ");
  }
  return time_is_over ? ", and the time limit was reached: try again later"
                      : fmt::format(" after {} s: try again later", options.lock_wait_seconds);
}

int locked_out(const Options& options, const LockedBy& locked, bool time_is_over) {
  return fail(fmt::format("{} {} the lock of {}{}", other_run(locked),
                          options.lock_wait_seconds > 0 ? "still holds" : "holds", options.state,
                          impatience(options, time_is_over)),
              kExitLocked);
}

void say_that_we_wait(const Options& options, const LockedBy& locked) {
  if (options.verbosity != Verbosity::quiet) {
    complain(
        fmt::format("{} holds the lock of {}: waiting for it", other_run(locked), options.state));
  }
}

std::variant<HeldLock, int> take_lock(const Options& options, const Folder& folder,
                                      TimePoint started) {
  const TimePoint begin = Clock::now();
  const std::chrono::duration<double> patience(options.lock_wait_seconds);
  const auto limit = limit_of(options, started);
  for (bool first = true;; first = false) {
    auto tried = try_lock(folder);
    if (auto* lock = std::get_if<RunLock>(&tried)) {
      return HeldLock(std::move(*lock));
    }
    if (const auto* error = std::get_if<Error>(&tried)) {
      return fail(fmt::format("--state {}: cannot be locked: {}", options.state, error->message),
                  kExitUsage);
    }
    const auto& locked = std::get<LockedBy>(tried);
    const TimePoint now = Clock::now();
    std::chrono::duration<double> left = patience - (now - begin);
    const bool limit_is_first = limit && *limit - now < left;
    left = limit_is_first ? *limit - now : left;
    if (left <= left.zero()) {
      return locked_out(options, locked, limit_is_first);
    }
    if (first) {
      say_that_we_wait(options, locked);
    }
    sleep_for(std::min(kLookAgainAfter, std::chrono::duration_cast<nanoseconds>(left)));
  }
}

}  // namespace

std::variant<HeldLock, int> begin_unattended(const Options& options, TimePoint started) {
  // It follows from this one how the kernel serves its reads and writes, too.
  (void)!::nice(options.nice);
  const bool must_be_alone =
      options.writes() && !options.state.empty() && shrinks_each_time(options.settings);
  if ((!options.lock && !must_be_alone) || options.plan) {
    return HeldLock();
  }
  if (options.settings.dry_run && ::access(options.state.c_str(), F_OK) != 0) {
    return HeldLock();  // nothing is written, and nobody can hold what is not there
  }
  const auto folder = open_state_folder(options.state);
  if (!folder) {
    return fail("--state " + folder.error().message, kExitUsage);
  }
  return take_lock(options, *folder, started);
}

std::optional<TimePoint> limit_of(const Options& options, TimePoint started) {
  if (!options.time_limit_seconds) {
    return std::nullopt;
  }
  const std::chrono::duration<double> limit(*options.time_limit_seconds);
  return started + std::chrono::duration_cast<Clock::duration>(limit);
}

}  // namespace pixherd
