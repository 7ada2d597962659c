// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "pixherd/domain/outcome.hpp"
#include "pixherd/domain/task_settings.hpp"
#include "vips_handles.hpp"

namespace pixherd {

/// A new file, in memory, that has passed its checks.
struct Made {
  Bytes bytes;
  ImageFormat format = ImageFormat::jpeg;
  Lane lane = Lane::libvips;
  PixelSize size;  ///< upright
  bool only_if_smaller = true;
  std::vector<std::string> notes;
  std::vector<MadeRendition> renditions;  ///< where several were asked for...
  std::vector<Bytes> files;               ///< ...their bytes, and none above
};

/// A new file, or why there is to be none.
using Attempted = std::variant<Made, Reason>;

}  // namespace pixherd
