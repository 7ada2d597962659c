// SPDX-License-Identifier: Apache-2.0
#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>
#include <string_view>

#include "pixherd/base/fd.hpp"
#include "pixherd/files/one_image.hpp"
#include "support/catch.hpp"
#include "support/temp_folder.hpp"

namespace pixherd {
namespace {

constexpr std::string_view kBeginOfJpeg = "\xFF\xD8\xFF\xE0 and then some";

/// True where the process sleeps, as in poll(): the state is behind the name, which has no bracket.
bool sleeps(pid_t process) {
  const std::string stat = read_file("/proc/" + std::to_string(process) + "/stat");
  const std::size_t end_of_name = stat.rfind(')');
  return end_of_name != std::string::npos && stat.substr(end_of_name, 3) == ") S";
}

/// The end of a pipe that does not wait, though its writer begins once its reader has to.
Fd slow_pipe(pid_t& writer) {
  auto pipe = make_pipe();
  REQUIRE(pipe.ok());
  REQUIRE(set_nonblocking(pipe->read_end.get()).ok());
  const pid_t reader = ::getpid();
  writer = ::fork();
  if (writer == 0) {
    for (const char letter : kBeginOfJpeg) {
      while (::getppid() == reader && !sleeps(reader)) {
        ::sched_yield();
      }
      (void)!::write(pipe->write_end.get(), &letter, 1);
    }
    ::_exit(0);
  }
  return std::move(pipe->read_end);
}

TEST_CASE("a stream that says it has nothing yet is waited for") {
  pid_t writer = 0;
  const Fd text_stream = slow_pipe(writer);
  const auto text = read_all(text_stream.get());
  REQUIRE(text.ok());
  CHECK(*text == kBeginOfJpeg);
  REQUIRE(::waitpid(writer, nullptr, 0) == writer);

  const Fd image_stream = slow_pipe(writer);
  const auto image = image_from(image_stream.get(), 0);
  REQUIRE(image.ok());
  CHECK(image->bytes == kBeginOfJpeg.size());
  REQUIRE(::waitpid(writer, nullptr, 0) == writer);
}

}  // namespace
}  // namespace pixherd
