// SPDX-License-Identifier: Apache-2.0
#include "pixherd/process/folder_sync.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <optional>

#include "support/catch.hpp"
#include "support/run_binary.hpp"
#include "support/temp_folder.hpp"

namespace pixherd {
namespace {

Fd opened(const TempFolder& temp) {
  return Fd(::open(temp.path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
}

TEST_CASE("folders are brought to the disk while the parent goes on") {
  const TempFolder temp;
  const Fd folder = opened(temp);
  FolderSync sync({folder.get(), folder.get()});
  std::optional<Attempt> result;
  REQUIRE(
      becomes_true([&] { return (result = sync.result()).has_value(); }, std::chrono::seconds(20)));
  CHECK(result->ok());
  CHECK(children_of(::getpid()).empty());
}

TEST_CASE("a folder that cannot be brought to the disk is told of") {
  const TempFolder temp;
  const Fd folder = opened(temp);
  FolderSync sync({folder.get(), -1});
  const Attempt result = sync.wait();
  REQUIRE_FALSE(result.ok());
  CHECK(result.error().code == ErrorCode::write_failed);
}

TEST_CASE("a folder that has no sync of its own is no trouble to the others") {
  const TempFolder temp;
  const Fd folder = opened(temp);
  std::array<int, 2> ends{};
  REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
  const Fd none(ends[0]);  // says EINVAL, as some file systems do of a folder
  const Fd other(ends[1]);
  CHECK(FolderSync({none.get(), folder.get()}).wait().ok());
  CHECK_FALSE(FolderSync({none.get(), -1}).wait().ok());
}

TEST_CASE("folders are brought to the disk although the children that do it are killed") {
  const TempFolder temp;
  const Fd folder = opened(temp);
  for (int i = 0; i < 20; ++i) {
    FolderSync sync({folder.get()});
    for (const pid_t child : children_of(::getpid())) {
      ::kill(child, SIGKILL);
    }
    REQUIRE(sync.wait().ok());
  }
  CHECK(children_of(::getpid()).empty());
}

TEST_CASE("a sync that nobody waits for leaves no process") {
  const TempFolder temp;
  const Fd folder = opened(temp);
  { const FolderSync sync({folder.get()}); }
  CHECK(children_of(::getpid()).empty());
}

}  // namespace
}  // namespace pixherd
