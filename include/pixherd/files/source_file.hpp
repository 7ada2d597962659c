// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <optional>
#include <string>

#include "pixherd/base/fd.hpp"
#include "pixherd/base/result.hpp"
#include "pixherd/files/tree.hpp"

namespace pixherd {

/// An input that is open for reading: a regular file, reached without following a link.
struct SourceFile {
  Folder folder;
  std::string name;
  Fd fd;
  struct stat facts {};
};

enum class Links : std::uint8_t { refuse, follow };

/// Opens `name` in `folder`. Never waits on a pipe or a device; what is no regular file is refused
/// (not_a_file), a link where links are refused too.
Result<SourceFile> open_source(Folder folder, const std::string& name, Links links);

/// Takes the file for this run, until its descriptor is closed everywhere; false where another run
/// has it. On file systems without locks everybody has it.
bool take_for_this_run(const SourceFile& source);

/// It may be taken again at once, whoever still has its descriptor: a worker that was forked just
/// now has those of its parent for a moment.
void give_back(const SourceFile& source);

/// True where `name` in `folder` is a symbolic link.
bool is_link(const Folder& folder, const std::string& name);

/// What has that name, be it a link; nullopt where nothing has it.
std::optional<struct stat> facts_at(const Folder& folder, const std::string& name);

/// True where it leads, not through a link, to the file that is open there: nobody has removed or
/// replaced that since.
bool leads_to(const Folder& folder, const std::string& name, int fd);

/// Its size.
std::optional<std::uint64_t> size_at(const Folder& folder, const std::string& name);

/// The name still leads to the file that was opened, and that file has not been touched since:
/// same device, inode, size and times. Otherwise an Error: input_changed, or where the name cannot
/// be looked at, which tells nothing of the file, that of the system.
Attempt check_unchanged(const SourceFile& source);

}  // namespace pixherd
