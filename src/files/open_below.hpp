// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <dirent.h>

#include <memory>
#include <string>

#include "pixherd/base/fd.hpp"

namespace pixherd {

/// Opens `relative` below the open folder, never leaving it and never following a link. Owns
/// nothing and leaves errno where it failed.
Fd open_below(int folder, const std::string& relative, int flags);

struct CloseDir {
  void operator()(DIR* dir) const { ::closedir(dir); }
};
using OpenDir = std::unique_ptr<DIR, CloseDir>;

}  // namespace pixherd
