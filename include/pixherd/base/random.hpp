// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace pixherd {

/// A number that no other process is likely to have, on this machine or another, and this one not
/// again. The kernel's; where it gives none (a filter, an early boot), one of clock, process and
/// how often it was asked: nothing that a secret could be made of.
std::uint64_t random_u64();

}  // namespace pixherd
