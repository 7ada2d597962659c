// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "pixherd/base/result.hpp"

namespace pixherd {

/// How one comes to a configuration file.
enum class ConfigFile : std::uint8_t {
  named,    ///< any file, or a pipe
  project,  ///< found where one works; nobody's but this user's or root's
  own,      ///< found where this user keeps it
};

/// All that parse_arguments() knows beside the arguments. As it is made: nothing is there.
struct Surroundings {
  /// The environment.
  std::map<std::string, std::string> variables;

  /// Where a project's own configuration may stand, the nearest first; the current folder is "".
  std::vector<std::string> project_folders;

  /// The text of a file, nothing where there is no such file (or none within reach, of those that
  /// are looked for), an Error where it cannot be read or is not to be obeyed.
  using ReadFile =
      std::function<Result<std::optional<std::string>>(const std::string& path, ConfigFile which)>;
  ReadFile read_file = [](const std::string&, ConfigFile) { return std::optional<std::string>(); };
};

/// Those of this process. A project's configuration is looked for up to the folder that holds
/// ".git", and not in a folder above the current one into which everybody may write.
Surroundings surroundings_of_process();

}  // namespace pixherd
