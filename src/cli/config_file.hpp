// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "layers.hpp"

namespace pixherd {

inline constexpr const char* kConfigKey = "config";
inline constexpr const char* kNoConfigKey = "no-config";
inline constexpr const char* kProjectFile = ".pixherd.toml";

/// What a configuration file says: the long names of options as keys, without headings but for
/// [budgets]. `shown` is the file's name for messages, and relative paths and the globs of budgets
/// in it count from `folder` ("": the current one). Throws UsageError with file, line and key.
Layer layer_of_file(const OptionTable& table, std::string_view text, const std::string& shown,
                    const std::string& folder);

/// The one file that `above` (arguments, variables) names, or the project's over the user's own, or
/// none. Throws UsageError.
std::vector<Layer> layers_of_files(const OptionTable& table, const std::vector<Layer>& above,
                                   const Surroundings& surroundings);

/// `truth` as the option's own, where it was said of a name that says no.
std::string truth_of(const OptionEntry& entry, const std::string& long_name,
                     const std::string& truth);

}  // namespace pixherd
