// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <dirent.h>

#include <functional>
#include <memory>

namespace pixherd {

struct CloseDir {
  void operator()(DIR* dir) const { ::closedir(dir); }
};
using OpenDir = std::unique_ptr<DIR, CloseDir>;

/// Null at the end of the folder, and then errno is 0, or where the rest of it cannot be read.
const dirent* next_entry(DIR* dir);

/// Visits what is in the open `folder`, in no order. 0, or the errno where it could not be read to
/// its end.
int for_each_entry(int folder, const std::function<void(const dirent&)>& visit);

}  // namespace pixherd
