// SPDX-License-Identifier: Apache-2.0
#include "pixherd/files/text_file.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <span>
#include <utility>

#include "pixherd/base/fd.hpp"
#include "pixherd/files/replacement.hpp"
#include "pixherd/files/sweep.hpp"
#include "pixherd/files/tree.hpp"

namespace pixherd {
namespace {

/// A pipe that nobody reads says so instead of waiting for somebody: signals do not end that wait.
Fd open_for_appending(const std::string& path, int flags) {
  constexpr mode_t kMode = 0666;
  return Fd(
      ::open(path.c_str(), O_WRONLY | O_APPEND | O_NONBLOCK | O_NOCTTY | O_CLOEXEC | flags, kMode));
}

Error cannot_append(int error_number, std::string_view what) {
  return error_number == ENXIO ? Error{ErrorCode::write_failed, "is a pipe that nobody reads"}
                               : error_from_errno(error_number, what);
}

bool takes_a_text(const struct stat& facts) {
  return S_ISREG(facts.st_mode) || S_ISFIFO(facts.st_mode) || S_ISCHR(facts.st_mode);
}

/// To what open_for_appending() has opened, which does not wait by itself.
Attempt append_all(int fd, std::string_view text) {
  constexpr int kPatienceMs = 1000;
  while (!text.empty()) {
    pollfd watch{fd, POLLOUT, 0};
    if (::poll(&watch, 1, kPatienceMs) == 0) {
      return Error{ErrorCode::write_failed, "is a pipe whose reader takes nothing"};
    }
    const ssize_t count = ::write(fd, text.data(), text.size());
    if (count < 0 && errno != EAGAIN && errno != EINTR) {
      return error_from_errno(errno, "cannot write");
    }
    text.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
  }
  return success();
}

}  // namespace

Result<std::string> read_text_file(const std::string& path) {
  constexpr std::size_t kMost = 1'000'000'000;
  const Fd opened(path == "-" ? -1 : ::open(path.c_str(), O_RDONLY | O_NOCTTY | O_CLOEXEC));
  if (!opened && path != "-") {
    return error_from_errno(errno, "cannot open");
  }
  auto text = read_all(opened ? opened.get() : STDIN_FILENO, kMost);
  if (!text && text.error().code == ErrorCode::too_large) {
    return Error{ErrorCode::too_large, text.error().message + ": divide it"};
  }
  return text;
}

Attempt can_write_text_file(const std::string& path) {
  struct stat facts {};
  if (::lstat(path.c_str(), &facts) == 0 && !S_ISREG(facts.st_mode)) {
    return Error{ErrorCode::not_a_file, "is there already, and is no file"};
  }
  return Tree::can_make(folder_of(path));
}

Result<Fd> reach_for_appending(const std::string& path) {
  struct stat facts {};
  if (::stat(path.c_str(), &facts) != 0) {
    const Attempt can = Tree::can_make(folder_of(path));
    return can ? Result<Fd>(Fd()) : can.error();
  }
  if (S_ISDIR(facts.st_mode)) {
    return Error{ErrorCode::not_a_file, "is a folder"};
  }
  if (!takes_a_text(facts)) {
    return Error{ErrorCode::not_a_file, "is no file"};
  }
  if (S_ISFIFO(facts.st_mode)) {
    Fd pipe = open_for_appending(path, 0);
    return pipe ? Result<Fd>(std::move(pipe)) : cannot_append(errno, "cannot be written");
  }
  return ::access(path.c_str(), W_OK) == 0
             ? Result<Fd>(Fd())
             : Result<Fd>(error_from_errno(errno, "cannot be written"));
}

Attempt write_text_file(const std::string& path, std::string_view text) {
  const SplitPath split = split_path(path);
  Result<Tree> tree = Tree::make(folder_of(path));
  if (!tree) {
    return std::move(tree).error();
  }
  Result<Folder> folder = tree->folder("");
  return folder ? write_text_in(*folder, std::string(split.name), text)
                : Attempt(std::move(folder).error());
}

Attempt write_text_in(const Folder& folder, const std::string& name, std::string_view text) {
  sweep_stale_texts(folder->get());
  Result<Replacement> file = Replacement::create(folder);
  if (!file) {
    return std::move(file).error();
  }
  if (Attempt written = write_all(file->fd(), std::as_bytes(std::span(text))); !written) {
    return written;
  }
  if (Attempt named = file->commit_text(name, text.size()); !named) {
    return named;
  }
  return sync_folder(folder);
}

Result<std::size_t> append_to_text_file(const std::string& path, std::size_t most,
                                        const std::function<std::string(std::size_t room)>& make) {
  Fd fd = open_for_appending(path, O_CREAT);
  if (!fd && errno == ENOENT) {
    if (const auto made = Tree::make(folder_of(path)); !made) {
      return made.error();
    }
    fd = open_for_appending(path, O_CREAT);
  }
  struct stat facts {};
  if (!fd || ::fstat(fd.get(), &facts) != 0) {
    return cannot_append(errno, "cannot open for writing");
  }
  if (!takes_a_text(facts)) {
    return Error{ErrorCode::not_a_file, "is no file"};
  }
  const std::size_t there = S_ISREG(facts.st_mode) ? static_cast<std::size_t>(facts.st_size) : 0;
  const std::string text = make(there < most ? most - there : 0);
  if (const Attempt written = append_all(fd.get(), text); !written) {
    return written.error();
  }
  return text.size();
}

}  // namespace pixherd
