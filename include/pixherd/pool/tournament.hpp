// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <bit>
#include <optional>
#include <vector>

namespace pixherd {

/// Which of some slots comes first by what it stands for, the larger the earlier. A tournament:
/// what a slot stands for changes in O(log n). Of those that stand for the same the lowest comes
/// first.
template <typename Standing>
class Tournament {
 public:
  explicit Tournament(unsigned slots)
      : first_leaf_(std::bit_ceil(std::max(2U, slots))),
        standings_(first_leaf_),
        winners_(2 * std::size_t{first_leaf_}) {
    for (unsigned slot = 0; slot < first_leaf_; ++slot) {
      winners_[first_leaf_ + slot] = slot;
    }
    for (unsigned match = first_leaf_ - 1; match > 0; --match) {
      winners_[match] = winners_[2 * match];
    }
  }

  /// nullopt: the slot takes no part.
  void set(unsigned slot, std::optional<Standing> standing) {
    standings_[slot] = standing;
    for (unsigned match = (first_leaf_ + slot) / 2; match > 0; match /= 2) {
      const unsigned left = winners_[2 * match];
      const unsigned right = winners_[2 * match + 1];
      winners_[match] = standings_[left] < standings_[right] ? right : left;
    }
  }

  /// nullopt where nobody takes part.
  [[nodiscard]] std::optional<unsigned> winner() const {
    return standings_[winners_[1]] ? std::optional(winners_[1]) : std::nullopt;
  }
  [[nodiscard]] const std::optional<Standing>& standing(unsigned slot) const {
    return standings_[slot];
  }

 private:
  unsigned first_leaf_;
  std::vector<std::optional<Standing>> standings_;  ///< by slot
  std::vector<unsigned> winners_;                   ///< 1: of all; match k is between 2k and 2k + 1
};

}  // namespace pixherd
