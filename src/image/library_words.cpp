// SPDX-License-Identifier: Apache-2.0
#include "library_words.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "pixherd/image/warnings.hpp"
#include "task_log.hpp"
#include "vips_handles.hpp"

namespace pixherd {
namespace {

/// What a library says where it lacked something, and the file is not to blame.
Error without_blame(Error error) {
  const auto says = [&](std::string_view words) {
    return error.message.find(words) != std::string::npos;
  };
  if (says("Error creating thread")) {
    return {ErrorCode::out_of_memory,
            "not enough threads for this image: allow more of them (ulimit -u, pids.max), or take "
            "fewer --processes"};
  }
  if (says("Insufficient memory")) {
    return {ErrorCode::out_of_memory, "not enough memory for this image"};
  }
  // libtiff's of a coding, and libvips' of a layout, that they know and cannot read.
  if (error.code == ErrorCode::damaged &&
      (says("support is not configured") || says("not supported"))) {
    error.code = ErrorCode::unsupported_format;
  }
  return error;
}

}  // namespace

void add_note(std::vector<std::string>& notes, std::string note) {
  if (std::find(notes.begin(), notes.end(), note) == notes.end()) {
    notes.push_back(std::move(note));
  }
}

void forget_library_words() {
  take_library_log();
  (void)take_vips_error();
}

Attempt weigh_warnings(ImageFormat source, const TaskSettings& settings,
                       std::vector<std::string>& notes) {
  const bool in_doubt_damage = settings.replaces_source || source == ImageFormat::tiff;
  for (std::string& warning : take_library_log()) {
    const WarningWeight weight = weigh_warning(warning);
    if (weight == WarningWeight::damage || (weight == WarningWeight::unclear && in_doubt_damage)) {
      return Error{ErrorCode::damaged, "the decoder warned: " + warning};
    }
    add_note(notes, std::move(warning));
  }
  return success();
}

Error in_more_words(Error error) {
  const std::vector<std::string> warnings = take_library_log();
  error = without_blame(std::move(error));
  if (error.code == ErrorCode::damaged && !warnings.empty() &&
      error.message.find(warnings.front()) == std::string::npos) {
    error.message += "; " + warnings.front();
  }
  return error;
}

}  // namespace pixherd
