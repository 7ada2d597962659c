// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pixherd/app/task_table.hpp"
#include "pixherd/domain/outcome.hpp"
#include "pixherd/files/tree.hpp"

namespace pixherd {

/// A failure to write where the output folder is no longer there ends the run: `outcome` says so.
void widen_to_output(Outcome& outcome, TaskTable& table);

/// A full disk, or one that is read-only, ends the run where nothing else could be written either.
/// Where `folder`, the task's own, lies on another file system or mount than some root that is
/// written to, or is under a quota of its own that is used up, `outcome` becomes a failure of this
/// one file.
void narrow_to_mount(Outcome& outcome, const Folder& folder, TaskTable& table);

}  // namespace pixherd
