// SPDX-License-Identifier: Apache-2.0
#include "folder_entries.hpp"

#include <fcntl.h>

#include <cerrno>

#include "pixherd/base/fd.hpp"

namespace pixherd {

const dirent* next_entry(DIR* dir) {
  errno = 0;
  return ::readdir(dir);
}

int for_each_entry(int folder, const std::function<void(const dirent&)>& visit) {
  Fd fd(::openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  const OpenDir dir(fd ? ::fdopendir(fd.get()) : nullptr);
  if (dir == nullptr) {
    return errno;
  }
  fd.release();
  while (const dirent* entry = next_entry(dir.get())) {
    visit(*entry);
  }
  return errno;
}

}  // namespace pixherd
