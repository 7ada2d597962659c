// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <unistd.h>

#include <cerrno>

namespace pixherd {

/// Returns once what was named or removed in this folder is on the disk: 0, or the error number.
/// Some file systems have no sync of folders, and say EINVAL, which is no error.
inline int fsync_folder(int folder) { return ::fsync(folder) == 0 || errno == EINVAL ? 0 : errno; }

}  // namespace pixherd
