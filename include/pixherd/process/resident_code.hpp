// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace pixherd {

/// What of the program's code this process has run, it need not read again: the kernel drops such
/// pages where a control group's memory is short, and who then asks for one may be killed for it.
/// As far as RLIMIT_MEMLOCK allows, the program's own code first, then the most basic libraries';
/// forked children inherit nothing of it.
void keep_code_in_memory();

}  // namespace pixherd
