// SPDX-License-Identifier: Apache-2.0
#include "standing_outputs.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>

#include "output_names.hpp"
#include "pixherd/files/source_file.hpp"

namespace pixherd {

std::uint64_t standing_bytes(TaskTable& table, const Task& task, const std::string& name) {
  if (table.listed()) {
    struct stat facts {};
    return ::fstatat(AT_FDCWD, name.c_str(), &facts, AT_SYMLINK_NOFOLLOW) == 0
               ? static_cast<std::uint64_t>(facts.st_size)
               : 0;
  }
  if (!table.output_root() && !table.beside_source()) {
    return 0;
  }
  Tree& root = table.beside_source() ? table.input_root(task) : *table.output_root();
  const SplitPath split = split_path(name);
  const auto folder = root.folder(split.folder);
  return folder ? size_at(*folder, std::string(split.name)).value_or(0) : 0;
}

bool outputs_stand(TaskTable& table, const Task& task, const TaskEntry& entry) {
  if (entry.in_place || !has_output(entry.status)) {
    return true;
  }
  if (entry.renditions.empty()) {
    const std::uint64_t there =
        standing_bytes(table, task, written_name(table, task, entry.status));
    return there != 0 && there == entry.output_bytes;
  }
  return std::all_of(
      entry.renditions.begin(), entry.renditions.end(), [&](const MadeRendition& made) {
        return standing_bytes(table, task, table.rendition_name(task, made)) == made.bytes;
      });
}

}  // namespace pixherd
