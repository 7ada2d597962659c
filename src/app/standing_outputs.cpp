// SPDX-License-Identifier: Apache-2.0
#include "standing_outputs.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>

#include "output_names.hpp"
#include "pixherd/files/source_file.hpp"

namespace pixherd {
namespace {

/// 0 where nothing stands.
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

}  // namespace

std::uint64_t output_path_hash(const TaskTable& table, const Task& task, const std::string& name) {
  return short_hash(table.canonical_output(name, task));
}

Standing standing_at(TaskTable& table, const Ledger& ledger, const Task& task,
                     const std::string& name) {
  const std::uint64_t bytes = standing_bytes(table, task, name);
  return bytes == 0 ? Standing()
                    : Standing{bytes, ledger.written_at(output_path_hash(table, task, name))};
}

bool outputs_stand(TaskTable& table, const Ledger& ledger, const Task& task,
                   const TaskEntry& entry) {
  if (entry.in_place || !has_output(entry.status)) {
    return true;
  }
  if (entry.renditions.empty()) {
    return is_output_of(standing_at(table, ledger, task, written_name(table, task, entry.status)),
                        entry);
  }
  return std::all_of(
      entry.renditions.begin(), entry.renditions.end(), [&](const MadeRendition& made) {
        const Standing there = standing_at(table, ledger, task, table.rendition_name(task, made));
        return is_output_of(there, made.bytes, made.hash);
      });
}

}  // namespace pixherd
