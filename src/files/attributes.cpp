// SPDX-License-Identifier: Apache-2.0
#include "attributes.hpp"

#include <endian.h>
#include <linux/posix_acl.h>
#include <linux/posix_acl_xattr.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pixherd {
namespace {

/// Always write_failed: "no space" is here said of the room that one file has for its attributes.
Error cannot_keep(int error_number, const std::string& what) {
  Error error = error_from_errno(error_number, "cannot keep its " + what);
  error.code = ErrorCode::write_failed;
  return error;
}

/// Says what holds for the bytes of its file and no others: a hash or a signature of them, and what
/// a program of these bytes may do.
bool is_of_contents(std::string_view attribute) {
  return attribute == "security.ima" || attribute == "security.evm" ||
         attribute == "security.capability";
}

/// Labels that the kernel sets by itself, from the folder, and that need privileges to set: where
/// they are refused the inherited ones are right.
bool may_be_refused(std::string_view attribute) {
  return attribute == "security.selinux" || attribute == "security.apparmor" ||
         attribute.starts_with("security.SMACK64");
}

Attempt keep_xattr(int from, int to, const std::string& attribute) {
  const ssize_t size = ::fgetxattr(from, attribute.c_str(), nullptr, 0);
  if (size < 0) {
    return errno == ENODATA ? success() : cannot_keep(errno, "attribute " + attribute);
  }
  std::vector<char> value(static_cast<std::size_t>(size));
  const ssize_t got = ::fgetxattr(from, attribute.c_str(), value.data(), value.size());
  if (got < 0 ||
      (::fsetxattr(to, attribute.c_str(), value.data(), static_cast<std::size_t>(got), 0) != 0 &&
       !may_be_refused(attribute))) {
    return cannot_keep(errno, "attribute " + attribute);
  }
  return success();
}

Attempt keep_xattrs(int from, int to) {
  const ssize_t size = ::flistxattr(from, nullptr, 0);
  if (size <= 0) {
    return size == 0 || errno == ENOTSUP ? success() : cannot_keep(errno, "attributes");
  }
  std::vector<char> names(static_cast<std::size_t>(size));
  const ssize_t got = ::flistxattr(from, names.data(), names.size());
  if (got < 0) {
    return cannot_keep(errno, "attributes");
  }
  std::string_view rest(names.data(), static_cast<std::size_t>(got));
  while (!rest.empty()) {
    const std::string attribute(rest.substr(0, rest.find('\0')));
    rest.remove_prefix(std::min(rest.size(), attribute.size() + 1));
    if (is_of_contents(attribute)) {
      continue;
    }
    if (auto kept = keep_xattr(from, to, attribute); !kept) {
      return kept;
    }
  }
  return success();
}

/// The access lists of servers of Windows' kind and of NTFS, which no list of attributes tells of.
constexpr std::array kUnlisted{"system.cifs_acl", "system.ntfs_security"};

/// Nothing where the file system has no such attribute.
Result<std::string> unlisted(int fd, const char* attribute) {
  std::string value(std::size_t{64} * 1024, '\0');  // the most that any may have
  const ssize_t got = ::fgetxattr(fd, attribute, value.data(), value.size());
  if (got < 0) {
    const bool none = errno == ENODATA || errno == ENOTSUP || errno == EINVAL || errno == ENOSYS;
    return none ? Result<std::string>(std::string())
                : cannot_keep(errno, std::string("access list ") + attribute);
  }
  value.resize(static_cast<std::size_t>(got));
  return value;
}

/// Mostly the folder has handed on the same one.
Attempt keep_unlisted(int from, int to) {
  for (const char* attribute : kUnlisted) {
    const auto wanted = unlisted(from, attribute);
    if (!wanted) {
      return wanted.error();
    }
    if (wanted->empty()) {
      continue;
    }
    const auto there = unlisted(to, attribute);
    if ((!there || *there != *wanted) &&
        ::fsetxattr(to, attribute, wanted->data(), wanted->size(), 0) != 0) {
      return cannot_keep(errno, std::string("access list ") + attribute);
    }
  }
  return success();
}

constexpr const char* kList = "system.posix_acl_access";

/// The temporary has its folder's list of who may do what, asleep for as long as nobody but its
/// owner may do anything: the permissions of the source would wake it.
Attempt drop_inherited_list(int to) {
  const bool dropped = ::fgetxattr(to, kList, nullptr, 0) >= 0 && ::fremovexattr(to, kList) == 0;
  return dropped || errno == ENODATA || errno == ENOTSUP ? success()
                                                         : cannot_keep(errno, "access list");
}

/// What a list as the kernel has it gives to the group of its file; nothing where it is odd.
mode_t group_bits_in(std::span<const std::byte> list) {
  posix_acl_xattr_entry entry{};
  for (std::size_t at = sizeof(posix_acl_xattr_header); at + sizeof entry <= list.size();
       at += sizeof entry) {
    std::memcpy(&entry, list.data() + at, sizeof entry);
    if (le16toh(entry.e_tag) == ACL_GROUP_OBJ) {
      return static_cast<mode_t>(le16toh(entry.e_perm)) << 3U & S_IRWXG;
    }
  }
  return 0;
}

}  // namespace

mode_t permissions_without_list(int from, const struct stat& facts) {
  const mode_t mode = facts.st_mode & 0777U;
  if ((mode & S_IRWXG) == 0) {
    return mode;
  }
  std::array<std::byte, 4096> list{};
  const ssize_t size = ::fgetxattr(from, kList, list.data(), list.size());
  if (size < 0 && (errno == ENODATA || errno == ENOTSUP)) {
    return mode;
  }
  const mode_t group =
      group_bits_in(std::span(list).first(static_cast<std::size_t>(std::max<ssize_t>(size, 0))));
  return mode & ~(static_cast<mode_t>(S_IRWXG) & ~group);
}

Attempt keep_attributes(int from, const struct stat& facts, int to) {
  struct stat own {};
  if (::fstat(to, &own) != 0) {
    return cannot_keep(errno, "owner");
  }
  if ((own.st_uid != facts.st_uid || own.st_gid != facts.st_gid) &&
      ::fchown(to, facts.st_uid, facts.st_gid) != 0) {
    return cannot_keep(errno, "owner and group");
  }
  if (auto dropped = drop_inherited_list(to); !dropped) {
    return dropped;
  }
  if (auto kept = keep_xattrs(from, to); !kept) {
    return kept;
  }
  if (const int error_number = set_mode(to, facts.st_mode & 01777U); error_number != 0) {
    return cannot_keep(error_number, "permissions");
  }
  return keep_unlisted(from, to);  // last, since a mount may keep the permissions in them
}

int set_mode(int fd, mode_t mode) {
  if (::fchmod(fd, mode) == 0) {
    return 0;
  }
  const int error_number = errno;
  struct stat own {};
  const bool has_it = ::fstat(fd, &own) == 0 && (own.st_mode & 07777U) == mode;
  return has_it ? 0 : error_number;
}

int set_mode_or_mounts(int fd, mode_t mode) {
  const int error_number = set_mode(fd, mode);
  struct stat own {};
  const bool is_mounts = (error_number == EPERM || error_number == ENOTSUP) &&
                         ::fstat(fd, &own) == 0 && own.st_uid != ::geteuid();
  return is_mounts ? 0 : error_number;
}

Attempt keep_times(int to, const struct stat& facts) {
  const std::array<timespec, 2> times{facts.st_atim, facts.st_mtim};
  if (::futimens(to, times.data()) != 0) {
    return cannot_keep(errno, "times");
  }
  return success();
}

}  // namespace pixherd
