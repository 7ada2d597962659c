// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <variant>

#include "pixherd/base/error.hpp"
#include "pixherd/base/fd.hpp"
#include "pixherd/files/tree.hpp"

namespace pixherd {

/// The lock of a state folder, which one run has at a time. The kernel takes it back when the
/// descriptor is closed, however the holder came to its end; no child may keep that.
class RunLock {
 public:
  explicit RunLock(Fd file) : file_(std::move(file)) {}

 private:
  Fd file_;
};

/// Another run has the lock.
struct LockedBy {
  std::string holder;  ///< "pid 123, since 2026-11-26T03:30:00Z"; empty: it has not said yet
};

/// Takes the lock of the folder, or says who has it, or (Error) why nobody can. Never waits.
std::variant<RunLock, LockedBy, Error> try_lock(const Folder& folder);

}  // namespace pixherd
