// SPDX-License-Identifier: Apache-2.0
#include "pixherd/files/replacement.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <array>

#include "pixherd/files/conversion.hpp"
#include "support/catch.hpp"
#include "support/replacing.hpp"

namespace pixherd {
namespace {

namespace fs = std::filesystem;

unsigned mode_of(const fs::path& path) {
  struct stat facts {};
  REQUIRE(::stat(path.c_str(), &facts) == 0);
  return facts.st_mode & 07777U;
}

std::int64_t modified(const fs::path& path) {
  struct stat facts {};
  REQUIRE(::stat(path.c_str(), &facts) == 0);
  return facts.st_mtim.tv_sec;
}

void set_modified(const fs::path& path, std::int64_t when) {
  const std::array<timespec, 2> times{timespec{when, 0}, timespec{when, 0}};
  REQUIRE(::utimensat(AT_FDCWD, path.c_str(), times.data(), 0) == 0);
}

TEST_CASE("before it is committed a replacement is seen by nobody but a walk that knows its name") {
  const Replacing work("old");
  const auto names = work.names();
  REQUIRE(names.size() == 2);
  CHECK(is_temporary_name(names[0]));
  CHECK(names[1] == "a.jpg");
  CHECK(mode_of(work.folder / names[0]) == 0600);
}

TEST_CASE("without a commit the temporary vanishes and the source stays") {
  {
    Replacing work("old");
    work.output.reset();
    CHECK(work.names() == std::vector<std::string>{"a.jpg"});
    CHECK(read_file(work.path) == "old");
  }
  Replacing moved("old");
  {
    const Replacement other(std::move(*moved.output));
    CHECK(moved.names().size() == 2);
  }
  CHECK(moved.names() == std::vector<std::string>{"a.jpg"});
}

TEST_CASE("committed under a name it stands there with the source's permissions less the umask") {
  Replacing work("old");
  fs::permissions(work.path, static_cast<fs::perms>(0666));
  work.open();
  const mode_t before = ::umask(027);
  const auto done = work.write("new").commit_as("b.webp", *work.source, 3, {});
  ::umask(before);
  REQUIRE(done.ok());
  CHECK(read_file(work.folder / "b.webp") == "new");
  CHECK(mode_of(work.folder / "b.webp") == 0640);
  CHECK(work.names() == std::vector<std::string>{"a.jpg", "b.webp"});
  CHECK(read_file(work.path) == "old");
}

TEST_CASE("committed under a name it takes the place of what stood there") {
  Replacing work("old");
  work.folder.write("b.webp", "in the way");
  REQUIRE(work.write("new").commit_as("b.webp", *work.source, 3, {}).ok());
  CHECK(read_file(work.folder / "b.webp") == "new");
  CHECK(work.names() == std::vector<std::string>{"a.jpg", "b.webp"});
}

TEST_CASE("committed as new it gets a name that is free, and no other") {
  Replacing work("old");
  work.folder.write("taken.webp", "in the way");
  fs::create_symlink("nowhere", work.folder / "link.webp");
  work.write("new");
  for (const char* name : {"taken.webp", "link.webp", "a.jpg"}) {
    const auto done = work.output->commit_new(name, *work.source, 3, {});
    REQUIRE(done.ok());
    CHECK_FALSE(*done);
  }
  const auto done = work.output->commit_new("free.webp", *work.source, 3, {});
  REQUIRE(done.ok());
  CHECK(*done);
  work.output.reset();
  CHECK(read_file(work.folder / "free.webp") == "new");
  CHECK(read_file(work.folder / "taken.webp") == "in the way");
  CHECK(fs::is_symlink(work.folder / "link.webp"));
  CHECK(work.names() == std::vector<std::string>{"a.jpg", "free.webp", "link.webp", "taken.webp"});
}

TEST_CASE("all bits of the permissions are kept only where that was asked") {
  Replacing work("old");
  fs::permissions(work.path, static_cast<fs::perms>(0677));
  work.open();
  const mode_t before = ::umask(027);
  const auto done = work.write("new").commit_as("b.webp", *work.source, 3, {.permissions = true});
  ::umask(before);
  REQUIRE(done.ok());
  CHECK(mode_of(work.folder / "b.webp") == 0677);
}

TEST_CASE("a folder in the place of the output is an error and nothing is left behind") {
  Replacing work("old");
  fs::create_directory(work.folder / "b.webp");
  const auto done = work.write("new").commit_as("b.webp", *work.source, 3, {});
  REQUIRE_FALSE(done.ok());
  CHECK(done.error().code == ErrorCode::write_failed);
  work.output.reset();
  CHECK(work.names() == std::vector<std::string>{"a.jpg", "b.webp"});
}

TEST_CASE("a link in the place of the output is replaced and not written through") {
  Replacing work("old");
  work.folder.write("elsewhere.txt", "untouched");
  fs::create_symlink("elsewhere.txt", work.folder / "b.webp");
  REQUIRE(work.write("new").commit_as("b.webp", *work.source, 3, {}).ok());
  CHECK(read_file(work.folder / "elsewhere.txt") == "untouched");
  CHECK_FALSE(fs::is_symlink(work.folder / "b.webp"));
}

TEST_CASE("a temporary that is not as large as the worker said is not committed") {
  for (const std::uint64_t claimed : {0ULL, 2ULL, 4ULL}) {
    Replacing work("old");
    work.write("new");
    CHECK_FALSE(work.output->commit_as("b.webp", *work.source, claimed, {}).ok());
    CHECK_FALSE(work.output->commit_over(*work.source, claimed, {}).ok());
    CHECK_FALSE(work.output->commit_beside("b.webp", *work.source, claimed, {}).ok());
    CHECK(read_file(work.path) == "old");
    CHECK_FALSE(fs::exists(work.folder / "b.webp"));
  }
}

TEST_CASE("times are kept only where that was asked") {
  for (const bool preserve : {false, true}) {
    Replacing work("old");
    set_modified(work.path, 1'000'000'000);
    work.open();
    REQUIRE(work.write("new").commit_as("b.webp", *work.source, 3, {.times = preserve}).ok());
    CHECK((modified(work.folder / "b.webp") == 1'000'000'000) == preserve);
  }
  for (const bool preserve : {false, true}) {
    Replacing work("old");
    set_modified(work.path, 1'000'000'000);
    work.open();
    REQUIRE(work.write("new").commit_over(*work.source, 3, {.times = preserve}).ok());
    CHECK((modified(work.path) == 1'000'000'000) == preserve);
  }
}

TEST_CASE("over its source a replacement keeps permissions, whatever the umask, but not set-id") {
  for (const unsigned mode : {0600U, 0444U, 0777U, 0666U}) {
    Replacing work("old");
    fs::permissions(work.path, static_cast<fs::perms>(mode));
    work.open();
    const mode_t before = ::umask(077);
    const auto done = work.write("new").commit_over(*work.source, 3, {});
    ::umask(before);
    REQUIRE(done.ok());
    CHECK(read_file(work.path) == "new");
    CHECK(mode_of(work.path) == mode);
    CHECK(work.names() == std::vector<std::string>{"a.jpg"});
  }
  Replacing work("old");
  REQUIRE(::chmod(work.path.c_str(), 06755) == 0);
  work.open();
  REQUIRE(work.write("new").commit_over(*work.source, 3, {}).ok());
  CHECK(mode_of(work.path) == 0755);
}

TEST_CASE("over its source a replacement keeps owner and group") {
  if (::geteuid() != 0) {
    return;  // nobody else can give files away
  }
  Replacing work("old");
  REQUIRE(::chown(work.path.c_str(), 12'345, 54'321) == 0);
  work.open();
  REQUIRE(work.write("new").commit_over(*work.source, 3, {}).ok());
  struct stat facts {};
  REQUIRE(::stat(work.path.c_str(), &facts) == 0);
  CHECK(facts.st_uid == 12'345);
  CHECK(facts.st_gid == 54'321);
}

TEST_CASE("over its source a replacement keeps extended attributes") {
  Replacing work("old");
  if (::setxattr(work.path.c_str(), "user.pixherd.test", "ewe", 3, 0) != 0) {
    return;  // this file system has none
  }
  REQUIRE(::setxattr(work.path.c_str(), "user.empty", "", 0, 0) == 0);
  work.open();
  REQUIRE(work.write("new").commit_over(*work.source, 3, {}).ok());
  std::array<char, 8> value{};
  CHECK(::getxattr(work.path.c_str(), "user.pixherd.test", value.data(), value.size()) == 3);
  CHECK(std::string(value.data(), 3) == "ewe");
  CHECK(::getxattr(work.path.c_str(), "user.empty", value.data(), value.size()) == 0);
}

/// An access list as the kernel has it: a user may do `user`, by name, the group `group`.
bool set_list(const fs::path& path, const char* attribute, std::uint16_t user,
              std::uint16_t group) {
  struct Entry {
    std::uint16_t tag;
    std::uint16_t permissions;
    std::uint32_t id;
  };
  struct {
    std::uint32_t version = 2;
    std::array<Entry, 5> entries{};
  } list;
  constexpr std::uint32_t kNobody = 0xFFFFFFFF;
  list.entries = {Entry{0x01, 7, kNobody}, Entry{0x02, user, 12'345}, Entry{0x04, group, kNobody},
                  Entry{0x10, 7, kNobody}, Entry{0x20, 0, kNobody}};
  return ::setxattr(path.c_str(), attribute, &list, sizeof list, 0) == 0;
}

TEST_CASE("an output lets its group do what the group of a source with an access list may do") {
  for (const bool preserved : {true, false}) {
    for (const std::uint16_t group : std::array<std::uint16_t, 3>{0, 4, 6}) {
      Replacing work("old");
      if (!set_list(work.path, "system.posix_acl_access", 6, group)) {
        WARN("SKIPPED: no access lists on this file system");
        return;
      }
      REQUIRE(mode_of(work.path) == 0770);
      work.open();
      Replacement& output = work.write("new");
      const mode_t mask = ::umask(0);
      const Attempt done = output.commit_as("b.jpg", *work.source, 3, {.permissions = preserved});
      ::umask(mask);
      REQUIRE(done.ok());
      CHECK(mode_of(work.folder / "b.jpg") == (0700U | static_cast<mode_t>(group) << 3U));
    }
  }
}

TEST_CASE("over its source a replacement lets in nobody whom the source did not") {
  Replacing work("old");
  REQUIRE(::chmod(work.path.c_str(), 0640) == 0);
  if (!set_list(work.folder.path(), "system.posix_acl_default", 4, 5)) {
    WARN("SKIPPED: no access lists on this file system");
    return;
  }
  work.open();
  REQUIRE(work.write("new").commit_over(*work.source, 3, {}).ok());
  CHECK(::getxattr(work.path.c_str(), "system.posix_acl_access", nullptr, 0) < 0);
  CHECK(mode_of(work.path) == 0640);
  // One that had a list of its own keeps it.
  const auto listed = work.folder.write("listed", "inherits");
  std::array<char, 64> before{};
  std::array<char, 64> after{};
  const auto size =
      ::getxattr(listed.c_str(), "system.posix_acl_access", before.data(), before.size());
  REQUIRE(size > 0);
  fs::rename(listed, work.path);
  work.open();
  REQUIRE(work.write("new").commit_over(*work.source, 3, {}).ok());
  CHECK(::getxattr(work.path.c_str(), "system.posix_acl_access", after.data(), after.size()) ==
        size);
  CHECK(after == before);
}

TEST_CASE("beside its source a replacement takes only a name that is free") {
  Replacing taken("old");
  taken.folder.write("a.webp", "in the way");
  CHECK_FALSE(taken.write("new").commit_beside("a.webp", *taken.source, 3, {}).ok());
  CHECK(read_file(taken.folder / "a.webp") == "in the way");
  Replacing free("old");
  REQUIRE(::chmod(free.path.c_str(), 0604) == 0);
  free.open();
  REQUIRE(free.write("new").commit_beside("a.webp", *free.source, 3, {}).ok());
  CHECK(read_file(free.folder / "a.webp") == "new");
  CHECK(mode_of(free.folder / "a.webp") == 0604);
  CHECK(read_file(free.path) == "old");
  REQUIRE(sync_folder(free.source->folder).ok());
  {
    auto conversion = Conversion::begin(std::move(*free.source), "a.webp", std::move(*free.output));
    REQUIRE(conversion.ok());
    CHECK(free.names().size() == 3);  // a second name of the output tells of the conversion
    REQUIRE(conversion->finish().ok());
  }
  CHECK(free.names() == std::vector<std::string>{"a.webp"});
}

TEST_CASE("a folder that has no sync of its own is as synced as can be") {
  std::array<int, 2> ends{};
  REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
  const Fd other(ends[1]);
  CHECK(sync_folder(std::make_shared<const Fd>(ends[0])).ok());  // EINVAL, as of some file systems
  CHECK_FALSE(sync_folder(std::make_shared<const Fd>(-1)).ok());
}

TEST_CASE("in a folder that is gone no temporary can be made") {
  const TempFolder folder;
  auto tree = Tree::make((folder / "gone").string());
  REQUIRE(tree.ok());
  fs::remove(folder / "gone");
  const auto made = Replacement::create(*tree->folder(""));
  REQUIRE_FALSE(made.ok());
  CHECK(made.error().code == ErrorCode::write_failed);
}

}  // namespace
}  // namespace pixherd
