// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/stat.h>

#include "pixherd/base/result.hpp"

namespace pixherd {

/// Gives `to` the owner, group, permission bits (not set-id), access control lists and extended
/// attributes of `from`, but for those that hold for its contents alone (IMA's hash, capabilities),
/// in an order in which nobody is let in who was not before. An Error (write_failed) where one of
/// them cannot be kept; of the kernel's labels (SELinux) the inherited one will do.
Attempt keep_attributes(int from, const struct stat& facts, int to);

/// The permission bits of `from` for a file without an access list. Where there is one, the bits of
/// the group in `facts` are the most that the list gives to anybody, and may not be the group's.
mode_t permissions_without_list(int from, const struct stat& facts);

/// Gives `fd` these permission bits. 0, or the errno where it cannot have them and has others.
int set_mode(int fd, mode_t mode);

/// The same, and content where the file's bits, like its owner, are those of everything on its
/// mount (FAT, CIFS), where this user can change neither.
int set_mode_or_mounts(int fd, mode_t mode);

/// Gives `to` the access and modification times in `facts`.
Attempt keep_times(int to, const struct stat& facts);

}  // namespace pixherd
