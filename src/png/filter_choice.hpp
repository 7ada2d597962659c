// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "row_filter.hpp"

namespace pixherd {

/// Ways to choose a filter for each row: each of the five for all rows, and by some rules that look
/// at a row in all five ways and take the one that seems to compress best. None can tell for sure,
/// and which is right most often depends on the picture.
inline constexpr std::size_t kFilterChoices = kRowFilterCount + 4;

/// The filters of these rows by the choice of that number.
RowFilters filter_choice(const PngRows& rows, const RowNumbers& numbers, std::size_t choice);

}  // namespace pixherd
