// SPDX-License-Identifier: Apache-2.0
#include "pixherd/files/text_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <span>

#include "pixherd/base/fd.hpp"
#include "pixherd/files/replacement.hpp"
#include "pixherd/files/tree.hpp"

namespace pixherd {

Result<std::string> read_text_file(const std::string& path) {
  if (path == "-") {
    return read_all(STDIN_FILENO);
  }
  const Fd fd(::open(path.c_str(), O_RDONLY | O_NOCTTY | O_CLOEXEC));
  return fd ? read_all(fd.get()) : error_from_errno(errno, "cannot open");
}

Attempt can_write_text_file(const std::string& path) {
  struct stat facts {};
  if (::lstat(path.c_str(), &facts) == 0 && !S_ISREG(facts.st_mode)) {
    return Error{ErrorCode::not_a_file, "is there already, and is no file"};
  }
  return Tree::can_make(folder_of(path));
}

Attempt can_append_to_text_file(const std::string& path) {
  struct stat facts {};
  if (::stat(path.c_str(), &facts) != 0) {
    return Tree::can_make(folder_of(path));
  }
  if (S_ISDIR(facts.st_mode)) {
    return Error{ErrorCode::not_a_file, "is a folder"};
  }
  return ::access(path.c_str(), W_OK) == 0 ? success()
                                           : Attempt(error_from_errno(errno, "cannot be written"));
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

Result<std::size_t> append_to_text_file(const std::string& path, std::size_t most,
                                        const std::function<std::string(std::size_t room)>& make) {
  constexpr mode_t kMode = 0666;
  const int how = O_WRONLY | O_APPEND | O_CREAT | O_NOCTTY | O_CLOEXEC;
  Fd fd(::open(path.c_str(), how, kMode));
  if (!fd && errno == ENOENT) {
    if (const auto made = Tree::make(folder_of(path)); !made) {
      return made.error();
    }
    fd = Fd(::open(path.c_str(), how, kMode));
  }
  struct stat facts {};
  if (!fd || ::fstat(fd.get(), &facts) != 0) {
    return error_from_errno(errno, "cannot open for writing");
  }
  const std::size_t there = S_ISREG(facts.st_mode) ? static_cast<std::size_t>(facts.st_size) : 0;
  const std::string text = make(there < most ? most - there : 0);
  if (const Attempt written = write_all(fd.get(), std::as_bytes(std::span(text))); !written) {
    return written.error();
  }
  return text.size();
}

}  // namespace pixherd
