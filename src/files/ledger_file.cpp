// SPDX-License-Identifier: Apache-2.0
#include "pixherd/files/ledger_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <span>
#include <utility>
#include <vector>

#include "folder_entries.hpp"
#include "pixherd/base/text.hpp"
#include "pixherd/files/source_file.hpp"
#include "pixherd/files/state_folder.hpp"
#include "pixherd/files/text_file.hpp"

namespace pixherd {
namespace {

int lock_through(int fd, int how) {
  int locked = 0;
  do {
    locked = ::flock(fd, how);
  } while (locked != 0 && errno == EINTR);
  return locked;
}

/// The errno that stopped it, or 0.
int read_pieces(int fd, const std::function<void(std::string_view)>& take) {
  std::string piece(std::size_t{256} * 1024, '\0');
  for (;;) {
    const ssize_t count = read_some(fd, std::as_writable_bytes(std::span(piece)));
    if (count < 0) {
      return errno;
    }
    take(std::string_view(piece).substr(0, static_cast<std::size_t>(count)));
    if (count == 0) {
      return 0;
    }
  }
}

constexpr std::string_view kIts = "its ledger";

}  // namespace

Error LedgerFile::about(int error_number, std::string_view file, std::string_view what) const {
  if (error_number == ELOOP) {
    return {ErrorCode::not_a_file,
            fmt::format("{}: {} is a symbolic link, and links are not followed here",
                        printable(path_), printable(file))};
  }
  return write_error(error_number,
                     fmt::format("{}: {} {}", printable(path_), printable(file), what));
}

Result<LedgerFile> LedgerFile::open(const std::string& path) {
  LedgerFile state;
  state.path_ = path;
  auto folder = open_state_folder(path);
  if (!folder) {
    return std::move(folder).error();
  }
  auto tree = Tree::around(path, *folder);
  if (!tree) {
    return std::move(tree).error();
  }
  state.top_ = std::move(*folder);
  state.folder_ = std::move(*tree);
  // Whoever replaced it has let it go between our opening and our lock.
  do {
    if (auto opened = state.open_ledger(); !opened) {
      return std::move(opened).error();
    }
  } while (!state.leads_to_ledger());
  return state;
}

Attempt LedgerFile::check_kind() const {
  struct stat facts {};
  if (::fstat(ledger_.get(), &facts) != 0) {
    return about(errno, kIts, "cannot be looked at");
  }
  return S_ISREG(facts.st_mode) ? success()
                                : Error{ErrorCode::not_a_file,
                                        fmt::format("{}: its ledger is no file", printable(path_))};
}

Attempt LedgerFile::open_ledger() {
  ledger_ = Fd(::openat(top_->get(), kLedgerName,
                        O_RDWR | O_APPEND | O_CREAT | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC, 0666));
  if (!ledger_) {
    return about(errno, kIts, "cannot be written");
  }
  if (auto file = check_kind(); !file) {
    return file;
  }
  alone_ = lock_through(ledger_.get(), LOCK_EX | LOCK_NB) == 0;
  if (!alone_ && errno == EWOULDBLOCK) {
    lock_through(ledger_.get(), LOCK_SH);
  }
  return success();
}

bool LedgerFile::leads_to_ledger() const { return leads_to(top_, kLedgerName, ledger_.get()); }

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
  state.ledger_ =
      Fd(::openat(state.top_->get(), kLedgerName, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC));
  if (!state.ledger_ && errno != ENOENT) {
    return state.about(errno, kIts, "cannot be read");
  }
  if (auto file = state.ledger_ ? state.check_kind() : success(); !file) {
    return std::move(file).error();
  }
  return state;
}

Result<std::vector<std::string>> LedgerFile::merged_names() const {
  std::vector<std::string> names;
  const auto note = [&](const dirent& entry) {
    const std::string_view name = entry.d_name;
    if (name.ends_with(kMergedEnding) && name.front() != '.') {
      names.emplace_back(name);
    }
  };
  if (const int wrong = top_ ? for_each_entry(top_->get(), note) : 0; wrong != 0) {
    return about(wrong, "the folder", "cannot be read");
  }
  std::sort(names.begin(), names.end());
  return names;
}

Attempt LedgerFile::read(const std::function<void(std::string_view)>& take) const {
  const auto merged = merged_names();
  if (!merged) {
    return merged.error();
  }
  for (const std::string& name : *merged) {
    const Fd fd(
        ::openat(top_->get(), name.c_str(), O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC));
    if (const int wrong = fd ? read_pieces(fd.get(), take) : errno; wrong != 0) {
      return about(wrong, name, "cannot be read");
    }
  }
  const int wrong = ledger_ ? read_pieces(ledger_.get(), take) : 0;
  return wrong == 0 ? success() : about(wrong, kIts, "cannot be read");
}

Attempt LedgerFile::replace(std::string_view bytes) {
  const Attempt written = write_text_in(top_, kLedgerName, bytes);
  return written ? open_ledger() : written;
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
  if (::fdatasync(ledger_.get()) != 0) {
    return about(errno, kIts, "cannot be synced");
  }
  return leads_to_ledger()
             ? success()
             : Error{ErrorCode::write_failed,
                     fmt::format("{}: {} was removed while this run wrote it: the next run knows "
                                 "nothing of what this one has done",
                                 printable(path_), kIts)};
}

}  // namespace pixherd
