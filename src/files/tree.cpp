// SPDX-License-Identifier: Apache-2.0
#include "pixherd/files/tree.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>

#include "open_below.hpp"
#include "pixherd/base/text.hpp"

namespace pixherd {
namespace {

constexpr std::size_t kFoldersKept = 16;
constexpr mode_t kFolderMode = 0777;  // less the umask

Error about(const std::string& path, int error_number) {
  if (error_number == ELOOP) {
    return {ErrorCode::not_a_file,
            fmt::format("{}: is a symbolic link, or lies behind one; links are not followed here",
                        printable(path))};
  }
  return error_from_errno(error_number, printable(path));
}

/// Of what is in the place of one.
Error not_a_folder(const std::string& path) {
  struct stat facts {};
  if (::lstat(path.c_str(), &facts) == 0 && S_ISLNK(facts.st_mode)) {
    return {ErrorCode::not_found,
            fmt::format("{}: is a symbolic link that leads to no folder", printable(path))};
  }
  return about(path, ENOTDIR);
}

/// A descriptor outlives the folder that it stands for.
bool is_unlinked(const Folder& folder) {
  struct stat facts {};
  return ::fstat(folder->get(), &facts) == 0 && facts.st_nlink == 0;
}

/// A folder that is there may be refused for other reasons than that (a read-only file system).
Attempt make_if_missing(const std::string& path) {
  if (::mkdir(path.c_str(), kFolderMode) == 0) {
    return success();
  }
  const int error_number = errno;
  struct stat facts {};
  const bool there = ::stat(path.c_str(), &facts) == 0 && S_ISDIR(facts.st_mode);
  if (there) {
    return success();
  }
  return error_number == EEXIST ? not_a_folder(path) : about(path, error_number);
}

}  // namespace

Result<Tree> Tree::open(const std::string& path) {
  Fd fd(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return fd ? around(path, std::make_shared<const Fd>(std::move(fd))) : about(path, errno);
}

Result<Tree> Tree::around(const std::string& path, Folder folder) {
  struct stat facts {};
  if (::fstat(folder->get(), &facts) != 0) {
    return about(path, errno);
  }
  std::error_code error;
  const auto canonical = std::filesystem::canonical(path, error);
  if (error) {
    return about(path, error.value());
  }
  Tree tree;
  tree.named_ = path;
  tree.canonical_ = canonical.string();
  tree.root_ = std::move(folder);
  tree.device_ = facts.st_dev;
  tree.inode_ = facts.st_ino;
  return tree;
}

Result<Tree> Tree::make(const std::string& path) {
  for (std::size_t slash = path.find('/', 1); slash != std::string::npos;
       slash = path.find('/', slash + 1)) {
    if (auto made = make_if_missing(path.substr(0, slash)); !made) {
      return std::move(made).error();
    }
  }
  if (auto made = make_if_missing(path); !made) {
    return std::move(made).error();
  }
  auto tree = open(path);
  if (tree && ::faccessat(tree->root_->get(), ".", W_OK | X_OK, AT_EACCESS) != 0) {
    return about(path, errno);
  }
  return tree;
}

Attempt Tree::can_make(const std::string& path) {
  std::string above = path;
  struct stat facts {};
  while (::stat(above.c_str(), &facts) != 0) {
    const int error_number = errno;
    const bool link_to_nowhere = ::lstat(above.c_str(), &facts) == 0;
    if (link_to_nowhere || error_number != ENOENT) {
      return link_to_nowhere ? not_a_folder(above) : about(above, error_number);
    }
    const SplitPath split = split_path(above);
    above = !split.folder.empty() ? std::string(split.folder) : path.starts_with('/') ? "/" : ".";
  }
  if (!S_ISDIR(facts.st_mode)) {
    return not_a_folder(above);
  }
  return ::faccessat(AT_FDCWD, above.c_str(), W_OK | X_OK, AT_EACCESS) == 0 ? success()
                                                                            : about(above, errno);
}

Result<Folder> Tree::open_below(std::string_view relative) const {
  const std::string name(relative.empty() ? "." : relative);
  Fd fd = pixherd::open_below(root_->get(), name, O_RDONLY);
  if (!fd) {
    return about(join_path(named_, relative), errno);
  }
  return Folder(std::make_shared<const Fd>(std::move(fd)));
}

bool Tree::is_removed() const { return is_unlinked(root_); }

Attempt Tree::make_below(std::string_view relative) const {
  Folder at = root_;
  std::size_t begin = 0;
  while (begin < relative.size()) {
    const std::size_t slash = std::min(relative.find('/', begin), relative.size());
    const std::string name(relative.substr(begin, slash - begin));
    if (::mkdirat(at->get(), name.c_str(), kFolderMode) != 0 && errno != EEXIST) {
      return about(join_path(named_, relative.substr(0, slash)), errno);
    }
    Fd next = pixherd::open_below(at->get(), name, O_RDONLY);
    if (!next) {
      return about(join_path(named_, relative.substr(0, slash)), errno);
    }
    at = std::make_shared<const Fd>(std::move(next));
    begin = slash + 1;
  }
  return success();
}

Result<Folder> Tree::folder(std::string_view relative) {
  if (relative.empty()) {
    return root_;
  }
  for (auto it = recent_.begin(); it != recent_.end(); ++it) {
    if (it->first == relative) {
      if (is_unlinked(it->second)) {
        recent_.erase(it);
        break;
      }
      recent_.splice(recent_.begin(), recent_, it);
      return it->second;
    }
  }
  auto opened = open_below(relative);
  if (!opened) {
    return opened;
  }
  recent_.emplace_front(std::string(relative), *opened);
  if (recent_.size() > kFoldersKept) {
    recent_.pop_back();
  }
  return opened;
}

Result<Folder> Tree::make_folder(std::string_view relative) {
  auto opened = folder(relative);
  if (opened || opened.error().code != ErrorCode::not_found) {
    return opened;
  }
  if (auto made = make_below(relative); !made) {
    return std::move(made).error();
  }
  return folder(relative);
}

SplitPath split_path(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string_view::npos) {
    return {{}, path};
  }
  return {path.substr(0, slash), path.substr(slash + 1)};
}

std::string folder_of(std::string_view path) {
  const SplitPath split = split_path(path);
  return !split.folder.empty() ? std::string(split.folder) : path.starts_with('/') ? "/" : ".";
}

std::string join_path(std::string_view a, std::string_view b) {
  if (a.empty() || b.empty()) {
    return std::string(a.empty() ? b : a);
  }
  std::string joined;
  joined.reserve(a.size() + 1 + b.size());
  joined += a;
  if (a.back() != '/') {
    joined += '/';
  }
  joined += b;
  return joined;
}

}  // namespace pixherd
