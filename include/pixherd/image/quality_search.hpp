// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>

namespace pixherd {

/// Bisection for the best of `steps` ways to encode, numbered from the best (0) to the smallest,
/// whose output fits. The best is tried first, since it often fits; then at most six more. With up
/// to 64 steps the answer is the best one that fits, with up to 100 it may be the one behind it;
/// that none fits is said only once the smallest was tried. Sizes that do not fall all the way make
/// the answer worse, but it fits in any case.
class QualitySearch {
 public:
  static constexpr int kMostTries = 7;

  explicit QualitySearch(std::size_t steps) : first_fit_(steps), steps_(steps) {}

  /// What to try next; nullopt: the search has ended.
  [[nodiscard]] std::optional<std::size_t> next() const;
  /// How that went.
  void tried(bool fits);
  /// The best step that was seen to fit.
  [[nodiscard]] std::optional<std::size_t> answer() const;

 private:
  std::size_t not_before_ = 0;  ///< all steps below are known not to fit
  std::size_t first_fit_;       ///< of those tried; `steps_` where none did
  std::size_t steps_;
  int tries_ = 0;
};

}  // namespace pixherd
