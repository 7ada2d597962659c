// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "pixherd/domain/task_settings.hpp"
#include "pixherd/files/one_image.hpp"
#include "pixherd/pool/task_desk.hpp"

namespace pixherd {

/// The TaskDesk of -o -: one task, whose output has no name.
class StreamDesk : public TaskDesk {
 public:
  StreamDesk(OneImage image, TaskSettings settings)
      : image_(std::move(image)), settings_(std::move(settings)) {}

  [[nodiscard]] WorkOrder order(TaskId task) const override;
  std::variant<TaskFiles, Outcome> open(TaskId task) override;
  std::optional<Outcome> settle(TaskId task, Outcome outcome) override;
  std::vector<Settled> take_settled(bool) override { return {}; }
  void put_back(TaskId) override { output_.reset(); }

  /// The finished output.
  [[nodiscard]] int output() const { return output_.get(); }

 private:
  OneImage image_;
  TaskSettings settings_;
  Fd output_;
};

}  // namespace pixherd
