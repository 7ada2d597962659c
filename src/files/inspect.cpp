// SPDX-License-Identifier: Apache-2.0
#include "inspect.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string_view>

#include "pixherd/base/fd.hpp"
#include "pixherd/domain/foreign_file.hpp"

namespace pixherd {

ScanVerdict sniff(int fd, std::uint64_t bytes, Promised promised) {
  const bool is_image = promised == Promised::image;
  if (bytes == 0) {
    return is_image ? ScanVerdict(Error{ErrorCode::empty_file, "is empty"}) : Ignored{};
  }
  std::array<std::byte, kSniffBytes> head{};
  const ssize_t count = read_some(fd, head);
  if (count < 0) {
    return error_from_errno(errno, "cannot read");
  }
  const auto seen = std::span<const std::byte>(head).first(static_cast<std::size_t>(count));
  if (const auto format = sniff_format(seen)) {
    return *format;
  }
  return is_image ? ScanVerdict(foreign_file(seen)) : Ignored{};
}

Inspected inspect_in(std::uint32_t root, int folder, std::string path, Found how) {
  const std::string name(split_path(path).name);
  const bool named = how == Found::named;
  const bool promised = named || format_of_file_name(name).has_value();
  const int follow = named ? 0 : O_NOFOLLOW;
  Inspected found{ScannedFile::unread(root, std::move(path), Ignored{})};
  struct stat entry {};
  found.file.link = named && ::fstatat(folder, name.c_str(), &entry, AT_SYMLINK_NOFOLLOW) == 0 &&
                    S_ISLNK(entry.st_mode);
  const Fd fd(
      ::openat(folder, name.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC | follow));
  if (!fd || ::fstat(fd.get(), &found.facts) != 0) {
    if (how == Found::listed && errno == ELOOP) {
      found.file.what = Reason{ReasonCode::symbolic_link,
                               "is a symbolic link; list the file that it leads to instead"};
    } else if (promised || how == Found::listed) {
      found.file.what = error_from_errno(errno, "cannot open");
    }
  } else if (S_ISDIR(found.facts.st_mode) && how == Found::listed && !promised) {
    found.file.what =
        Reason{ReasonCode::not_an_image, "is a folder; the files in it are to be listed"};
  } else if (!S_ISREG(found.facts.st_mode)) {
    found.file.what = Error{ErrorCode::not_a_file, "is not a regular file"};
  } else {
    found.file.bytes = static_cast<std::uint64_t>(found.facts.st_size);
    found.file.version = version_of(found.facts);
    found.file.what =
        sniff(fd.get(), found.file.bytes, promised ? Promised::image : Promised::nothing);
    const auto* format = std::get_if<ImageFormat>(&found.file.what);
    if (!named && format != nullptr && *format == ImageFormat::tiff && is_camera_raw_name(name)) {
      found.file.what = Ignored{};  // as raw files of cameras are that are no TIFFs
    }
  }
  return found;
}

}  // namespace pixherd
