// SPDX-License-Identifier: Apache-2.0
#include "pixherd/cli/surroundings.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <string_view>
#include <system_error>

#include "pixherd/base/fd.hpp"

namespace pixherd {
namespace {

namespace fs = std::filesystem;

std::map<std::string, std::string> environment() {
  std::map<std::string, std::string> variables;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    const std::size_t equals = text.find('=');
    if (equals != std::string_view::npos) {
      variables.emplace(text.substr(0, equals), text.substr(equals + 1));
    }
  }
  return variables;
}

/// Somebody else's file there would be obeyed by all who work below, as in /tmp.
bool anybody_may_write(const fs::path& folder) {
  struct stat facts {};
  return ::stat(folder.c_str(), &facts) != 0 || (facts.st_mode & S_IWOTH) != 0;
}

std::vector<std::string> folders_of_project() {
  std::vector<std::string> folders{""};
  std::error_code failed;
  fs::path folder = fs::current_path(failed);
  while (!failed && !fs::exists(folder / ".git", failed) && folder.has_relative_path()) {
    folder = folder.parent_path();
    if (anybody_may_write(folder)) {
      break;
    }
    folders.push_back(folder.string());
  }
  return folders;
}

/// What is larger is none.
constexpr std::size_t kMostOfConfiguration = 1'000'000;

/// In a user namespace everybody from outside has one number, and who is not mapped has it too.
bool may_be_anybody(uid_t user) {
  const auto text_of = [](const char* path) {
    const Fd fd(::open(path, O_RDONLY | O_CLOEXEC));
    return read_all(fd.get(), kMostOfConfiguration);
  };
  const auto map = text_of("/proc/self/uid_map");
  constexpr std::string_view kAll = " 4294967295\n";
  if (!map || map->ends_with(kAll)) {
    return false;
  }
  const auto unmapped = text_of("/proc/sys/kernel/overflowuid");
  return !unmapped || *unmapped == fmt::format("{}\n", user);
}

/// Whoever else put it there would give orders to all who work below. Whose folder it is may: a
/// container's root works in a project of the user who started it.
Attempt check_owner(uid_t owner, uid_t owner_of_folder) {
  const bool ours = owner == ::geteuid() || owner == owner_of_folder;
  if (owner == 0 || (ours && !may_be_anybody(owner))) {
    return success();
  }
  const passwd* entry = ::getpwuid(owner);
  return Error{ErrorCode::unreadable,
               fmt::format("it belongs to {} (user {}), not to you, root or its folder's owner",
                           entry != nullptr ? entry->pw_name : "somebody else", owner)};
}

/// What was only found may be a pipe, which nobody fills, or a device without an end; and a link in
/// a project is an order of whoever made it.
Attempt check_found(int fd, const std::string& path, ConfigFile which) {
  struct stat opened {};
  struct stat named {};
  struct stat folder {};
  if (::fstat(fd, &opened) != 0 || ::lstat(path.c_str(), &named) != 0 ||
      ::stat((fs::path(path).parent_path() / ".").c_str(), &folder) != 0) {
    return error_from_errno(errno, "cannot look at it");
  }
  if (!S_ISREG(opened.st_mode)) {
    return Error{ErrorCode::not_a_file, "it is no regular file"};
  }
  if (which == ConfigFile::own) {
    return success();
  }
  const Attempt ours = check_owner(opened.st_uid, folder.st_uid);
  return ours ? check_owner(named.st_uid, folder.st_uid) : ours;
}

/// Of a file that cannot be opened.
bool is_out_of_reach(const std::string& path) {
  struct stat facts {};
  return ::stat(path.c_str(), &facts) != 0 && errno == EACCES;
}

Result<std::optional<std::string>> read_if_there(const std::string& path, ConfigFile which) {
  const bool found = which != ConfigFile::named;
  const Fd fd(::open(path.c_str(), O_RDONLY | O_NOCTTY | O_CLOEXEC | (found ? O_NONBLOCK : 0)));
  if (!fd) {
    const int error_number = errno;
    if (error_number == ENOENT || error_number == ENOTDIR || (found && is_out_of_reach(path))) {
      return std::optional<std::string>();
    }
    return error_from_errno(error_number, "cannot open");
  }
  if (const Attempt good = found ? check_found(fd.get(), path, which) : success(); !good) {
    return good.error();
  }
  auto text = read_all(fd.get(), kMostOfConfiguration);
  if (!text) {
    return text.error();
  }
  return std::optional<std::string>(std::move(*text));
}

}  // namespace

Surroundings surroundings_of_process() {
  return {environment(), folders_of_project(), read_if_there};
}

}  // namespace pixherd
