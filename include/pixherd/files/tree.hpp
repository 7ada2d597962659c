// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <list>
#include <memory>
#include <string>
#include <string_view>

#include "pixherd/base/fd.hpp"
#include "pixherd/base/result.hpp"

namespace pixherd {

/// A folder that is open, shared by those who work in it.
using Folder = std::shared_ptr<const Fd>;

/// A named root and the folders below it. Names below the root are resolved without ever leaving
/// it and without following a link (openat2), so nothing that is swapped in while we run leads us
/// elsewhere. The few folders used last stay open.
class Tree {
 public:
  /// Opens `path` as the user named it: links are followed here, and only here.
  static Result<Tree> open(const std::string& path);
  /// The same of a folder that was opened by this path, to be read.
  static Result<Tree> around(const std::string& path, Folder folder);
  /// As open(), after making the folder and those above it where they are missing; it can be
  /// written to. ErrorCode::not_found where something that is no folder is in the way.
  static Result<Tree> make(const std::string& path);

  /// That make() would find nothing in its way; makes nothing.
  static Attempt can_make(const std::string& path);

  /// The folder at `relative`; "" is the root itself.
  Result<Folder> folder(std::string_view relative);
  /// The same, after making what is missing of it, and again what was removed since it was opened.
  Result<Folder> make_folder(std::string_view relative);

  /// Closes the folders that were kept open for use again.
  void let_go_of_folders() { recent_.clear(); }

  /// The root is no more, though it is open.
  [[nodiscard]] bool is_removed() const;

  [[nodiscard]] const std::string& named() const { return named_; }
  /// Absolute, without links.
  [[nodiscard]] const std::string& canonical() const { return canonical_; }
  [[nodiscard]] dev_t device() const { return device_; }
  [[nodiscard]] ino_t inode() const { return inode_; }

 private:
  Tree() = default;
  Result<Folder> open_below(std::string_view relative) const;
  Attempt make_below(std::string_view relative) const;

  std::string named_;
  std::string canonical_;
  Folder root_;
  dev_t device_ = 0;
  ino_t inode_ = 0;
  std::list<std::pair<std::string, Folder>> recent_;  ///< most recent first
};

/// "a/b/c" is the folder "a/b" and the name "c".
struct SplitPath {
  std::string_view folder;
  std::string_view name;
};
SplitPath split_path(std::string_view path);

/// The folder that a path leads through last: "." for a bare name, so that there always is one.
std::string folder_of(std::string_view path);

/// "a" and "b" joined by one slash; either may be empty.
std::string join_path(std::string_view a, std::string_view b);

}  // namespace pixherd
