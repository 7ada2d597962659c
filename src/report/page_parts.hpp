// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace pixherd {

/// The files of src/report/page/, as cmake/report_page.cmake has put them into the program.
extern const std::string_view kPageTemplate;
extern const std::string_view kPageStyle;
extern const std::string_view kPageScript;
/// "sha256-..." as a content security policy names them.
extern const std::string_view kPageStyleHash;
extern const std::string_view kPageScriptHash;

}  // namespace pixherd
