// SPDX-License-Identifier: Apache-2.0
#include "pixherd/image/quality_search.hpp"

namespace pixherd {

std::optional<std::size_t> QualitySearch::next() const {
  if (not_before_ >= first_fit_ || tries_ == kMostTries) {
    return std::nullopt;
  }
  // The greater half of what is left is the one with the better qualities: so the smallest output
  // is tried before the tries run out.
  return tries_ == 0 ? 0 : not_before_ + (first_fit_ - not_before_) / 2;
}

void QualitySearch::tried(bool fits) {
  const std::size_t step = next().value_or(first_fit_);
  ++tries_;
  if (fits) {
    first_fit_ = step;
  } else {
    not_before_ = step + 1;
  }
}

std::optional<std::size_t> QualitySearch::answer() const {
  return first_fit_ < steps_ ? std::optional(first_fit_) : std::nullopt;
}

}  // namespace pixherd
