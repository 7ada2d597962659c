// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "pixherd/base/error.hpp"

namespace pixherd {

/// Leaves errno where it could not. A file system without RENAME_NOREPLACE may have links, which
/// never replace anything either; where it has neither, somebody may come in between.
bool rename_where_free(int folder, const std::string& from, const std::string& to);

/// As rename_where_free() to a name that nobody else uses: without a link, since what is removed
/// then under the first name may be another file already.
bool rename_to_temporary(int folder, const std::string& from, const std::string& to);

/// A source was replaced by a newer file, which is `newer` now where that is not its own name.
Error changed_meanwhile(const std::string& newer);

}  // namespace pixherd
