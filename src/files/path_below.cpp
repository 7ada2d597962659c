// SPDX-License-Identifier: Apache-2.0
#include "pixherd/files/path_below.hpp"

#include <filesystem>
#include <system_error>
#include <utility>

#include "pixherd/files/tree.hpp"

namespace pixherd {
namespace {

/// True where no part of it is empty, "." or "..".
bool is_plain(std::string_view path) {
  for (std::size_t begin = path.starts_with('/') ? 1 : 0; begin <= path.size();) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    const std::string_view part = path.substr(begin, end - begin);
    if (part.empty() || part == "." || part == "..") {
      return false;
    }
    begin = end + 1;
  }
  return true;
}

std::string_view without_ends(std::string_view path) {
  while (path.starts_with("./")) {
    path.remove_prefix(2);
    path.remove_prefix(std::min(path.find_first_not_of('/'), path.size()));
  }
  while (path.size() > 1 && path.ends_with('/')) {
    path.remove_suffix(1);
  }
  return path;
}

}  // namespace

std::optional<std::string> path_below(std::string_view folder, std::string_view path) {
  if (path == folder) {
    return std::string();
  }
  const std::string_view parent = folder == "/" ? "" : folder;
  if (path.size() <= parent.size() + 1 || !path.starts_with(parent) || path[parent.size()] != '/') {
    return std::nullopt;
  }
  return std::string(path.substr(parent.size() + 1));
}

WrittenPaths::WrittenPaths(std::string folder) : folder_(std::move(folder)) {
  std::error_code error;
  current_ = std::filesystem::current_path(error).string();
}

/// By the real name of its folder; the last part may be a link, and may be missing.
std::optional<std::string> WrittenPaths::real_path(std::string_view path) {
  const SplitPath split = split_path(path);
  const bool names_folder = split.name == "." || split.name == ".." || path == "/";
  std::string folder(names_folder ? path : split.folder);
  if (folder.empty()) {
    folder = path.starts_with('/') ? "/" : ".";
  }
  if (folder != written_ || real_.empty()) {
    std::error_code error;
    real_ = std::filesystem::canonical(folder, error).string();
    written_ = std::move(folder);
  }
  if (real_.empty()) {
    return std::nullopt;
  }
  return names_folder ? real_ : join_path(real_, split.name);
}

Result<std::string> WrittenPaths::below(std::string_view path) {
  path = without_ends(path);
  std::optional<std::string> found;
  if (is_plain(path)) {
    found =
        path_below(folder_, path.starts_with('/') ? std::string(path) : join_path(current_, path));
  }
  if (!found) {
    const std::optional<std::string> real = real_path(path);
    if (!real) {
      return Error{ErrorCode::not_found, "its folder is not there"};
    }
    found = path_below(folder_, *real);
  }
  if (!found) {
    return Error{ErrorCode::not_a_file,
                 "lies outside of the folder that outputs keep their path below; see --root"};
  }
  return std::move(*found);
}

}  // namespace pixherd
