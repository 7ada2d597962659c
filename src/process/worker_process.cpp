// SPDX-License-Identifier: Apache-2.0
#include "pixherd/process/worker_process.hpp"

#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

// glibc 2.36 forgot to say so itself.
extern "C" {
#include <sys/pidfd.h>
}

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

#include "child_setup.hpp"
#include "pixherd/base/check.hpp"
#include "pixherd/process/worker_loop.hpp"
#include "worker_exit.hpp"

namespace pixherd {

bool WorkerEnd::could_not_be_confined() const {
  return signal_number == 0 && exit_code == static_cast<int>(WorkerExit::unconfined);
}

std::string WorkerEnd::describe() const {
  if (signal_number == 0) {
    switch (static_cast<WorkerExit>(exit_code)) {
      case WorkerExit::line_broken: return "its line to the run broke";
      case WorkerExit::threw: return "an error in it was not caught, or its memory ended";
      case WorkerExit::unconfined:
        return "it could not be confined, though this kernel has what that takes; --sandbox=off "
               "works without";
    }
    return fmt::format("exited with code {}", exit_code);
  }
  const char* abbreviation = ::sigabbrev_np(signal_number);
  const char* description = ::sigdescr_np(signal_number);
  return fmt::format("killed by SIG{} ({})", abbreviation != nullptr ? abbreviation : "?",
                     description != nullptr ? description : "unknown signal");
}

Result<WorkerProcess> WorkerProcess::spawn(const WorkHandler& handler, SandboxMode sandbox) {
  auto orders = make_pipe();
  auto results = make_pipe();
  auto files = make_socket_pair();
  if (!orders || !results || !files) {
    return !orders ? orders.error() : !results ? results.error() : files.error();
  }
  for (const int fd : {orders->write_end.get(), results->read_end.get(), files->first.get()}) {
    if (auto set = set_nonblocking(fd); !set) {
      return std::move(set).error();
    }
  }
  prepare_to_fork();
  const pid_t parent = ::getpid();
  const pid_t pid = ::fork();
  if (pid < 0) {
    return error_from_errno(errno, "cannot fork a worker");
  }
  if (pid == 0) {
    WorkerLine line{std::move(orders->read_end), std::move(results->write_end),
                    std::move(files->second)};
    set_up_child(parent, line, sandbox);
    run_worker(std::move(line), handler);
  }
  WorkerProcess worker;
  worker.pid_ = pid;
  worker.orders_ = std::move(orders->write_end);
  worker.results_ = std::move(results->read_end);
  worker.files_ = std::move(files->first);
  worker.pidfd_ = Fd(::pidfd_open(pid, 0));
  if (!worker.pidfd_) {
    const int cause = errno;
    ::kill(pid, SIGKILL);
    while (::waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
    }
    return error_from_errno(cause, "cannot watch a worker");
  }
  return worker;
}

WorkerProcess::~WorkerProcess() {
  // After the pidfd has been moved away, or where reap() has collected it, there is nobody.
  if (pidfd_ && pid_ > 0) {
    kill();
    siginfo_t info{};
    while (::waitid(P_PIDFD, static_cast<id_t>(pidfd_.get()), &info, WEXITED) < 0 &&
           errno == EINTR) {
    }
  }
}

int WorkerProcess::blocked_fd() const {
  if (!frames_out_.empty()) {
    return orders_.get();
  }
  return outgoing_.empty() || files_refused_ ? -1 : files_.get();
}

void WorkerProcess::send(const ParentMessage& message) {
  append_message(outgoing_.emplace_back().frame, message);
}

void WorkerProcess::send(const WorkOrder& order, const TaskFiles& files) {
  Outgoing& out = outgoing_.emplace_back();
  append_message(out.frame, ParentMessage(order));
  out.files.push_back(files.input);
  out.files.insert(out.files.end(), files.outputs.begin(), files.outputs.end());
  out.task = order.task;
}

namespace {

/// Too many descriptors on their way between processes, or no kernel memory: that passes.
bool is_passing(int cause) { return cause == ETOOMANYREFS || cause == ENOBUFS || cause == ENOMEM; }

}  // namespace

Attempt WorkerProcess::send_files(Outgoing& out) {
  iovec body{&out.task, sizeof out.task};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(kMostFiles * sizeof(int))> control{};
  const std::size_t bytes = out.files.size() * sizeof(int);
  PIXHERD_CHECK(out.files.size() <= kMostFiles);
  msghdr message{};
  message.msg_iov = &body;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = CMSG_SPACE(bytes);
  cmsghdr* header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(bytes);
  std::memcpy(CMSG_DATA(header), out.files.data(), bytes);
  const ssize_t sent = ::sendmsg(files_.get(), &message, MSG_DONTWAIT | MSG_NOSIGNAL);
  files_refused_ = sent < 0 && errno != EAGAIN && errno != EINTR;
  if (files_refused_ && !is_passing(errno)) {
    return error_from_errno(errno, "cannot hand files to a worker");
  }
  if (sent >= 0) {
    out.files.clear();
  }
  return success();
}

Attempt WorkerProcess::flush() {
  if (!orders_) {
    return success();
  }
  while (!outgoing_.empty()) {
    Outgoing& out = outgoing_.front();
    if (!out.files.empty()) {
      if (auto sent = send_files(out); !sent) {
        return sent;
      }
      if (!out.files.empty()) {
        break;
      }
    }
    frames_out_.insert(frames_out_.end(), out.frame.begin(), out.frame.end());
    outgoing_.pop_front();
  }
  return write_frames();
}

/// Many orders go with one call.
Attempt WorkerProcess::write_frames() {
  while (!frames_out_.empty()) {
    const ssize_t count = ::write(orders_.get(), frames_out_.data(), frames_out_.size());
    if (count < 0) {
      if (errno == EAGAIN || errno == EINTR) {
        return success();
      }
      return error_from_errno(errno, "cannot send an order to a worker");
    }
    frames_out_.erase(frames_out_.begin(), frames_out_.begin() + count);
  }
  return success();
}

std::vector<WorkerMessage> WorkerProcess::receive() {
  std::vector<WorkerMessage> messages;
  std::array<std::byte, 64 * 1024> piece{};
  while (results_ && !broke_protocol_) {
    const ssize_t count = ::read(results_.get(), piece.data(), piece.size());
    if (count == 0) {
      results_.reset();
      break;
    }
    if (count < 0) {
      break;
    }
    frames_.feed(std::span(piece).first(static_cast<std::size_t>(count)));
    take_messages(messages);
    if (static_cast<std::size_t>(count) < piece.size()) {
      break;
    }
  }
  return messages;
}

void WorkerProcess::take_messages(std::vector<WorkerMessage>& messages) {
  while (true) {
    const auto frame = frames_.next();
    if (frame && !*frame) {
      return;
    }
    auto message = frame ? parse_worker_message(**frame) : Result<WorkerMessage>(frame.error());
    if (!message) {
      broke_protocol_ = true;
      return;
    }
    messages.push_back(std::move(*message));
  }
}

void WorkerProcess::kill() { ::pidfd_send_signal(pidfd_.get(), SIGKILL, nullptr, 0); }

std::optional<WorkerEnd> WorkerProcess::reap() {
  siginfo_t info{};
  if (::waitid(P_PIDFD, static_cast<id_t>(pidfd_.get()), &info, WEXITED | WNOHANG) != 0 ||
      info.si_pid == 0) {
    return std::nullopt;
  }
  pidfd_.reset();
  WorkerEnd end;
  if (info.si_code == CLD_EXITED) {
    end.exit_code = info.si_status;
  } else {
    end.signal_number = info.si_status;
  }
  return end;
}

}  // namespace pixherd
