// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "pixherd/base/result.hpp"
#include "pixherd/domain/task_settings.hpp"

namespace pixherd {

void add_note(std::vector<std::string>& notes, std::string note);

/// Drops what libraries have said so far: it is about something else than what comes.
void forget_library_words();

/// What decoder and encoder have warned of since the log was taken last becomes a note each, or the
/// Error (damaged) where it may speak of the pixels of what will be gone, or of a TIFF.
Attempt weigh_warnings(ImageFormat source, const TaskSettings& settings,
                       std::vector<std::string>& notes);

/// A failure with what the log has of it, since some decoders say there alone what they have failed
/// at; where the machine or the engine lacked something, and not the file, it is called that.
Error in_more_words(Error error);

}  // namespace pixherd
