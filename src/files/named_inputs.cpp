// SPDX-License-Identifier: Apache-2.0
// What the user named, before anything is walked: the half of InputScan that knows roots.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "pixherd/base/text.hpp"
#include "pixherd/files/input_scan.hpp"
#include "pixherd/files/path_below.hpp"

namespace pixherd {

Attempt InputScan::add_input(const std::string& path) {
  const auto usage = [&](std::string_view what) {
    return Error{ErrorCode::usage, fmt::format("{}: {}", printable(path), what)};
  };
  struct stat facts {};
  if (path.empty() || ::stat(path.c_str(), &facts) != 0) {
    return usage(path.empty() ? "an empty path names nothing"
                              : error_from_errno(errno, "cannot be read").message);
  }
  if (S_ISDIR(facts.st_mode)) {
    auto root = Tree::open(path);
    if (!root) {
      return add_unopened(path, root.error());
    }
    const auto index = add_root(std::move(*root));
    if (!index) {
      return usage(index.error().message);
    }
    named_.push_back({*index, WholeRoot{}});
    return success();
  }
  const auto root = root_at(folder_of(path));
  if (!root) {
    return root.error().code == ErrorCode::usage ? usage(root.error().message)
                                                 : Error{ErrorCode::usage, root.error().message};
  }
  named_.push_back({*root, FileInRoot{std::string(split_path(path).name)}});
  names_files_ = true;
  return success();
}

/// `error` is why it could not be opened.
Attempt InputScan::add_unopened(std::string path, const Error& error) {
  const bool forbidden =
      ::faccessat(AT_FDCWD, path.c_str(), R_OK, AT_EACCESS) != 0 && errno == EACCES;
  path.erase(path.find_last_not_of('/') + 1);
  const std::string name(split_path(path).name);
  const bool has_name = !name.empty() && name != "." && name != "..";
  const auto above = forbidden && has_name ? root_at(folder_of(path)) : error;
  if (!above) {
    return Error{ErrorCode::usage, error.message};
  }
  named_.push_back(
      {*above, ClosedFolder{name, error_from_errno(EACCES, "cannot read the folder")}});
  return success();
}

/// The root for a folder; many files of one folder share it.
Result<std::uint32_t> InputScan::root_at(const std::string& folder) {
  if (const auto known = roots_by_name_.find(folder); known != roots_by_name_.end()) {
    return known->second;
  }
  auto opened = Tree::open(folder);
  if (!opened) {
    return std::move(opened).error();
  }
  return add_root(std::move(*opened));
}

Result<std::uint32_t> InputScan::add_root(Tree tree) {
  std::string prefix;
  if (kept_below_) {
    const auto below = path_below(*kept_below_, tree.canonical());
    if (!below) {
      return Error{ErrorCode::usage,
                   fmt::format("lies outside of --root {}", printable(*kept_below_))};
    }
    prefix = *below;
  }
  const auto index = static_cast<std::uint32_t>(roots_.size());
  root_ids_.insert({tree.device(), tree.inode()});
  roots_by_name_.insert_or_assign(tree.named(), index);
  roots_.push_back(std::move(tree));
  prefixes_.push_back(std::move(prefix));
  return index;
}

Attempt InputScan::keep_below(const std::string& folder) {
  const auto tree = Tree::open(folder);
  if (!tree) {
    return Error{ErrorCode::usage, "--root " + tree.error().message};
  }
  kept_below_ = tree->canonical();
  return success();
}

Attempt InputScan::open_list_root(const std::string& folder) {
  auto tree = Tree::open(folder);
  if (!tree) {
    return Error{ErrorCode::usage, "--root " + tree.error().message};
  }
  const auto index = add_root(std::move(*tree));
  list_root_ = index.value();
  names_files_ = true;
  return success();
}

}  // namespace pixherd
