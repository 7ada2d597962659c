// SPDX-License-Identifier: Apache-2.0
#include "pixherd/base/fd.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace pixherd {

void Fd::reset(int number) {
  if (number_ >= 0) {
    ::close(number_);
  }
  number_ = number;
}

Result<Pipe> make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
    return error_from_errno(errno, "cannot make a pipe");
  }
  return Pipe{Fd(ends[0]), Fd(ends[1])};
}

Result<SocketPair> make_socket_pair() {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    return error_from_errno(errno, "cannot make a socket pair");
  }
  return SocketPair{Fd(ends[0]), Fd(ends[1])};
}

Attempt set_nonblocking(int fd) {
  const int flags = ::fcntl(fd, F_GETFL);
  if (flags < 0 || ::fcntl(fd, F_SETFL, flags | O_NONBLOCK) != 0) {
    return error_from_errno(errno, "cannot make a descriptor non-blocking");
  }
  return success();
}

Attempt write_all(int fd, std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0) {
      if (errno == EINTR) {
        continue;
      }
      Error error = error_from_errno(errno, "cannot write");
      if (error.code == ErrorCode::unreadable) {
        error.code = ErrorCode::write_failed;
      }
      return error;
    }
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return success();
}

void open_standard_streams() {
  for (int number = 0; number <= 2; ++number) {
    if (::fcntl(number, F_GETFD) == -1 && errno == EBADF) {
      // The lowest free number is taken, and those below `number` are open by now.
      if (::open("/dev/null", number == 0 ? O_RDONLY : O_WRONLY) != number) {
        return;
      }
    }
  }
}

}  // namespace pixherd
