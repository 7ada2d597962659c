// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "herd/sim_task.hpp"
#include "pixherd/base/result.hpp"

namespace pixherd::herd {

/// How far what a task takes is from what is predicted for its format and bytes: the standard
/// deviation of the ratio's logarithm. Among the recorded JPEGs it is 0.43, among the PNGs 0.91.
inline constexpr double kPredictionError = 0.5;

/// Photographs: JPEGs of log-normal size (0.4 MB in the median, a few of them many times that),
/// which take what is predicted times log-normal noise. The same at every call.
std::vector<SimTask> drawn_photographs(std::size_t count, std::uint32_t seed);

/// Small JPEGs, a millisecond or two each, and a single one of a hundred megapixels among them.
std::vector<SimTask> one_giant(std::size_t count, std::uint32_t seed);

/// `count` draws from recorded images, which take what they took then.
std::vector<SimTask> drawn_from(const std::vector<SimTask>& recorded, std::size_t count,
                                std::uint32_t seed);

/// What bench/record_costs.py wrote.
Result<std::vector<SimTask>> read_recorded(const std::string& path);

}  // namespace pixherd::herd
