// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "pixherd/base/fd.hpp"

namespace pixherd {

/// Opens the folder `relative` below the open `folder`, never leaving that and never following a
/// link, with these flags beside O_DIRECTORY and O_CLOEXEC. Where it fails, errno says why: ELOOP
/// for a link, EXDEV for a way out.
Fd open_below(int folder, const std::string& relative, int flags);

}  // namespace pixherd
