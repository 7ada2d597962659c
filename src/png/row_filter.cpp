// SPDX-License-Identifier: Apache-2.0
#include "row_filter.hpp"

#include <algorithm>
#include <cstdlib>

namespace pixherd {
namespace {

/// The neighbour that is nearest to left + above - corner. Without a branch, so that a row's
/// samples are worked on side by side.
unsigned nearest_neighbour(int left, int above, int corner) {
  const int to_left = std::abs(above - corner);
  const int to_above = std::abs(left - corner);
  const int to_corner = std::abs(left + above - 2 * corner);
  const int second = to_above <= to_corner ? above : corner;
  return static_cast<unsigned>(to_left <= to_above && to_left <= to_corner ? left : second);
}

/// `predict` is given the neighbours to the left, above, and above the one to the left.
template <typename Predict>
void subtract(const std::uint8_t* row, const std::uint8_t* above, std::size_t length,
              std::size_t step, std::uint8_t* out, Predict predict) {
  const std::size_t start = std::min(step, length);
  for (std::size_t i = 0; i < start; ++i) {
    out[i] = static_cast<std::uint8_t>(row[i] - predict(0, above[i], 0));
  }
  for (std::size_t i = start; i < length; ++i) {
    out[i] = static_cast<std::uint8_t>(row[i] - predict(row[i - step], above[i], above[i - step]));
  }
}

}  // namespace

void filter_row(const PngRows& rows, std::size_t number, RowFilter filter, std::uint8_t* out) {
  const std::vector<std::uint8_t> nothing(number == 0 ? rows.length : 0);
  const std::uint8_t* row = rows.row(number);
  const std::uint8_t* above = number == 0 ? nothing.data() : rows.row(number - 1);
  const auto with = [&](auto predict) {
    subtract(row, above, rows.length, rows.pixel_bytes, out, predict);
  };
  switch (filter) {
    case RowFilter::none: std::copy_n(row, rows.length, out); break;
    case RowFilter::sub: with([](int left, int, int) { return left; }); break;
    case RowFilter::up: with([](int, int up, int) { return up; }); break;
    case RowFilter::average: with([](int left, int up, int) { return (left + up) / 2; }); break;
    case RowFilter::paeth: with(nearest_neighbour); break;
  }
}

void filter_rows(const PngRows& rows, const RowNumbers& numbers, const RowFilters& filters,
                 std::vector<std::uint8_t>& out) {
  const std::size_t before = out.size();
  out.resize(before + numbers.size() * (rows.length + 1));
  std::uint8_t* at = out.data() + before;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    *at++ = static_cast<std::uint8_t>(filters[i]);
    filter_row(rows, numbers[i], filters[i], at);
    at += rows.length;
  }
}

}  // namespace pixherd
