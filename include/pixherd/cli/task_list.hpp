// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "pixherd/base/result.hpp"
#include "pixherd/domain/task_settings.hpp"

namespace pixherd {

/// One entry of a task list.
struct ListedTask {
  std::string input;
  std::string output;
  TaskSettings settings;
};

/// Reads a task list: a JSON array, or NDJSON with an object a line (empty lines are passed over, a
/// byte order mark too).
///
///     {"input": "a.png", "output": "web/a.webp",
///      "settings": {"quality": {"global": 80, "jpeg": 75, "png": null, "webp": null, "avif":
///      null},
///                   "resize": {"width": 800, "height": null, "maintainAspect": true,
///                              "mode": "none|width|height|longest|shortest", "size": 1600},
///                   "outputFormat": "original|jpeg|png|webp|avif|gif|tiff"}}
///
/// Everything in settings may be missing or null; unknown keys are passed over. `mode` with `size`
/// limits that side, and neither goes without the other (but width and height may stand for the
/// size of their own mode); without a mode, width and height are a box, met exactly where
/// maintainAspect is false. An Error (usage) names the first line or entry that is wrong, and what
/// was expected.
Result<std::vector<ListedTask>> parse_task_list(std::string_view text);

}  // namespace pixherd
