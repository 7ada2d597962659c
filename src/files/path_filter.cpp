// SPDX-License-Identifier: Apache-2.0
#include "pixherd/files/path_filter.hpp"

#include <algorithm>
#include <utility>

#include "pixherd/files/tree.hpp"

namespace pixherd {
namespace {

bool is_absolute(const Glob& glob) { return glob.text().starts_with('/'); }

/// True where `matches` says so of one of the paths that the glob may be written for.
template <class Matches>
bool any_form(const Glob& glob, const FilteredPath& path, const Matches& matches) {
  return matches(path.kept) ||
         (glob.is_for_whole_paths() &&
          ((!path.shown.empty() && matches(path.shown)) ||
           (is_absolute(glob) && (matches(path.absolute) || matches(path.logical)))));
}

bool matches_file(const Glob& glob, const FilteredPath& path) {
  return any_form(glob, path, [&](std::string_view form) { return glob.matches_file(form); });
}

bool matches_folder(const Glob& glob, const FilteredPath& path) {
  return any_form(glob, path, [&](std::string_view form) { return glob.matches_folder(form); });
}

bool matches_folder_above(const Glob& glob, const FilteredPath& path) {
  return any_form(glob, path,
                  [&](std::string_view form) { return glob.matches_folder_above(form); });
}

}  // namespace

PathFilter::PathFilter(const std::vector<std::string>& include,
                       const std::vector<std::string>& exclude)
    : exclude_(exclude.begin(), exclude.end()), folder_included_(include.empty()) {
  const auto is_for_whole_paths = [](const Glob& glob) { return glob.is_for_whole_paths(); };
  has_whole_paths_ = std::any_of(exclude_.begin(), exclude_.end(), is_for_whole_paths);
  for (const std::string& glob : include) {
    include_.push_back({Glob(glob), false});
    has_whole_paths_ |= include_.back().glob.is_for_whole_paths();
  }
}

bool PathFilter::enters(const FilteredPath& folder) const {
  return std::none_of(exclude_.begin(), exclude_.end(),
                      [&](const Glob& glob) { return matches_folder(glob, folder); });
}

bool PathFilter::enters_all_above(const FilteredPath& path) const {
  return std::none_of(exclude_.begin(), exclude_.end(),
                      [&](const Glob& glob) { return matches_folder_above(glob, path); });
}

/// Paths of one folder mostly come one after another.
void PathFilter::look_at_folder_of(const FilteredPath& path) {
  if (include_.empty()) {
    return;
  }
  // A file that was named has another path than it has where it is walked to.
  std::string folder(split_path(path.kept).folder);
  folder.append(1, '\0').append(split_path(path.absolute).folder);
  if (was_asked_ && folder == folder_) {
    return;
  }
  folder_ = std::move(folder);
  folder_included_ = false;
  for (Include& include : include_) {
    if (matches_folder_above(include.glob, path)) {
      include.used = true;
      folder_included_ = true;
    }
  }
}

bool PathFilter::takes(const FilteredPath& path) {
  if (std::any_of(exclude_.begin(), exclude_.end(),
                  [&](const Glob& glob) { return matches_file(glob, path); })) {
    return false;
  }
  look_at_folder_of(path);
  was_asked_ = true;
  bool included = folder_included_;
  for (Include& include : include_) {
    // One that was used already need not be asked where another has said yes.
    if ((!included || !include.used) && matches_file(include.glob, path)) {
      include.used = true;
      included = true;
    }
  }
  return included;
}

std::optional<std::string> PathFilter::unused_include() const {
  const bool any_used = std::any_of(include_.begin(), include_.end(),
                                    [](const Include& include) { return include.used; });
  return any_used || include_.empty() || !was_asked_ ? std::nullopt
                                                     : std::optional(include_.front().glob.text());
}

std::vector<std::string> PathFilter::unused_includes() const {
  std::vector<std::string> unused;
  for (const Include& include : include_) {
    if (was_asked_ && !include.used) {
      unused.push_back(include.glob.text());
    }
  }
  return unused;
}

}  // namespace pixherd
