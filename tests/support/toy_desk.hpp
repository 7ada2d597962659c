// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "pixherd/base/fd.hpp"
#include "pixherd/pool/task_desk.hpp"

namespace pixherd {

/// All that a descriptor holds, from its start.
inline std::string text_in(int fd) {
  std::string text;
  std::string piece(4096, '\0');
  ssize_t count = 0;
  while ((count = ::pread(fd, piece.data(), piece.size(), static_cast<off_t>(text.size()))) > 0) {
    text.append(piece, 0, static_cast<std::size_t>(count));
  }
  return text;
}

inline Fd memory_file(const std::string& text = {}) {
  Fd fd(::memfd_create("toy", MFD_CLOEXEC));
  if (!fd || ::pwrite(fd.get(), text.data(), text.size(), 0) < 0) {
    throw std::runtime_error("cannot make a memory file");
  }
  return fd;
}

/// A desk whose files are in memory: task 7's input is "input 7". It throws where a run treats a
/// task as no task may be treated: opened twice at a time, settled without being open.
class ToyDesk : public TaskDesk {
 public:
  explicit ToyDesk(std::uint32_t tasks) : outputs(tasks), times_opened(tasks) {}

  /// What these tasks end with as soon as they are opened.
  std::map<TaskId, Outcome> ends_at_once;
  /// What these tasks say instead of what their worker said.
  std::map<TaskId, Outcome> settles_as;

  /// What becomes of these is told three at a time, or at the end.
  std::set<TaskId> puts_off;

  /// What finds the disk full may fit once others are done.
  bool others_make_room = false;

  /// So many may be open at a time, as where there are no more descriptors.
  std::size_t room = 1'000'000;

  /// How large every input says it is: the run thinks that a byte takes some 56 ns, and sends
  /// workers about 5 ms of work ahead.
  std::uint64_t bytes_each = 1000;

  std::vector<std::string> outputs;  ///< what was in the output when the task was settled
  std::vector<unsigned> times_opened;
  unsigned put_back_count = 0;
  std::size_t most_open = 0;

  [[nodiscard]] std::size_t still_open() const { return open_.size(); }

  [[nodiscard]] WorkOrder order(TaskId task) const override {
    WorkOrder order;
    order.task = task;
    order.bytes = bytes_each + task;
    order.settings.resize.width = task + 1;
    return order;
  }

  std::variant<TaskFiles, Outcome> open(TaskId task) override {
    if (open_.contains(task)) {
      throw std::logic_error("a task was opened that is open already");
    }
    if (open_.size() + put_off_.size() >= room) {
      return failed_outcome({ErrorCode::too_many_open_files, "too many open files"}, 0);
    }
    ++times_opened.at(task);
    if (const auto found = ends_at_once.find(task); found != ends_at_once.end()) {
      return found->second;
    }
    auto& files = open_[task];
    files = {memory_file("input " + std::to_string(task)), memory_file()};
    most_open = std::max(most_open, open_.size());
    return TaskFiles{files.first.get(), {files.second.get()}};
  }

  [[nodiscard]] bool may_fit_later(TaskId /*task*/) const override { return others_make_room; }

  std::optional<Outcome> settle(TaskId task, Outcome outcome) override {
    outputs.at(task) = text_in(take(task).second.get());
    const auto found = settles_as.find(task);
    const Outcome& end = found == settles_as.end() ? outcome : found->second;
    if (puts_off.contains(task)) {
      put_off_.push_back({task, end});
      return std::nullopt;
    }
    return end;
  }

  std::vector<Settled> take_settled(bool all) override {
    return all || put_off_.size() >= 3 ? std::exchange(put_off_, {}) : std::vector<Settled>();
  }

  void put_back(TaskId task) override {
    take(task);
    ++put_back_count;
  }

 private:
  std::vector<Settled> put_off_;

  std::pair<Fd, Fd> take(TaskId task) {
    const auto found = open_.find(task);
    if (found == open_.end()) {
      throw std::logic_error("a task was closed that is not open");
    }
    auto files = std::move(found->second);
    open_.erase(found);
    return files;
  }

  std::map<TaskId, std::pair<Fd, Fd>> open_;
};

}  // namespace pixherd
