// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "pixherd/base/bytes.hpp"
#include "pixherd/base/fd.hpp"
#include "pixherd/base/result.hpp"
#include "pixherd/domain/work_handler.hpp"
#include "pixherd/process/message.hpp"
#include "pixherd/process/sandbox.hpp"

namespace pixherd {

/// How a worker ended: by a signal, or by an exit code.
struct WorkerEnd {
  int signal_number = 0;  ///< 0: it exited
  int exit_code = 0;

  /// It has seen no order: what --sandbox asks for, and this kernel has, was refused.
  [[nodiscard]] bool could_not_be_confined() const;

  /// "killed by SIGSEGV (Segmentation fault)", "exited with code 3".
  [[nodiscard]] std::string describe() const;
};

/// The parent's end of one forked worker: a pipe for orders, a pipe for results, and a Unix socket
/// for the descriptors that go with the orders. It never blocks; whoever owns it polls the
/// descriptors and calls flush() and receive(). The destructor kills and reaps what still lives.
class WorkerProcess {
 public:
  /// Forks. The process must have exactly one thread (checked). The child leaves through the
  /// worker loop and never returns from here.
  static Result<WorkerProcess> spawn(const WorkHandler& handler,
                                     SandboxMode sandbox = SandboxMode::off);

  WorkerProcess(WorkerProcess&&) = default;
  WorkerProcess& operator=(WorkerProcess&&) = delete;
  ~WorkerProcess();

  [[nodiscard]] pid_t pid() const { return pid_; }
  [[nodiscard]] int death_fd() const { return pidfd_.get(); }      ///< readable: the worker is dead
  [[nodiscard]] int results_fd() const { return results_.get(); }  ///< readable: call receive()

  /// The descriptor to be writable before flush() can go on; -1 where there is nothing to write, or
  /// what keeps it from being written does not show there: call flush() again later.
  [[nodiscard]] int blocked_fd() const;

  /// Queues a message. The files that go with a WorkOrder must stay open until the task is done or
  /// the worker is gone.
  void send(const ParentMessage& message);
  void send(const WorkOrder& order, const TaskFiles& files);

  /// Writes what the kernel takes just now. An Error means that the worker cannot be reached any
  /// more, dead or not: kill it, and its death shows on death_fd(). Whoever has not ignored SIGPIPE
  /// dies of it then.
  Attempt flush();

  /// The messages that are there by now. Where something among them is no message of ours, those
  /// before it are handed out, and broke_protocol() is true from then on: kill it.
  std::vector<WorkerMessage> receive();
  [[nodiscard]] bool broke_protocol() const { return broke_protocol_; }

  void kill();

  /// Collects the dead worker, and only this one; nullopt while it lives.
  std::optional<WorkerEnd> reap();

 private:
  struct Outgoing {
    Bytes frame;
    std::vector<int> files;  ///< empty: none go with it, or they are gone already
    TaskId task = 0;
  };
  WorkerProcess() = default;
  Attempt send_files(Outgoing& out);
  Attempt write_frames();
  void take_messages(std::vector<WorkerMessage>& messages);

  pid_t pid_ = -1;
  Fd pidfd_;
  Fd orders_;
  Fd results_;
  Fd files_;
  std::deque<Outgoing> outgoing_;  ///< whose descriptors have not gone yet
  Bytes frames_out_;               ///< of those whose descriptors have
  bool files_refused_ = false;     ///< for another reason than a full socket
  FrameReader frames_;
  bool broke_protocol_ = false;
};

}  // namespace pixherd
