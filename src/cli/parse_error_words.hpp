// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <CLI/Error.hpp>
#include <string>

namespace pixherd {

/// What CLI11 says of arguments, as the other messages say it: the option, and what was expected.
std::string in_plain_words(const CLI::ParseError& error);

}  // namespace pixherd
