// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace pixherd {

/// How much a run tells a person: failures only, what it did as a whole, or a line for every file.
enum class Verbosity : std::uint8_t { quiet, normal, verbose };

}  // namespace pixherd
