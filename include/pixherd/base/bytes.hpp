// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

namespace pixherd {

using Bytes = std::vector<std::byte>;

}  // namespace pixherd
