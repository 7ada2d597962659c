// SPDX-License-Identifier: Apache-2.0
#include "pixherd/base/fd.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <string_view>
#include <vector>

#include "support/catch.hpp"
#include "support/child.hpp"
#include "support/temp_folder.hpp"

namespace pixherd {
namespace {

bool is_open(int number) { return ::fcntl(number, F_GETFD) != -1; }

bool closes_on_exec(const Fd& fd) { return (::fcntl(fd.get(), F_GETFD) & FD_CLOEXEC) != 0; }

Fd open_null() { return Fd(::open("/dev/null", O_RDWR | O_CLOEXEC)); }

TEST_CASE("a descriptor is closed with its owner") {
  int number = -1;
  {
    const Fd fd = open_null();
    number = fd.get();
    CHECK(is_open(number));
  }
  CHECK_FALSE(is_open(number));
}

TEST_CASE("a descriptor that moves is closed once and by its last owner") {
  Fd first = open_null();
  const int number = first.get();
  Fd second(std::move(first));
  CHECK_FALSE(static_cast<bool>(first));  // NOLINT(bugprone-use-after-move)
  CHECK(second.get() == number);
  Fd third = open_null();
  const int displaced = third.get();
  third = std::move(second);
  CHECK_FALSE(is_open(displaced));
  CHECK(third.get() == number);
  Fd& same = third;
  third = std::move(same);
  CHECK(third.get() == number);
  CHECK(is_open(number));
  third.reset();
  CHECK_FALSE(is_open(number));
}

TEST_CASE("a released descriptor stays open") {
  Fd owner = open_null();
  const Fd guard(owner.release());
  CHECK_FALSE(static_cast<bool>(owner));
  CHECK(is_open(guard.get()));
}

TEST_CASE("pipes and sockets are not inherited by another program") {
  const auto pipe = make_pipe();
  const auto sockets = make_socket_pair();
  REQUIRE(pipe.ok());
  REQUIRE(sockets.ok());
  CHECK(closes_on_exec(pipe->read_end));
  CHECK(closes_on_exec(pipe->write_end));
  CHECK(closes_on_exec(sockets->first));
  CHECK(closes_on_exec(sockets->second));
}

TEST_CASE("what is written to a pipe comes out at its other end") {
  const auto pipe = make_pipe();
  REQUIRE(pipe.ok());
  constexpr std::string_view kText = "a herd";
  REQUIRE(write_all(pipe->write_end.get(), std::as_bytes(std::span(kText))).ok());
  std::array<char, 16> read{};
  CHECK(::read(pipe->read_end.get(), read.data(), read.size()) == 6);
  CHECK(std::string_view(read.data()) == kText);
}

TEST_CASE("more than a pipe holds is written in full while somebody reads") {
  const bool waits = GENERATE(true, false);
  auto pipe = make_pipe();
  REQUIRE(pipe.ok());
  REQUIRE((waits || set_nonblocking(pipe->write_end.get()).ok()));
  const std::vector<std::byte> much(1'000'000, std::byte{7});
  const pid_t writer = start_child([&] {
    pipe->read_end.reset();
    ::_exit(write_all(pipe->write_end.get(), much).ok() ? 0 : 1);
  });
  pipe->write_end.reset();
  std::array<char, 4096> piece{};
  std::size_t total = 0;
  ssize_t count = 0;
  while ((count = ::read(pipe->read_end.get(), piece.data(), piece.size())) > 0) {
    total += static_cast<std::size_t>(count);
  }
  CHECK(total == much.size());
  CHECK(wait_for(writer).exit_code == 0);
}

TEST_CASE("writing to a full device is an error that names the cause") {
  const Fd full(::open("/dev/full", O_WRONLY | O_CLOEXEC));
  REQUIRE(full);
  const std::array<std::byte, 4> some{};
  const auto written = write_all(full.get(), some);
  REQUIRE_FALSE(written.ok());
  CHECK(written.error().code == ErrorCode::disk_full);
  const auto closed = write_all(-1, some);
  REQUIRE_FALSE(closed.ok());
  CHECK(closed.error().code == ErrorCode::write_failed);
}

TEST_CASE("everything is read from a pipe, however much it is and in whatever pieces") {
  for (const std::size_t size : {0UL, 1UL, 65536UL, 1'000'001UL}) {
    auto pipe = make_pipe();
    REQUIRE(pipe.ok());
    const std::string text(size, 'x');
    const pid_t writer = start_child([&] {
      pipe->read_end.reset();
      ::_exit(write_all(pipe->write_end.get(), std::as_bytes(std::span(text))).ok() ? 0 : 1);
    });
    pipe->write_end.reset();
    const auto read = read_all(pipe->read_end.get());
    REQUIRE(read.ok());
    CHECK((*read == text));
    CHECK(wait_for(writer).exit_code == 0);
  }
}

TEST_CASE("what cannot be read is an error that names the cause, and no empty text") {
  const Fd folder(::open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  const auto of_folder = read_all(folder.get());
  REQUIRE_FALSE(of_folder.ok());
  CHECK(of_folder.error().code == ErrorCode::unreadable);
  CHECK(of_folder.error().message.find("directory") != std::string::npos);
  CHECK_FALSE(read_all(-1).ok());
}

TEST_CASE("what is endless, or larger than it may be, is read no further") {
  const TempFolder temp;
  const Fd file(::open(temp.write("file", "12345").c_str(), O_RDONLY | O_CLOEXEC));
  const auto too_large = read_all(file.get(), 4);
  REQUIRE_FALSE(too_large.ok());
  CHECK(too_large.error() == Error{ErrorCode::too_large, "is larger than 4 B"});
  CHECK(*read_all(file.get(), 5) == "12345");
  const Fd endless(::open("/dev/zero", O_RDONLY | O_CLOEXEC));
  const auto cut = read_all(endless.get(), 1'000'000);
  REQUIRE_FALSE(cut.ok());
  CHECK(cut.error() == Error{ErrorCode::too_large, "is larger than 1.0 MB"});
}

TEST_CASE("a non-blocking descriptor says so and a closed one is an error") {
  const auto pipe = make_pipe();
  REQUIRE(set_nonblocking(pipe->read_end.get()).ok());
  std::byte one{};
  CHECK(::read(pipe->read_end.get(), &one, 1) == -1);
  CHECK(errno == EAGAIN);
  CHECK_FALSE(set_nonblocking(-1).ok());
}

TEST_CASE("standard streams that are closed are opened on the null device") {
  const auto all_closed = in_child([] {
    ::close(0);
    ::close(1);
    ::close(2);
    open_standard_streams();
    const Fd next(::open("/dev/null", O_RDONLY));
    ::_exit(is_open(0) && is_open(1) && is_open(2) && next.get() > 2 ? 0 : 1);
  });
  CHECK(all_closed.exit_code == 0);
  const auto errors_closed = in_child([] {
    ::close(2);
    open_standard_streams();
    ::_exit(::write(2, "x", 1) == 1 ? 0 : 1);
  });
  CHECK(errors_closed.exit_code == 0);
}

TEST_CASE("input and results that were closed stay out of use") {
  const auto closed = in_child([] {
    ::close(0);
    ::close(1);
    open_standard_streams();
    ::_exit(!read_all(0).ok() && ::write(1, "x", 1) == -1 ? 0 : 1);
  });
  CHECK(closed.exit_code == 0);
}

}  // namespace
}  // namespace pixherd
