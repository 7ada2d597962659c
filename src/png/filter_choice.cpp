// SPDX-License-Identifier: Apache-2.0
#include "filter_choice.hpp"

#include <array>
#include <cmath>
#include <cstdlib>
#include <utility>

namespace pixherd {
namespace {

using FilteredRow = std::vector<std::uint8_t>;

/// What a filtered row weighs by each rule: the less, the better it should compress.
struct Weights {
  double differences = 0;    ///< the sum of its samples as signed numbers, without their sign
  double entropy = 0;        ///< its bits, were each byte coded by how often it occurs
  double pairs = 0;          ///< how many different pairs of neighbours there are
  double pairs_entropy = 0;  ///< its bits, were pairs coded by how often they occur
};
constexpr std::array kRules{&Weights::differences, &Weights::entropy, &Weights::pairs,
                            &Weights::pairs_entropy};

/// Weighs rows of one length, with memory that is used for all of them. An entropy is told but for
/// what is the same for all of them.
class RowScale {
 public:
  explicit RowScale(std::size_t length) : pair_counts_(kPairs), bits_of_(length + 1) {
    for (std::size_t n = 1; n < bits_of_.size(); ++n) {
      bits_of_[n] = static_cast<double>(n) * std::log2(static_cast<double>(n));
    }
  }

  Weights weigh(const FilteredRow& row) {
    Weights weights;
    std::array<std::uint32_t, 256> counts{};
    std::uint64_t differences = 0;
    for (const std::uint8_t byte : row) {
      differences += static_cast<unsigned>(std::abs(static_cast<std::int8_t>(byte)));
      ++counts[byte];
    }
    weights.differences = static_cast<double>(differences);
    for (const std::uint32_t count : counts) {
      weights.entropy -= bits_of_[count];
    }
    weigh_pairs(row, weights);
    return weights;
  }

 private:
  static constexpr std::size_t kPairs = 65536;

  /// Leaves the counts at nought for the next row.
  void weigh_pairs(const FilteredRow& row, Weights& weights) {
    std::uint16_t pair = 0;
    const auto next = [&pair](std::uint8_t byte) {
      pair = static_cast<std::uint16_t>(pair << 8U | byte);
      return pair;
    };
    for (const std::uint8_t byte : row) {
      ++pair_counts_[next(byte)];
    }
    pair = 0;
    for (const std::uint8_t byte : row) {
      const std::uint32_t count = std::exchange(pair_counts_[next(byte)], 0);
      weights.pairs += count != 0 ? 1 : 0;
      weights.pairs_entropy -= bits_of_[count];
    }
  }

  std::vector<std::uint32_t> pair_counts_;
  std::vector<double> bits_of_;  ///< n log2(n)
};

}  // namespace

std::vector<RowFilters> filter_choices(const PngRows& rows, const RowNumbers& numbers) {
  std::vector<RowFilters> choices;
  for (std::size_t i = 0; i < kRowFilterCount; ++i) {
    choices.emplace_back(numbers.size(), static_cast<RowFilter>(i));
  }
  std::array<RowFilters, kRules.size()> by_rule;
  RowScale scale(rows.length);
  FilteredRow filtered(rows.length);
  for (const std::size_t row : numbers) {
    std::array<Weights, kRowFilterCount> weights;
    for (std::size_t i = 0; i < kRowFilterCount; ++i) {
      filter_row(rows, row, static_cast<RowFilter>(i), filtered.data());
      weights[i] = scale.weigh(filtered);
    }
    for (std::size_t rule = 0; rule < kRules.size(); ++rule) {
      std::size_t best = 0;
      for (std::size_t i = 1; i < kRowFilterCount; ++i) {
        best = weights[i].*kRules[rule] < weights[best].*kRules[rule] ? i : best;
      }
      by_rule[rule].push_back(static_cast<RowFilter>(best));
    }
  }
  choices.insert(choices.end(), by_rule.begin(), by_rule.end());
  return choices;
}

}  // namespace pixherd
