// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "row_filter.hpp"

namespace pixherd {

/// One candidate after another of a filter for each of these rows: each of the five for all rows,
/// and by some rules that look at a row in all five ways and take the one that seems to compress
/// best. None can tell for sure, and which is right most often depends on the picture.
std::vector<RowFilters> filter_choices(const PngRows& rows, const RowNumbers& numbers);

}  // namespace pixherd
