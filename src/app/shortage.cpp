// SPDX-License-Identifier: Apache-2.0
#include "shortage.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include <optional>

#include "pixherd/base/text.hpp"
#include "pixherd/files/space.hpp"

namespace pixherd {
namespace {

bool is_read_only(int folder) {
  struct statvfs facts {};
  return ::fstatvfs(folder, &facts) == 0 && (facts.f_flag & ST_RDONLY) != 0;
}

/// A quota of its own may have left none to a folder where the file system has room.
bool is_as_full(int root, int folder) {
  const auto there = space_at(root);
  const auto here = space_at(folder);
  return !there || !here || !has_room_of_its_own(*there, *here);
}

/// A read-only bind mount has the device of what can be written to.
bool shares(ErrorCode shortage, Tree& root, const Folder& place) {
  const auto folder = root.folder("");
  if (shortage == ErrorCode::disk_full) {
    struct stat facts {};
    return ::fstat(place->get(), &facts) != 0 ||
           (root.device() == facts.st_dev &&
            (!folder || is_as_full((*folder)->get(), place->get())));
  }
  return !folder || is_read_only((*folder)->get());
}

bool shared_by_all_roots(ErrorCode shortage, const Folder& place, TaskTable& table) {
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

bool is_output_gone(const Outcome& outcome, TaskTable& table) {
  const bool write_failure = outcome.error && (outcome.error->code == ErrorCode::write_failed ||
                                               outcome.error->code == ErrorCode::not_found);
  return write_failure && table.output_root() && table.output_root()->is_removed();
}

}  // namespace

void weigh_shortage(Outcome& outcome, const Folder& folder, TaskTable& table) {
  if (is_output_gone(outcome, table)) {
    outcome.error = Error{ErrorCode::output_gone,
                          fmt::format("the output folder {} was removed during the run; run again",
                                      printable(table.output_root()->named()))};
    return;
  }
  const bool shortage = outcome.error && (outcome.error->code == ErrorCode::disk_full ||
                                          outcome.error->code == ErrorCode::read_only);
  if (shortage && folder && !table.listed() &&
      !shared_by_all_roots(outcome.error->code, folder, table)) {
    outcome.error->code = ErrorCode::write_failed;
  }
}

}  // namespace pixherd
