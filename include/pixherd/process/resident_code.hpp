// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace pixherd {

/// Locks the pages of code that this process has run already: where a control group's memory is
/// short the kernel drops them first, and reading one again may get us killed. As far as
/// RLIMIT_MEMLOCK allows, the program's own code first, then that of the most basic libraries.
/// Forked children inherit none of these locks.
void keep_code_in_memory();

}  // namespace pixherd
