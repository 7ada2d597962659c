// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>

#include "pixherd/base/result.hpp"

namespace pixherd {

/// Owns one file descriptor and closes it. Move-only; -1 owns nothing.
class Fd {
 public:
  Fd() = default;
  explicit Fd(int number) : number_(number) {}
  Fd(Fd&& other) noexcept : number_(other.release()) {}
  Fd& operator=(Fd&& other) noexcept {
    reset(other.release());
    return *this;
  }
  Fd(const Fd&) = delete;
  Fd& operator=(const Fd&) = delete;
  ~Fd() { reset(); }

  [[nodiscard]] int get() const { return number_; }
  explicit operator bool() const { return number_ >= 0; }
  int release() { return std::exchange(number_, -1); }
  void reset(int number = -1);

 private:
  int number_ = -1;
};

/// Both ends of a pipe, close-on-exec, blocking.
struct Pipe {
  Fd read_end;
  Fd write_end;
};
Result<Pipe> make_pipe();

/// Two connected SOCK_SEQPACKET Unix sockets, close-on-exec, blocking.
struct SocketPair {
  Fd first;
  Fd second;
};
Result<SocketPair> make_socket_pair();

Attempt set_nonblocking(int fd);

/// Writes all of `bytes`, and waits for room where the descriptor does not wait by itself.
Attempt write_all(int fd, std::span<const std::byte> bytes);

/// The same for who tells errors apart: the errno that stopped it, or 0.
int write_fully(int fd, std::span<const std::byte> bytes);

/// As read(), which it calls again after a signal, and once there is something to read where the
/// descriptor is one that does not wait (a terminal or pipe that somebody else has made such).
ssize_t read_some(int fd, std::span<std::byte> into);

/// Reads to the end; short reads are carried on. More than `most` bytes, or than there is memory
/// for, are an Error.
Result<std::string> read_all(int fd, std::size_t most = SIZE_MAX);

/// Opens /dev/null, or where there is none something that takes nothing, on whichever of the
/// descriptors 0, 1 and 2 is closed, so that no later descriptor is mistaken for a standard stream.
/// Reading from 0 and writing to 1 still fail.
void open_standard_streams();

}  // namespace pixherd
