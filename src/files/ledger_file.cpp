// SPDX-License-Identifier: Apache-2.0
#include "pixherd/files/ledger_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <span>
#include <system_error>
#include <vector>

#include "pixherd/base/text.hpp"
#include "pixherd/files/replacement.hpp"
#include "pixherd/files/state_folder.hpp"
#include "pixherd/files/sweep.hpp"

namespace pixherd {
namespace {

int lock_through(int fd, int how) {
  int locked = 0;
  do {
    locked = ::flock(fd, how);
  } while (locked != 0 && errno == EINTR);
  return locked;
}

/// The names of what was put beside the ledger, in their order.
std::vector<std::string> merged_names(const std::string& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (std::filesystem::directory_iterator each(folder, error), end; !error && each != end;
       each.increment(error)) {
    std::string name = each->path().filename().string();
    if (name.ends_with(kMergedEnding) && name.front() != '.') {
      names.push_back(std::move(name));
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

/// The errno that stopped it, or 0.
int read_pieces(int fd, const std::function<void(std::string_view)>& take) {
  std::string piece(std::size_t{256} * 1024, '\0');
  for (;;) {
    const ssize_t count = ::read(fd, piece.data(), piece.size());
    if (count < 0 && errno != EINTR) {
      return errno;
    }
    if (count >= 0) {
      take(std::string_view(piece).substr(0, static_cast<std::size_t>(count)));
    }
    if (count == 0) {
      return 0;
    }
  }
}

}  // namespace

Error LedgerFile::about_ledger(std::string_view what) const {
  if (errno == ELOOP) {
    return {ErrorCode::not_a_file,
            fmt::format("{}: its ledger is a symbolic link, and links are not followed here",
                        printable(path_))};
  }
  Error error = error_from_errno(errno, fmt::format("{}: {}", printable(path_), what));
  error.code = error.code == ErrorCode::unreadable ? ErrorCode::write_failed : error.code;
  return error;
}

Result<LedgerFile> LedgerFile::open(const std::string& path) {
  LedgerFile state;
  state.path_ = path;
  if (auto folder = open_state_folder(path); !folder) {
    return std::move(folder).error();
  }
  auto tree = Tree::open(path);
  if (!tree) {
    return std::move(tree).error();
  }
  state.top_ = *tree->folder("");
  state.folder_ = std::move(*tree);
  // Whoever replaced it has let it go between our opening and our lock.
  do {
    if (auto opened = state.open_ledger(); !opened) {
      return std::move(opened).error();
    }
  } while (!state.leads_to_ledger());
  return state;
}

Attempt LedgerFile::open_ledger() {
  ledger_ = Fd(::openat(top_->get(), kLedgerName,
                        O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0666));
  struct stat facts {};
  if (!ledger_ || ::fstat(ledger_.get(), &facts) != 0) {
    return about_ledger("its ledger cannot be written");
  }
  if (!S_ISREG(facts.st_mode)) {
    return Error{ErrorCode::not_a_file, fmt::format("{}: its ledger is no file", printable(path_))};
  }
  alone_ = lock_through(ledger_.get(), LOCK_EX | LOCK_NB) == 0;
  if (!alone_ && errno == EWOULDBLOCK) {
    lock_through(ledger_.get(), LOCK_SH);
  }
  return success();
}

bool LedgerFile::leads_to_ledger() const {
  struct stat named {};
  struct stat opened {};
  return ::fstatat(top_->get(), kLedgerName, &named, AT_SYMLINK_NOFOLLOW) == 0 &&
         ::fstat(ledger_.get(), &opened) == 0 && named.st_dev == opened.st_dev &&
         named.st_ino == opened.st_ino;
}

Result<LedgerFile> LedgerFile::look_into(const std::string& path) {
  LedgerFile state;
  state.path_ = path;
  auto tree = Tree::open(path);
  if (!tree && tree.error().code == ErrorCode::not_found) {
    struct stat facts {};
    return ::lstat(path.c_str(), &facts) == 0 ? Result<LedgerFile>(std::move(tree).error())
                                              : Result<LedgerFile>(std::move(state));
  }
  if (!tree) {
    return std::move(tree).error();
  }
  state.top_ = *tree->folder("");
  state.folder_ = std::move(*tree);
  state.ledger_ = Fd(::openat(state.top_->get(), kLedgerName, O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
  if (!state.ledger_ && errno != ENOENT) {
    return state.about_ledger("its ledger cannot be read");
  }
  return state;
}

Attempt LedgerFile::read(const std::function<void(std::string_view)>& take) const {
  const std::vector<std::string> merged =
      folder_ ? merged_names(folder_->canonical()) : std::vector<std::string>();
  for (const std::string& name : merged) {
    const Fd fd(::openat(top_->get(), name.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    if (const int wrong = fd ? read_pieces(fd.get(), take) : errno; wrong != 0) {
      errno = wrong;
      return about_ledger(name + " cannot be read");
    }
  }
  if (const int wrong = ledger_ ? read_pieces(ledger_.get(), take) : 0; wrong != 0) {
    errno = wrong;
    return about_ledger("its ledger cannot be read");
  }
  return success();
}

Attempt LedgerFile::replace(std::string_view bytes) {
  sweep_stale_texts(top_->get());
  {
    auto file = Replacement::create(top_);
    if (!file) {
      return std::move(file).error();
    }
    if (auto written = write_all(file->fd(), std::as_bytes(std::span(bytes))); !written) {
      return written;
    }
    if (auto named = file->commit_text(kLedgerName, bytes.size()); !named) {
      return named;
    }
    if (auto synced = sync_folder(top_); !synced) {
      return synced;
    }
  }  // a temporary is locked as long as it is open, by whatever name
  return open_ledger();
}

Attempt LedgerFile::share() {
  do {
    if (!leads_to_ledger()) {
      if (auto opened = open_ledger(); !opened) {
        return opened;
      }
    }
    lock_through(ledger_.get(), LOCK_SH);
    alone_ = false;
  } while (!leads_to_ledger());
  return success();
}

Attempt LedgerFile::append(std::string_view record) {
  return write_all(ledger_.get(), std::as_bytes(std::span(record)));
}

Attempt LedgerFile::sync() {
  return ::fdatasync(ledger_.get()) == 0 ? success() : Attempt(about_ledger("cannot be synced"));
}

}  // namespace pixherd
