// SPDX-License-Identifier: Apache-2.0
// A task list that was taken has tasks that can be carried out; one that was not says where.
#include <string_view>

#include "fuzz/fuzz.hpp"
#include "pixherd/cli/task_list.hpp"

namespace pixherd::fuzz {
namespace {

bool is_quality(std::optional<std::uint8_t> value) {
  return !value || (*value >= 1 && *value <= 100);
}

void check_task(const ListedTask& task) {
  constexpr std::uint32_t kMostPixels = 1'000'000;
  PIXHERD_CHECK(!task.input.empty() && task.input.find('\0') == std::string::npos);
  PIXHERD_CHECK(!task.output.empty() && task.output.find('\0') == std::string::npos);
  const Quality& quality = task.settings.quality;
  PIXHERD_CHECK(is_quality(quality.global) && is_quality(quality.jpeg) && is_quality(quality.png));
  PIXHERD_CHECK(is_quality(quality.webp) && is_quality(quality.avif));
  const Resize& resize = task.settings.resize;
  PIXHERD_CHECK(resize.width <= kMostPixels && resize.height <= kMostPixels);
  PIXHERD_CHECK(resize.long_edge <= kMostPixels && resize.short_edge <= kMostPixels);
  PIXHERD_CHECK(!(resize.fit == Fit::fill) || (resize.width != 0 && resize.height != 0));
}

}  // namespace
}  // namespace pixherd::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pixherd;
  const auto tasks = parse_task_list({reinterpret_cast<const char*>(data), size});
  if (!tasks) {
    PIXHERD_CHECK(tasks.error().code == ErrorCode::usage);
    PIXHERD_CHECK(tasks.error().message.starts_with("task list, "));
    return 0;
  }
  for (const ListedTask& task : *tasks) {
    fuzz::check_task(task);
  }
  return 0;
}
