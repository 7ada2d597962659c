// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "pixherd/base/fd.hpp"
#include "pixherd/base/result.hpp"
#include "pixherd/files/tree.hpp"

namespace pixherd {

/// All that a file, a pipe or standard input ("-") holds. What is endless is an Error.
Result<std::string> read_text_file(const std::string& path);

/// Puts `text` under `path`, in the place of what may be there: whole and synced, or not at all.
/// The folder is made where it is missing.
Attempt write_text_file(const std::string& path, std::string_view text);
/// The same in a folder that is open.
Attempt write_text_in(const Folder& folder, const std::string& name, std::string_view text);

/// Puts a text behind what `path` holds, which may be nothing, or no plain file (/dev/stdout).
/// `make` is told how many bytes the text may have so that the file has at most `most`; the folder
/// is made where it is missing. Returns how many were added. Never waits for long on a pipe that
/// nobody reads.
Result<std::size_t> append_to_text_file(const std::string& path, std::size_t most,
                                        const std::function<std::string(std::size_t room)>& make);

/// That these would find nothing in their way, as far as can be seen without writing anything. What
/// the second returns is to be kept until then: nothing, or a pipe whose reader is not to take it
/// for closed meanwhile.
Attempt can_write_text_file(const std::string& path);
Result<Fd> reach_for_appending(const std::string& path);

}  // namespace pixherd
