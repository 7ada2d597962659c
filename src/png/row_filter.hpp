// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "png_rows.hpp"

namespace pixherd {

/// The filter types of the PNG specification, by their numbers there.
enum class RowFilter : std::uint8_t { none, sub, up, average, paeth };
inline constexpr std::size_t kRowFilterCount = 5;

/// The numbers of some rows of a picture, from the top.
using RowNumbers = std::vector<std::size_t>;
/// A filter for each of them.
using RowFilters = std::vector<RowFilter>;

/// Filters row `number` of `rows` into `out`, which has room for a row.
void filter_row(const PngRows& rows, std::size_t number, RowFilter filter, std::uint8_t* out);

/// Adds rows to `out` as they are compressed: each behind the number of its filter.
void filter_rows(const PngRows& rows, const RowNumbers& numbers, const RowFilters& filters,
                 std::vector<std::uint8_t>& out);

}  // namespace pixherd
