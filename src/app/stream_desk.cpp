// SPDX-License-Identifier: Apache-2.0
#include "stream_desk.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <utility>

#include "source_removals.hpp"

namespace pixherd {

WorkOrder StreamDesk::order(TaskId task) const {
  return {task, image_.bytes, image_.format, settings_};
}

std::variant<TaskFiles, Outcome> StreamDesk::open(TaskId) {
  auto file = make_nameless_file();
  if (!file) {
    return failed_outcome(std::move(file).error(), image_.bytes);
  }
  output_ = std::move(*file);
  return TaskFiles{image_.fd.get(), {output_.get()}};
}

std::optional<Outcome> StreamDesk::settle(TaskId, Outcome outcome) {
  if (settings_.dry_run) {
    outcome.status = outcome.status == TaskStatus::saved ? TaskStatus::would_save : outcome.status;
    return outcome;
  }
  struct stat facts {};
  if (::fstat(output_.get(), &facts) != 0) {
    return failed_after_all(std::move(outcome),
                            error_from_errno(errno, "cannot look at the output"));
  }
  if (has_output(outcome.status) &&
      static_cast<std::uint64_t>(facts.st_size) != outcome.optimized_bytes) {
    return failed_after_all(
        std::move(outcome),
        {ErrorCode::write_failed,
         fmt::format("the output has {} bytes, not what was made", facts.st_size)});
  }
  const ImageFormat asked = settings_.output_format(image_.format);
  if (outcome.status == TaskStatus::copied && asked != image_.format) {
    Error other{
        ErrorCode::unsupported_format,
        fmt::format("would come out as {}, where {} was asked for: {}", title(image_.format),
                    title(asked), outcome.reason ? outcome.reason->message : "")};
    return failed_after_all(std::move(outcome), std::move(other));
  }
  return outcome;
}

}  // namespace pixherd
