// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace pixherd {

/// Options of other programs for images and files, as their users type them, and what does that
/// here.
struct ForeignName {
  std::string_view names;  ///< one behind the other, with blanks between
  std::string_view here;   ///< an option, with its value; or else a clause that names one
};

std::span<const ForeignName> foreign_names();

/// "; did you mean --processes?" for "--threads" and for "-j4"; empty for what nobody else has.
std::string known_here_as(std::string_view typed);

}  // namespace pixherd
