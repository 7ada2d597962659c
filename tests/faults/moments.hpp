// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>

#include "fault_tree.hpp"
#include "support/random.hpp"

namespace pixherd {

using std::chrono::microseconds;

/// How long the run of `command` takes where nobody disturbs it; the tree is made anew for it.
microseconds undisturbed_length(Way way, unsigned images);

/// A moment from the start to a little beyond the end of a run of that length.
microseconds random_moment(Random& random, microseconds length);

/// Moments for one run after the other of the same kind. A machine is not as fast at each of them:
/// where a moment comes too late the next ones come earlier, and later where one was early enough
/// near the end.
class Moments {
 public:
  Moments(Way way, unsigned images, std::uint32_t seed);

  /// From the start of a run to a little beyond its end.
  microseconds next();

  /// Whether the run still went on at the last one.
  void came(bool in_time);

  Random& random() { return random_; }

 private:
  Random random_;
  microseconds length_;
  microseconds last_{};
};

/// A mark in the environment of a run and of all that it forks, by which they are found.
class Mark {
 public:
  /// Puts the mark on what `command` will start.
  explicit Mark(Command& command);

  /// True once none of them lives, which is waited for, but not for long.
  [[nodiscard]] bool all_gone() const;

 private:
  [[nodiscard]] bool anybody_lives() const;
  std::string entry_;
};

}  // namespace pixherd
