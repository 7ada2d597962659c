// SPDX-License-Identifier: Apache-2.0
#include "pixherd/report/report_stream.hpp"

#include <unistd.h>

#include <array>
#include <csignal>
#include <string>

#include "pixherd/base/fd.hpp"
#include "support/catch.hpp"

namespace pixherd {
namespace {

constexpr std::size_t kMoreThanAPipeHolds = 300'000;

std::string lines(std::size_t bytes) {
  std::string text;
  for (std::size_t i = 0; text.size() < bytes; ++i) {
    text += std::to_string(i) + "\n";
  }
  return text;
}

struct Piped {
  Pipe pipe = *make_pipe();
  ReportStream stream{pipe.write_end.get(), kMoreThanAPipeHolds};
};

TEST_CASE("what a reader does not take waits, and comes whole and in order") {
  Piped piped;
  const std::string text = lines(1'000'000);
  for (std::size_t at = 0; at < text.size(); at += 777) {
    piped.stream.write(std::string_view(text).substr(at, 777));
  }
  CHECK(piped.stream.is_full());
  CHECK(piped.stream.blocked_fd() == piped.pipe.write_end.get());
  std::string read;
  std::array<char, 10'000> piece{};
  while (read.size() < text.size()) {
    const ssize_t count = ::read(piped.pipe.read_end.get(), piece.data(), piece.size());
    REQUIRE(count > 0);
    read.append(piece.data(), static_cast<std::size_t>(count));
    piped.stream.flush();
  }
  CHECK(read == text);
  CHECK(piped.stream.blocked_fd() == -1);
  CHECK_FALSE(piped.stream.is_full());
  CHECK_FALSE(piped.stream.unheard());
}

TEST_CASE("a reader who goes while text waits for him is noticed") {
  std::signal(SIGPIPE, SIG_IGN);
  Piped piped;
  piped.stream.write(lines(2 * kMoreThanAPipeHolds));
  CHECK(piped.stream.is_full());
  piped.pipe.read_end.reset();
  piped.stream.flush();
  REQUIRE(piped.stream.unheard());
  CHECK(piped.stream.unheard()->signal_number == SIGPIPE);
  CHECK_FALSE(piped.stream.is_full());
  CHECK(piped.stream.blocked_fd() == -1);
}

TEST_CASE("the end waits for a reader no longer than it is told") {
  Piped piped;
  piped.stream.write(lines(kMoreThanAPipeHolds));
  piped.stream.finish({.seconds = 0.01});
  CHECK(piped.stream.blocked_fd() != -1);
  const Pipe interrupt = *make_pipe();
  REQUIRE(::write(interrupt.write_end.get(), "!", 1) == 1);
  piped.stream.finish({.interrupt_fd = interrupt.read_end.get()});
  CHECK(piped.stream.blocked_fd() != -1);
}

}  // namespace
}  // namespace pixherd
