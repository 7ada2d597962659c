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

/// A mark in the environment of a run and of all that it forks, by which they are found.
class Mark {
 public:
  /// Puts the mark on what `command` will start.
  explicit Mark(Command& command);

  /// True once none of them lives, at the latest after the two seconds that are promised.
  [[nodiscard]] bool all_gone() const;

 private:
  [[nodiscard]] bool anybody_lives() const;
  std::string entry_;
};

}  // namespace pixherd
