// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace pixherd {

/// Numbers of entries, from 0, found by hashes: open addressing, eight bytes for each. That is a
/// tenth of what a map takes, and each run has to touch all of it anew.
class EntryNumbers {
 public:
  explicit EntryNumbers(std::size_t most = 0)
      : table_(std::bit_ceil(std::max<std::size_t>(16, 2 * most)), kFree) {}

  /// Takes the place of the one that `same` says yes to, or is added, and then it is true.
  template <class Same>
  bool put(std::uint64_t hash, std::uint32_t number, const Same& same) {
    std::size_t at = hash & (table_.size() - 1);
    while (table_[at] != kFree && !same(table_[at])) {
      at = (at + 1) & (table_.size() - 1);
    }
    const bool added = table_[at] == kFree;
    table_[at] = number;
    return added;
  }

  /// Of those that may have this hash the first that `wanted` says yes to.
  template <class Wanted>
  [[nodiscard]] std::optional<std::uint32_t> find(std::uint64_t hash, const Wanted& wanted) const {
    for (std::size_t at = hash & (table_.size() - 1); table_[at] != kFree;
         at = (at + 1) & (table_.size() - 1)) {
      if (wanted(table_[at])) {
        return table_[at];
      }
    }
    return std::nullopt;
  }

  template <class Take>
  void for_each(const Take& take) const {
    for (const std::uint32_t number : table_) {
      if (number != kFree) {
        take(number);
      }
    }
  }

 private:
  static constexpr std::uint32_t kFree = ~std::uint32_t{0};
  std::vector<std::uint32_t> table_;
};

}  // namespace pixherd
