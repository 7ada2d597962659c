// SPDX-License-Identifier: Apache-2.0
#include "filter_choice.hpp"

#include <array>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <utility>

namespace pixherd {
namespace {

using FilteredRow = std::vector<std::uint8_t>;

/// Weighs filtered rows of one length: the less, the better they should compress. Has memory that
/// is used for all of them. An entropy is told but for what is the same for all rows.
class RowScale {
 public:
  explicit RowScale(std::size_t length) : pair_counts_(kPairs), bits_of_(length + 1) {
    for (std::size_t n = 1; n < bits_of_.size(); ++n) {
      bits_of_[n] = static_cast<double>(n) * std::log2(static_cast<double>(n));
    }
  }

  /// The sum of the samples as signed numbers, without their sign.
  double differences(const FilteredRow& row) {
    std::uint64_t sum = 0;
    for (const std::uint8_t byte : row) {
      sum += static_cast<unsigned>(std::abs(static_cast<std::int8_t>(byte)));
    }
    return static_cast<double>(sum);
  }

  /// Bits, were each byte coded by how often it occurs.
  double entropy(const FilteredRow& row) {
    std::array<std::uint32_t, 256> counts{};
    for (const std::uint8_t byte : row) {
      ++counts[byte];
    }
    double saved = 0;
    for (const std::uint32_t count : counts) {
      saved += bits_of_[count];
    }
    return -saved;
  }

  /// How many different pairs of neighbours there are.
  double pairs(const FilteredRow& row) { return weigh_pairs(row).different; }

  /// Bits, were pairs coded by how often they occur.
  double pairs_entropy(const FilteredRow& row) { return -weigh_pairs(row).saved; }

 private:
  static constexpr std::size_t kPairs = 65536;
  struct PairWeights {
    double different = 0;
    double saved = 0;
  };

  /// Leaves the counts at nought for the next row.
  PairWeights weigh_pairs(const FilteredRow& row) {
    std::uint16_t pair = 0;
    const auto next = [&pair](std::uint8_t byte) {
      pair = static_cast<std::uint16_t>(pair << 8U | byte);
      return pair;
    };
    for (const std::uint8_t byte : row) {
      ++pair_counts_[next(byte)];
    }
    PairWeights weights;
    pair = 0;
    for (const std::uint8_t byte : row) {
      const std::uint32_t count = std::exchange(pair_counts_[next(byte)], 0);
      weights.different += count != 0 ? 1 : 0;
      weights.saved += bits_of_[count];
    }
    return weights;
  }

  std::vector<std::uint32_t> pair_counts_;
  std::vector<double> bits_of_;  ///< n log2(n)
};

constexpr std::array kRules{&RowScale::differences, &RowScale::entropy, &RowScale::pairs,
                            &RowScale::pairs_entropy};
static_assert(kRowFilterCount + kRules.size() == kFilterChoices);

}  // namespace

RowFilters filter_choice(const PngRows& rows, const RowNumbers& numbers, std::size_t choice) {
  if (choice < kRowFilterCount) {
    return RowFilters(numbers.size(), static_cast<RowFilter>(choice));
  }
  const auto rule = kRules[choice - kRowFilterCount];
  RowFilters filters;
  RowScale scale(rows.length);
  FilteredRow filtered(rows.length);
  for (const std::size_t row : numbers) {
    double best = std::numeric_limits<double>::infinity();
    filters.push_back(RowFilter::none);
    for (std::size_t i = 0; i < kRowFilterCount; ++i) {
      filter_row(rows, row, static_cast<RowFilter>(i), filtered.data());
      const double weight = (scale.*rule)(filtered);
      if (weight < best) {
        best = weight;
        filters.back() = static_cast<RowFilter>(i);
      }
    }
  }
  return filters;
}

}  // namespace pixherd
