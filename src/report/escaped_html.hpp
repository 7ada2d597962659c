// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace pixherd {

/// `text` within HTML, between tags or in a quoted attribute.
std::string escaped_html(std::string_view text);

}  // namespace pixherd
