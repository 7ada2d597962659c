// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "pixherd/base/result.hpp"

namespace pixherd {

/// Puts `text` under `path`, in the place of what may be there: whole and synced, or not at all.
/// The folder is made where it is missing.
Attempt write_text_file(const std::string& path, std::string_view text);

/// That this would find nothing in its way, as far as can be seen without writing anything.
Attempt can_write_text_file(const std::string& path);

}  // namespace pixherd
