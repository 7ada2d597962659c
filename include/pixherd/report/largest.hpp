// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace pixherd {

/// The first few of all that was added, as Before orders them; the rest is only counted, so that a
/// run of a million files takes no more memory than one of a thousand.
template <class Value, class Before>
class Largest {
 public:
  explicit Largest(std::size_t most) : most_(most) {}

  void add(Value value) {
    ++count_;
    values_.push_back(std::move(value));
    if (values_.size() >= 2 * most_) {
      const auto end = values_.begin() + static_cast<std::ptrdiff_t>(most_);
      std::nth_element(values_.begin(), end, values_.end(), Before());
      values_.resize(most_);
    }
  }

  /// How many were added.
  [[nodiscard]] std::uint64_t count() const { return count_; }

  [[nodiscard]] std::vector<Value> sorted() const {
    std::vector<Value> values = values_;
    std::sort(values.begin(), values.end(), Before());
    values.resize(std::min(values.size(), most_));
    return values;
  }

 private:
  std::size_t most_;
  std::uint64_t count_ = 0;
  std::vector<Value> values_;
};

}  // namespace pixherd
