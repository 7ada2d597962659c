// SPDX-License-Identifier: Apache-2.0
#include "pixherd/files/input_scan.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <memory>

#include "open_below.hpp"
#include "pixherd/base/text.hpp"
#include "pixherd/files/sweep.hpp"
#include "pixherd/files/temporary_name.hpp"

namespace pixherd {
namespace {

using namespace std::string_view_literals;

/// What the first bytes of an open file make of it. `promised`: by its name, or by the user, it is
/// an image; then it is an error where it is none.
std::variant<ImageFormat, Error, Ignored> sniff(int fd, std::uint64_t bytes, bool promised) {
  if (bytes == 0) {
    return promised
               ? std::variant<ImageFormat, Error, Ignored>(Error{ErrorCode::empty_file, "is empty"})
               : Ignored{};
  }
  std::array<std::byte, kSniffBytes> head{};
  const ssize_t count = ::read(fd, head.data(), head.size());
  if (count < 0) {
    return error_from_errno(errno, "cannot read");
  }
  const auto seen = std::span<const std::byte>(head).first(static_cast<std::size_t>(count));
  if (const auto format = sniff_format(seen)) {
    return *format;
  }
  if (!promised) {
    return Ignored{};
  }
  const std::string_view foreign = describe_foreign(seen);
  if (foreign.ends_with("image"sv)) {
    return Error{ErrorCode::unsupported_format,
                 fmt::format("is a {}; JPEG, PNG, WebP, AVIF, GIF and TIFF are read", foreign)};
  }
  return Error{ErrorCode::not_an_image,
               foreign.empty() ? std::string("is no image: its first bytes are none of a format "
                                             "that is read (JPEG, PNG, WebP, AVIF, GIF, TIFF)")
                               : fmt::format("is no image but a {}", foreign)};
}

struct Inspected {
  ScannedFile file;
  struct stat facts {};  ///< all zero where the file could not be opened
};

Inspected inspect_in(std::uint32_t root, int folder, std::string path, bool named) {
  const std::string name(split_path(path).name);
  const bool promised = named || format_of_file_name(name).has_value();
  const int follow = named ? 0 : O_NOFOLLOW;
  Inspected found{{root, std::move(path), 0, Ignored{}, false}, {}};
  struct stat entry {};
  found.file.link = named && ::fstatat(folder, name.c_str(), &entry, AT_SYMLINK_NOFOLLOW) == 0 &&
                    S_ISLNK(entry.st_mode);
  const Fd fd(
      ::openat(folder, name.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC | follow));
  if (!fd || ::fstat(fd.get(), &found.facts) != 0) {
    if (promised) {
      found.file.what = error_from_errno(errno, "cannot open");
    }
  } else if (!S_ISREG(found.facts.st_mode)) {
    found.file.what = Error{ErrorCode::not_a_file, "is not a regular file"};
  } else {
    found.file.bytes = static_cast<std::uint64_t>(found.facts.st_size);
    found.file.what = sniff(fd.get(), found.file.bytes, promised);
  }
  return found;
}

/// Null at the end of the folder, and then errno is 0, or where the rest of it cannot be read.
const dirent* next_entry(DIR* dir) {
  errno = 0;
  return ::readdir(dir);
}

bool tells_of_conversion(const char* name) {
  const auto temporary = TemporaryName::parse(name);
  return temporary && temporary->exchange;
}

/// Not every file system tells the type with the name. One that cannot be told is left to whoever
/// opens the file, and says why it cannot.
unsigned char type_of(int folder, const dirent& entry) {
  if (entry.d_type != DT_UNKNOWN) {
    return entry.d_type;
  }
  struct stat facts {};
  if (::fstatat(folder, entry.d_name, &facts, AT_SYMLINK_NOFOLLOW) != 0) {
    return DT_REG;
  }
  return S_ISDIR(facts.st_mode) ? DT_DIR : S_ISREG(facts.st_mode) ? DT_REG : DT_UNKNOWN;
}

/// "." for a bare name, so that there always is a folder to open.
std::string folder_of(const std::string& path) {
  const SplitPath split = split_path(path);
  return !split.folder.empty() ? std::string(split.folder) : path.starts_with('/') ? "/" : ".";
}

}  // namespace

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
      return Error{ErrorCode::usage, root.error().message};
    }
    named_.push_back({static_cast<std::uint32_t>(roots_.size()), {}});
    roots_.push_back(std::move(*root));
    return success();
  }
  const auto root = root_at(folder_of(path));
  if (!root) {
    return Error{ErrorCode::usage, root.error().message};
  }
  named_.push_back({*root, std::string(split_path(path).name)});
  names_files_ = true;
  return success();
}

/// The root for a folder; many files of one folder share it.
Result<std::uint32_t> InputScan::root_at(const std::string& folder) {
  for (std::size_t i = roots_.size(); i-- > 0;) {
    if (roots_[i].named() == folder) {
      return static_cast<std::uint32_t>(i);
    }
  }
  auto opened = Tree::open(folder);
  if (!opened) {
    return std::move(opened).error();
  }
  roots_.push_back(std::move(*opened));
  return static_cast<std::uint32_t>(roots_.size() - 1);
}

