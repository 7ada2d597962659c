// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "pixherd/base/bytes.hpp"
#include "pixherd/base/result.hpp"
#include "pixherd/domain/task_settings.hpp"
#include "vips_handles.hpp"

namespace pixherd {

/// The picture in that format as `settings` say: encoded once, or from memory as often as it takes
/// to keep within --max-bytes with what `finish` makes of the encoder's file. A quality that had to
/// be lowered is noted. ErrorCode::too_large where nothing keeps within it.
Result<Bytes> save_within(const Image& picture, ImageFormat format, const TaskSettings& settings,
                          const std::function<Bytes(Bytes)>& finish,
                          std::vector<std::string>& notes);

}  // namespace pixherd
