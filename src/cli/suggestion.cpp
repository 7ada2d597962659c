// SPDX-License-Identifier: Apache-2.0
#include "suggestion.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace pixherd {
namespace {

/// How many characters have to be put in, left out, replaced, or swapped with their neighbour.
std::size_t typing_errors(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before_last;
  std::vector<std::size_t> last(b.size() + 1);
  std::iota(last.begin(), last.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::vector<std::size_t> row{i};
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row.push_back(std::min({replaced, last[j] + 1, row[j - 1] + 1}));
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], before_last[j - 2] + 1);
      }
    }
    before_last = std::move(last);
    last = std::move(row);
  }
  return last.back();
}

/// About a third of the word may be wrong; of a short one, a single character.
std::size_t forgiven(std::string_view word) {
  return std::max<std::size_t>(1, (word.size() + 1) / 3);
}

constexpr std::size_t kLongestTyped = 64;

}  // namespace

const std::string* closest_to(std::string_view word, const std::vector<std::string>& candidates) {
  const std::string_view bare = word.substr(std::min(word.find_first_not_of('-'), word.size()));
  if (bare.size() < 2 || word.size() > kLongestTyped) {
    return nullptr;
  }
  const std::string* best = nullptr;
  std::size_t fewest = forgiven(bare) + 1;
  for (const std::string& candidate : candidates) {
    const std::size_t errors = typing_errors(word, candidate);
    if (errors < fewest && errors < candidate.size()) {
      fewest = errors;
      best = &candidate;
    }
  }
  if (best == nullptr && bare.size() > 2) {
    const auto longer = std::find_if(candidates.begin(), candidates.end(),
                                     [&](const auto& name) { return name.starts_with(word); });
    best = longer == candidates.end() ? nullptr : &*longer;
  }
  return best;
}

std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates) {
  const std::string* meant = closest_to(word, candidates);
  return meant == nullptr ? "" : fmt::format("; did you mean {}?", *meant);
}

}  // namespace pixherd
