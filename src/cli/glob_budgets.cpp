// SPDX-License-Identifier: Apache-2.0
#include "glob_budgets.hpp"

#include <fmt/format.h>

#include "pixherd/base/text.hpp"

namespace pixherd {
namespace {

/// `path` as a glob that matches nothing else.
std::string escaped_glob(const std::string& path) {
  constexpr std::string_view kSpecial = "*?[]{},!\\";
  std::string glob;
  for (const char byte : path) {
    if (kSpecial.find(byte) != std::string_view::npos) {
      glob += '\\';
    }
    glob += byte;
  }
  return glob;
}

/// True for a glob that is for names at any depth.
bool is_for_names(const std::string& glob) {
  const std::size_t slash = glob.find('/');
  return slash == std::string::npos || slash + 1 == glob.size();
}

}  // namespace

std::string glob_from(const std::string& folder, const std::string& glob) {
  if (folder.empty() || glob.starts_with('/')) {
    return glob;
  }
  const std::string above = folder == "/" ? "" : escaped_glob(folder);
  return above + (is_for_names(glob) ? "/**/" : "/") + glob;
}

std::string filter_glob_from(const std::string& folder, const std::string& glob) {
  return is_for_names(glob) ? glob : glob_from(folder, glob);
}

std::vector<GlobBudget> glob_budgets(const std::vector<Setting>& in_force) {
  std::vector<GlobBudget> budgets;
  for (const Setting& setting : in_force) {
    if (setting.key == kBudgetsKey) {
      const auto limit = parse_bytes(setting.values.back());
      budgets.push_back({setting.values.front(), limit.value_or(0)});
    }
  }
  return budgets;
}

}  // namespace pixherd
