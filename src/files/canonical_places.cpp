// SPDX-License-Identifier: Apache-2.0
#include "pixherd/files/canonical_places.hpp"

#include <sys/stat.h>

#include <filesystem>
#include <system_error>
#include <utility>

#include "pixherd/files/tree.hpp"

namespace pixherd {

const std::string& CanonicalPlaces::folder(const std::string& written) {
  const auto known = written_.find(written);
  if (known != written_.end()) {
    return known->second;
  }
  std::error_code error;
  const auto absolute = std::filesystem::absolute(written.empty() ? "." : written, error);
  std::string path = std::filesystem::weakly_canonical(absolute, error).string();
  if (path.empty()) {
    path = absolute.lexically_normal().string();
  }
  while (path.size() > 1 && path.ends_with('/')) {
    path.pop_back();
  }
  return written_.emplace(written, std::move(path)).first->second;
}

std::string CanonicalPlaces::same(const std::string& path) {
  const SplitPath split = split_path(path);
  if (split.folder.empty()) {
    return path;
  }
  const auto [known, is_new] = same_folders_.try_emplace(std::string(split.folder), split.folder);
  struct stat facts {};
  if (is_new && ::stat(known->first.c_str(), &facts) == 0) {
    known->second = first_paths_.try_emplace(id_of(facts), known->first).first->second;
  }
  return join_path(known->second, split.name);
}

}  // namespace pixherd
