// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pixherd/domain/outcome.hpp"
#include "pixherd/files/tree.hpp"
#include "task_table.hpp"

namespace pixherd {

/// What a failure to write means for the other files. Where the output folder is no longer there
/// `outcome` becomes one that ends the run. A full disk, or one that is read-only, ends it where
/// nothing else could be written either: where `folder`, the task's own, lies on another file
/// system or mount than some root that is written to, or is under a quota of its own that is used
/// up, `outcome` becomes a failure of this one file. `folder` is null where it could not be opened.
void weigh_shortage(Outcome& outcome, const Folder& folder, TaskTable& table);

}  // namespace pixherd
