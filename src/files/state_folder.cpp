// SPDX-License-Identifier: Apache-2.0
#include "pixherd/files/state_folder.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <memory>

#include "pixherd/base/text.hpp"

namespace pixherd {
namespace {

constexpr mode_t kForOwner = 0700;

Error about_state(const std::string& path, int error_number) {
  return error_from_errno(error_number, printable(path));
}

}  // namespace

bool is_state_name(std::string_view name) {
  return name == kLockName || name == kLedgerName || name.ends_with(kMergedEnding);
}

Result<Folder> open_state_folder(const std::string& path) {
  const int not_made = ::mkdir(path.c_str(), kForOwner) == 0 ? 0 : errno;
  if (not_made == ENOENT) {
    return Error{
        ErrorCode::not_found,
        fmt::format("{}: the folder above it is not there: make that first", printable(path))};
  }
  Fd fd(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd && errno == ENOENT) {
    return not_made == EEXIST
               ? Error{ErrorCode::not_found,
                       fmt::format("{}: is a symbolic link to nothing", printable(path))}
               : error_from_errno(not_made, fmt::format("{}: cannot be made", printable(path)));
  }
  if (!fd || ::faccessat(fd.get(), ".", W_OK | X_OK, AT_EACCESS) != 0) {
    return about_state(path, errno);
  }
  return Folder(std::make_shared<const Fd>(std::move(fd)));
}

}  // namespace pixherd
