// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace pixherd {

/// A path as globs know it, without "./": a folder ends with a slash, the current one is "".
std::string plain_path(const std::string& path, bool is_folder);

/// The same from the root on, without the slash there, and through whatever links the path and the
/// shell's own for the current folder ($PWD) lead. Empty where the shell has none.
std::string logical_path(const std::string& written, bool is_folder);

}  // namespace pixherd
