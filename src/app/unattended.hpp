// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <variant>

#include "pixherd/base/clock.hpp"
#include "pixherd/cli/options.hpp"
#include "pixherd/files/run_lock.hpp"

namespace pixherd {

/// The lock, for as long as this lives; none where none was asked for.
using HeldLock = std::optional<RunLock>;

/// What comes before anything is looked at where nobody watches: the priority of --nice, which
/// workers inherit, and the lock of --lock, waited for as long as --lock-wait says and the time
/// limit of a run that began at `started` allows. The exit code, once a message was printed, where
/// the run cannot have it.
std::variant<HeldLock, int> begin_unattended(const Options& options, TimePoint started);

/// When a run that began at `started` begins nothing more (--time-limit).
std::optional<TimePoint> limit_of(const Options& options, TimePoint started);

}  // namespace pixherd
