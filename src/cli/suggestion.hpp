// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace pixherd {

/// The one of `candidates` that is close to `word` or begins with it, or nullptr.
const std::string* closest_to(std::string_view word, const std::vector<std::string>& candidates);

/// "; did you mean --quality?" where one of `candidates` is close to `word` or begins with it, and
/// nothing where none is.
std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace pixherd