ScannedFile InputScan::inspect(const std::string& path) {
  ScannedFile found;
  const auto root = root_at(folder_of(path));
  if (!root) {
    found.what = root.error();
    return found;
  }
  const auto folder = roots_[*root].folder("");
  return inspect_in(*root, (*folder)->get(), std::string(split_path(path).name), true).file;
}

void InputScan::leave_out(const Tree& folder) {
  left_out_.insert({folder.device(), folder.inode()});
}

std::string InputScan::shown_path(std::uint32_t root, const std::string& path) const {
  const std::string& named = roots_[root].named();
  return named == "." ? path : join_path(named, path);
}

void InputScan::walk(const Visitor& visit) {
  for (const Named& named : named_) {
    if (named.file.empty()) {
      walk_folder(named.root, visit);
    } else if (auto folder = roots_[named.root].folder("")) {
      look_at(named.root, (*folder)->get(), named.file, true, visit);
    }
  }
}

void InputScan::walk_folder(std::uint32_t root, const Visitor& visit) {
  // Depth first, in the order of names: `waiting` has the next folder at its back.
  std::vector<std::string> waiting{""};
  while (!waiting.empty()) {
    const std::string folder = std::move(waiting.back());
    waiting.pop_back();
    std::vector<std::string> below;
    list_folder(root, folder, below, visit);
    waiting.insert(waiting.end(), std::make_move_iterator(below.rbegin()),
                   std::make_move_iterator(below.rend()));
  }
}

bool InputScan::passes_over(const char* name) const {
  const std::string_view text = name;
  if (text == "." || text == ".." || is_temporary_name(text)) {
    return true;
  }
  return !options_.hidden && (text.front() == '.' || text == "CVS"sv || text == "_darcs"sv);
}

bool InputScan::may_enter(const struct stat& facts, const Tree& root) const {
  return !(options_.one_file_system && facts.st_dev != root.device()) &&
         !left_out_.contains({facts.st_dev, facts.st_ino});
}

void InputScan::list_folder(std::uint32_t root, const std::string& folder,
                            std::vector<std::string>& below, const Visitor& visit) {
  Tree& tree = roots_[root];
  const auto unreadable = [&](int error_number) {
    visit({root, folder, 0, error_from_errno(error_number, "cannot read the folder"), false});
  };
  const auto top = tree.folder("");
  if (!top) {
    return unreadable(ENOENT);
  }
  Fd fd =
      open_below((*top)->get(), folder.empty() ? "." : folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  struct stat facts {};
  if (!fd || ::fstat(fd.get(), &facts) != 0) {
    return unreadable(errno);
  }
  if (!may_enter(facts, tree) || !seen_folders_.insert({facts.st_dev, facts.st_ino}).second) {
    return;
  }
  const int number = fd.get();
  const OpenDir dir(::fdopendir(fd.release()));
  if (dir == nullptr) {
    return unreadable(errno);
  }
  std::vector<std::string> names;
  bool sweep = false;
  while (const dirent* entry = next_entry(dir.get())) {
    sweep = sweep || (options_.sweep_conversions && tells_of_conversion(entry->d_name));
    if (passes_over(entry->d_name)) {
      continue;
    }
    const unsigned char type = type_of(number, *entry);
    if (type == DT_DIR && options_.recursive) {
      below.push_back(join_path(folder, entry->d_name));
    } else if (type == DT_REG) {
      names.emplace_back(entry->d_name);
    }
  }
  if (errno != 0) {
    unreadable(errno);  // what was read of it is done all the same
  }
  if (sweep) {
    for (const std::string& gone : sweep_stale_temporaries(number).taken_back) {
      names.erase(std::remove(names.begin(), names.end(), gone), names.end());
    }
  }
  std::sort(names.begin(), names.end());
  std::sort(below.begin(), below.end());
  for (const std::string& name : names) {
    look_at(root, number, join_path(folder, name), false, visit);
  }
}

void InputScan::look_at(std::uint32_t root, int folder, std::string path, bool named,
                        const Visitor& visit) {
  Inspected inspected = inspect_in(root, folder, std::move(path), named);
  if (is_new(inspected.file, inspected.facts, folder)) {
    visit(std::move(inspected.file));
  }
}

/// A file with several names counts under each of them, and so does one that a link leads to; one
/// with a single name that turns up again was named twice: by itself, since no folder is entered
/// twice.
bool InputScan::is_new(const ScannedFile& file, const struct stat& facts, int folder) {
  if (facts.st_nlink == 1 && !file.link) {
    return !names_files_ || seen_.insert({facts.st_dev, facts.st_ino}).second;
  }
  struct stat where {};
  if (facts.st_nlink == 0 || ::fstat(folder, &where) != 0) {
    return true;
  }
  const std::string name(split_path(file.path).name);
  return seen_names_.insert({{where.st_dev, where.st_ino}, name}).second;
}

}  // namespace pixherd
