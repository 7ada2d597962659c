// SPDX-License-Identifier: Apache-2.0
#include "pixherd/files/text_file.hpp"

#include <sys/stat.h>

#include <span>

#include "pixherd/files/replacement.hpp"
#include "pixherd/files/tree.hpp"

namespace pixherd {
namespace {

std::string folder_of(const std::string& path) {
  const SplitPath split = split_path(path);
  return !split.folder.empty() ? std::string(split.folder) : path.starts_with('/') ? "/" : ".";
}

}  // namespace

Attempt can_write_text_file(const std::string& path) {
  struct stat facts {};
  if (::lstat(path.c_str(), &facts) == 0 && !S_ISREG(facts.st_mode)) {
    return Error{ErrorCode::not_a_file, "is there already, and is no file"};
  }
  return Tree::can_make(folder_of(path));
}

Attempt write_text_file(const std::string& path, std::string_view text) {
  const SplitPath split = split_path(path);
  Result<Tree> tree = Tree::make(folder_of(path));
  if (!tree) {
    return std::move(tree).error();
  }
  Result<Folder> folder = tree->folder("");
  if (!folder) {
    return std::move(folder).error();
  }
  Result<Replacement> file = Replacement::create(*folder);
  if (!file) {
    return std::move(file).error();
  }
  if (Attempt written = write_all(file->fd(), std::as_bytes(std::span(text))); !written) {
    return written;
  }
  if (Attempt named_so = file->commit_text(std::string(split.name), text.size()); !named_so) {
    return named_so;
  }
  return sync_folder(*folder);
}

}  // namespace pixherd
