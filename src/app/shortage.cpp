// SPDX-License-Identifier: Apache-2.0
#include "shortage.hpp"

#include <sys/stat.h>
#include <sys/statvfs.h>

#include <optional>

namespace pixherd {
namespace {

bool is_read_only(int folder) {
  struct statvfs facts {};
  return ::fstatvfs(folder, &facts) == 0 && (facts.f_flag & ST_RDONLY) != 0;
}

/// A read-only bind mount has the device of what can be written to.
bool shares(ErrorCode shortage, Tree& root, const struct stat& place) {
  if (shortage == ErrorCode::disk_full) {
    return root.device() == place.st_dev;
  }
  const auto folder = root.folder("");
  return !folder || is_read_only((*folder)->get());
}

bool shared_by_all_roots(ErrorCode shortage, const struct stat& place, TaskTable& table) {
  if (std::optional<Tree>& output = table.output_root()) {
    return shares(shortage, *output, place);
  }
  for (std::uint32_t i = 0; i < table.root_count(); ++i) {
    if (!shares(shortage, table.root(i), place)) {
      return false;
    }
  }
  return true;
}

}  // namespace

void narrow_to_mount(Outcome& outcome, const Folder& folder, TaskTable& table) {
  const bool shortage = outcome.error && (outcome.error->code == ErrorCode::disk_full ||
                                          outcome.error->code == ErrorCode::read_only);
  struct stat place {};
  if (!shortage || table.listed() || ::fstat(folder->get(), &place) != 0 ||
      shared_by_all_roots(outcome.error->code, place, table)) {
    return;
  }
  outcome.error->code = ErrorCode::write_failed;
}

}  // namespace pixherd
