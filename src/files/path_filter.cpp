// SPDX-License-Identifier: Apache-2.0
#include "pixherd/files/path_filter.hpp"

#include <algorithm>

#include "pixherd/files/tree.hpp"

namespace pixherd {
namespace {

/// Calls `visit` for "a" and "a/b" where the path is "a/b/c", until it says false; then so do we.
template <class Visitor>
bool all_folders_above(std::string_view path, const Visitor& visit) {
  for (std::size_t slash = path.find('/'); slash != std::string_view::npos;
       slash = path.find('/', slash + 1)) {
    if (!visit(path.substr(0, slash))) {
      return false;
    }
  }
  return true;
}

}  // namespace

PathFilter::PathFilter(const std::vector<std::string>& include,
                       const std::vector<std::string>& exclude)
    : exclude_(exclude.begin(), exclude.end()), folder_included_(include.empty()) {
  for (const std::string& glob : include) {
    include_.push_back({Glob(glob), false});
  }
}

bool PathFilter::enters(std::string_view folder) const {
  return std::none_of(exclude_.begin(), exclude_.end(),
                      [&](const Glob& glob) { return glob.matches_folder(folder); });
}

bool PathFilter::enters_all_above(std::string_view path) const {
  return exclude_.empty() || all_folders_above(path, [&](std::string_view folder) {
           return split_path(folder).name == ".." || enters(folder);
         });
}

/// Paths of one folder mostly come one after another.
void PathFilter::look_at_folder_of(std::string_view path) {
  const std::string_view folder = split_path(path).folder;
  if (include_.empty() || folder == folder_) {
    return;
  }
  folder_ = folder;
  folder_included_ = false;
  all_folders_above(path, [&](std::string_view above) {
    for (Include& include : include_) {
      if (include.glob.matches_folder(above)) {
        include.used = true;
        folder_included_ = true;
      }
    }
    return true;
  });
}

bool PathFilter::takes(std::string_view path) {
  if (std::any_of(exclude_.begin(), exclude_.end(),
                  [&](const Glob& glob) { return glob.matches_file(path); })) {
    return false;
  }
  look_at_folder_of(path);
  bool included = folder_included_;
  for (Include& include : include_) {
    // One that was used already need not be asked where another has said yes.
    if ((!included || !include.used) && include.glob.matches_file(path)) {
      include.used = true;
      included = true;
    }
  }
  return included;
}

std::optional<std::string> PathFilter::unused_include() const {
  const auto unused = std::find_if(include_.begin(), include_.end(),
                                   [](const Include& include) { return !include.used; });
  return unused == include_.end() ? std::nullopt : std::optional(unused->glob.text());
}

}  // namespace pixherd
