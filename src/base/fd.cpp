// SPDX-License-Identifier: Apache-2.0
#include "pixherd/base/fd.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <new>

#include "pixherd/base/text.hpp"

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

int write_fully(int fd, std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(fd, bytes.data(), bytes.size());
    if (count >= 0) {
      bytes = bytes.subspan(static_cast<std::size_t>(count));
    } else if (errno == EAGAIN) {
      pollfd watch{fd, POLLOUT, 0};
      ::poll(&watch, 1, -1);
    } else if (errno != EINTR) {
      return errno;
    }
  }
  return 0;
}

Attempt write_all(int fd, std::span<const std::byte> bytes) {
  const int error_number = write_fully(fd, bytes);
  return error_number == 0 ? success() : Attempt(write_error(error_number, "cannot write"));
}

ssize_t read_some(int fd, std::span<std::byte> into) {
  for (;;) {
    const ssize_t count = ::read(fd, into.data(), into.size());
    if (count >= 0 || (errno != EINTR && errno != EAGAIN)) {
      return count;
    }
    if (errno == EAGAIN) {
      pollfd watch{fd, POLLIN, 0};
      ::poll(&watch, 1, -1);
    }
  }
}

Result<std::string> read_all(int fd, std::size_t most) {
  const auto too_large = [&] {
    return Error{ErrorCode::too_large, "is larger than " + format_bytes(most)};
  };
  struct stat facts {};
  if (::fstat(fd, &facts) == 0 && S_ISREG(facts.st_mode) &&
      static_cast<std::uint64_t>(facts.st_size) > most) {
    return too_large();
  }
  std::string text;
  std::array<char, 64 * 1024> piece{};
  for (;;) {
    const ssize_t count = read_some(fd, std::as_writable_bytes(std::span(piece)));
    if (count < 0) {
      return error_from_errno(errno, "cannot read");
    }
    if (count == 0) {
      return text;
    }
    if (static_cast<std::size_t>(count) > most - text.size()) {
      return too_large();
    }
    try {
      text.append(piece.data(), static_cast<std::size_t>(count));
    } catch (const std::bad_alloc&) {
      return Error{ErrorCode::out_of_memory, "is larger than the memory that is left"};
    }
  }
}

void open_standard_streams() {
  for (int number = 0; number <= 2; ++number) {
    if (::fcntl(number, F_GETFD) == -1 && errno == EBADF) {
      // Input and results the wrong way round, so that using them still fails: a closed stream is
      // no empty list, and nothing arrives on it. Messages may go nowhere.
      // The lowest free number is taken, and those below `number` are open by now.
      if (::open("/dev/null", number == 1 ? O_RDONLY : O_WRONLY) < 0) {
        (void)!::open("/", O_PATH);  // takes and gives nothing, and is there without a /dev
      }
    }
  }
}

}  // namespace pixherd
