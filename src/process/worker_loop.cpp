// SPDX-License-Identifier: Apache-2.0
#include "pixherd/process/worker_loop.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <deque>
#include <optional>
#include <variant>
#include <vector>

#include "pixherd/base/bytes.hpp"
#include "pixherd/base/clock.hpp"
#include "pixherd/process/message.hpp"
#include "worker_exit.hpp"
#include "worker_heap.hpp"

namespace pixherd {
namespace {

struct OpenFiles {
  Fd input;
  std::vector<Fd> outputs;
};

/// The worker's view of its line. Reads block; writes are gathered until the worker is about to
/// work or to wait, so that a result and the next start travel in one write.
class Line {
 public:
  explicit Line(WorkerLine ends) : ends_(std::move(ends)) {}

  /// The next message; nullopt at the end of the orders.
  std::optional<ParentMessage> next() {
    if (!held_orders_.empty()) {
      ParentMessage message = std::move(held_orders_.front());
      held_orders_.pop_front();
      return message;
    }
    return read();
  }

  void say(const WorkerMessage& message) { append_message(unsent_, message); }

  void flush() {
    if (!unsent_.empty() && !write_all(ends_.results.get(), unsent_)) {
      leave(WorkerExit::line_broken);
    }
    unsent_.clear();
  }

  /// Waits for the grant; orders that were sent ahead of it are kept for later.
  void await_grant(TaskId task) {
    flush();
    while (auto message = read()) {
      if (const auto* grant = std::get_if<MemoryGrant>(&*message); grant && grant->task == task) {
        return;
      }
      held_orders_.push_back(std::move(*message));
    }
    ::_exit(0);
  }

  /// The descriptors of the task; they were sent before its order was. Where they are not the input
  /// and as many outputs as the order names, nothing is made of it.
  OpenFiles files_of(const WorkOrder& order);

 private:
  std::optional<ParentMessage> read();

  WorkerLine ends_;
  FrameReader frames_;
  std::deque<ParentMessage> held_orders_;
  Bytes unsent_;
};

std::optional<ParentMessage> Line::read() {
  while (true) {
    const auto frame = frames_.next();
    if (!frame) {
      leave(WorkerExit::line_broken);
    }
    if (*frame) {
      auto message = parse_parent_message(**frame);
      if (!message) {
        leave(WorkerExit::line_broken);
      }
      return std::move(*message);
    }
    flush();
    std::array<std::byte, 16 * 1024> piece{};
    const ssize_t count = ::read(ends_.orders.get(), piece.data(), piece.size());
    if (count == 0) {
      return std::nullopt;
    }
    if (count < 0) {
      if (errno == EINTR) {
        continue;
      }
      leave(WorkerExit::line_broken);
    }
    frames_.feed(std::span(piece).first(static_cast<std::size_t>(count)));
  }
}

OpenFiles Line::files_of(const WorkOrder& order) {
  TaskId named = 0;
  iovec body{&named, sizeof named};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(kMostFiles * sizeof(int))> control{};
  msghdr message{};
  message.msg_iov = &body;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  ssize_t count = 0;
  do {
    count = ::recvmsg(ends_.files.get(), &message, MSG_CMSG_CLOEXEC);
  } while (count < 0 && errno == EINTR);
  const std::size_t outputs = std::max<std::size_t>(1, order.settings.renditions.size());
  const cmsghdr* header = CMSG_FIRSTHDR(&message);
  // Cut short where this process has no numbers left for all of them.
  if (count != sizeof named || named != order.task || (message.msg_flags & MSG_CTRUNC) != 0 ||
      header == nullptr || header->cmsg_type != SCM_RIGHTS ||
      header->cmsg_len != CMSG_LEN((1 + outputs) * sizeof(int))) {
    leave(WorkerExit::line_broken);
  }
  std::vector<int> numbers(1 + outputs);
  std::memcpy(numbers.data(), CMSG_DATA(header), numbers.size() * sizeof(int));
  OpenFiles files{Fd(numbers.front()), {}};
  for (std::size_t i = 1; i < numbers.size(); ++i) {
    files.outputs.emplace_back(numbers[i]);
  }
  return files;
}

void warm(Line& line, const WarmOrder& order, const WorkHandler& handler) {
  const TimePoint begin = Clock::now();
  handler.warm(order.formats);
  line.say(WorkerReady{order.formats, seconds_between(begin, Clock::now())});
}

void work(Line& line, const WorkOrder& order, const WorkHandler& handler) {
  cover_heap_growth();
  const OpenFiles open = line.files_of(order);
  TaskFiles files{open.input.get(), {}};
  for (const Fd& output : open.outputs) {
    files.outputs.push_back(output.get());
  }
  line.say(TaskStarted{order.task});
  line.flush();
  const TimePoint begin = Clock::now();
  double waited = 0;
  const AskMemory ask = [&](std::uint64_t bytes) {
    if (bytes <= order.memory) {
      return;
    }
    const TimePoint asked = Clock::now();
    line.say(MemoryNeed{order.task, bytes});
    line.await_grant(order.task);
    waited += seconds_between(asked, Clock::now());
  };
  TaskDone done;
  done.task = order.task;
  done.outcome = handler.work(order, files, ask);
  done.seconds = seconds_between(begin, Clock::now()) - waited;
  line.say(done);
}

}  // namespace

void run_worker(WorkerLine ends, const WorkHandler& handler) noexcept {
  // Outlives what may be thrown: its end is the end of the process, and never before.
  std::optional<Line> line;
  try {
    line.emplace(std::move(ends));
    for (auto message = line->next(); message; message = line->next()) {
      if (std::holds_alternative<LeaveOrder>(*message)) {
        break;
      }
      if (const auto* order = std::get_if<WarmOrder>(&*message)) {
        warm(*line, *order, handler);
      } else if (const auto* task = std::get_if<WorkOrder>(&*message)) {
        work(*line, *task, handler);
      }
    }
    line->flush();
    ::_exit(0);
  } catch (...) {
    leave(WorkerExit::threw);
  }
}

}  // namespace pixherd
