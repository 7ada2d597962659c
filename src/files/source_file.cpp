// SPDX-License-Identifier: Apache-2.0
#include "pixherd/files/source_file.hpp"

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>

#include "pixherd/files/file_id.hpp"

namespace pixherd {
namespace {

bool same_time(const timespec& a, const timespec& b) {
  return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

bool same_file(const struct stat& a, const struct stat& b) {
  return id_of(a) == id_of(b) && a.st_size == b.st_size && same_time(a.st_mtim, b.st_mtim) &&
         same_time(a.st_ctim, b.st_ctim);
}

}  // namespace

Result<SourceFile> open_source(Folder folder, const std::string& name, Links links) {
  SourceFile source{std::move(folder), name, Fd(), {}};
  const int follow = links == Links::refuse ? O_NOFOLLOW : 0;
  source.fd = Fd(::openat(source.folder->get(), name.c_str(),
                          O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC | follow));
  if (!source.fd) {
    if (errno == ELOOP || errno == ENXIO) {
      return Error{ErrorCode::not_a_file, "is a link or a socket, not a file"};
    }
    return error_from_errno(errno, "cannot open");
  }
  if (::fstat(source.fd.get(), &source.facts) != 0) {
    return error_from_errno(errno, "cannot look at");
  }
  if (!S_ISREG(source.facts.st_mode)) {
    return Error{ErrorCode::not_a_file, "is not a regular file"};
  }
  return source;
}

bool take_for_this_run(const SourceFile& source) {
  return ::flock(source.fd.get(), LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK;
}

void give_back(const SourceFile& source) { (void)::flock(source.fd.get(), LOCK_UN); }

bool is_link(const Folder& folder, const std::string& name) {
  struct stat facts {};
  return ::fstatat(folder->get(), name.c_str(), &facts, AT_SYMLINK_NOFOLLOW) == 0 &&
         S_ISLNK(facts.st_mode);
}

std::optional<struct stat> facts_at(const Folder& folder, const std::string& name) {
  struct stat facts {};
  return ::fstatat(folder->get(), name.c_str(), &facts, AT_SYMLINK_NOFOLLOW) == 0
             ? std::optional(facts)
             : std::nullopt;
}

bool leads_to(const Folder& folder, const std::string& name, int fd) {
  struct stat opened {};
  const auto named = facts_at(folder, name);
  return named && ::fstat(fd, &opened) == 0 && id_of(*named) == id_of(opened);
}

std::optional<std::uint64_t> size_at(const Folder& folder, const std::string& name) {
  const auto facts = facts_at(folder, name);
  return facts ? std::optional(static_cast<std::uint64_t>(facts->st_size)) : std::nullopt;
}

Attempt check_unchanged(const SourceFile& source) {
  struct stat now {};
  const bool there =
      ::fstatat(source.folder->get(), source.name.c_str(), &now, AT_SYMLINK_NOFOLLOW) == 0;
  if (!there && errno != ENOENT) {
    return error_from_errno(errno, "cannot look at");
  }
  if (!there || !same_file(source.facts, now)) {
    return Error{ErrorCode::input_changed,
                 "was changed while it was worked on; it was left as it is now"};
  }
  return success();
}

}  // namespace pixherd
