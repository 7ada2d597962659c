// SPDX-License-Identifier: Apache-2.0
// What happens to a source between its opening and its replacement. This program's renameat2 takes
// the place of the C library's, so that a test can act in the instant before a rename.
#include <fcntl.h>
#include <linux/fs.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "pixherd/files/conversion.hpp"
#include "support/catch.hpp"
#include "support/replacing.hpp"

namespace {

std::function<void()> before_next_rename;  // NOLINT(cert-err58-cpp)
std::function<void()> before_next_link;    // NOLINT(cert-err58-cpp)
bool can_exchange = true;
bool can_link = true;

}  // namespace

extern "C" int renameat2(int old_folder, const char* old_name, int new_folder, const char* new_name,
                         unsigned flags) noexcept {
  if (const auto act = std::exchange(before_next_rename, nullptr)) {
    act();
  }
  if (!can_exchange && flags == RENAME_EXCHANGE) {
    errno = EINVAL;
    return -1;
  }
  return static_cast<int>(
      ::syscall(SYS_renameat2, old_folder, old_name, new_folder, new_name, flags));
}

extern "C" int linkat(int old_folder, const char* old_name, int new_folder, const char* new_name,
                      int flags) noexcept {
  if (const auto act = std::exchange(before_next_link, nullptr)) {
    act();
  }
  if (!can_link) {
    errno = EPERM;
    return -1;
  }
  return static_cast<int>(::syscall(SYS_linkat, old_folder, old_name, new_folder, new_name, flags));
}

namespace pixherd {
namespace {

namespace fs = std::filesystem;

/// Puts another file in the source's place, as an editor that saves would.
void save_anew(const Replacing& work, std::string_view text) {
  fs::rename(work.folder.write("editor.tmp", text), work.path);
}

ErrorCode refusal(const Attempt& attempt) {
  REQUIRE_FALSE(attempt.ok());
  return attempt.error().code;
}

TEST_CASE("a source that has changed since it was opened is left as it is now") {
  Replacing work("old");
  work.write("new");
  std::string now;
  SECTION("replaced") { save_anew(work, now = "newer"); }
  SECTION("replaced by a file of the same size and times") {
    struct stat facts {};
    REQUIRE(::stat(work.path.c_str(), &facts) == 0);
    save_anew(work, now = "odl");
    const std::array<timespec, 2> times{facts.st_atim, facts.st_mtim};
    REQUIRE(::utimensat(AT_FDCWD, work.path.c_str(), times.data(), 0) == 0);
  }
  SECTION("longer") { work.folder.write("a.jpg", now = "longer than before"); }
  SECTION("touched") {
    now = "old";
    const std::array<timespec, 2> times{timespec{1, 0}, timespec{1, 0}};
    REQUIRE(::utimensat(AT_FDCWD, work.path.c_str(), times.data(), 0) == 0);
  }
  SECTION("replaced by a link") {
    work.folder.write("other.jpg", now = "other");
    fs::remove(work.path);
    fs::create_symlink("other.jpg", work.path);
  }
  CHECK(refusal(check_unchanged(*work.source)) == ErrorCode::input_changed);
  CHECK(refusal(work.output->commit_over(*work.source, 3, {})) == ErrorCode::input_changed);
  CHECK(refusal(work.output->commit_beside("b.webp", *work.source, 3, {})) ==
        ErrorCode::input_changed);
  CHECK(read_file(work.path) == now);
  CHECK_FALSE(fs::exists(work.folder / "b.webp"));
}

/// b.webp beside its source, which is to go.
Conversion converted(Replacing& work) {
  REQUIRE(work.write("new").commit_beside("b.webp", *work.source, 3, {}).ok());
  auto conversion = Conversion::begin(std::move(*work.source), "b.webp", std::move(*work.output));
  REQUIRE(conversion.ok());
  return std::move(*conversion);
}

TEST_CASE("of a source that changed after its conversion the source stays, the conversion goes") {
  Replacing work("old");
  Conversion conversion = converted(work);
  save_anew(work, "newer");
  CHECK(refusal(conversion.finish()) == ErrorCode::input_changed);
  CHECK(read_file(work.path) == "newer");
  CHECK_FALSE(fs::exists(work.folder / "b.webp"));
}

TEST_CASE("what somebody else put in a conversion's place is not taken for ours") {
  Replacing work("old");
  Conversion conversion = converted(work);
  save_anew(work, "newer");
  fs::remove(work.folder / "b.webp");
  work.folder.write("b.webp", "theirs");
  CHECK(refusal(conversion.finish()) == ErrorCode::input_changed);
  CHECK(read_file(work.folder / "b.webp") == "theirs");
}

TEST_CASE("a source whose conversion somebody removed or wrote to is not removed") {
  Replacing work("old");
  std::vector<std::string> left{"a.jpg"};
  {
    Conversion conversion = converted(work);
    const auto remove = [&] { fs::remove(work.folder / "b.webp"); };
    SECTION("removed before") { remove(); }
    SECTION("removed in the last instant") { before_next_rename = remove; }
    SECTION("written to") {
      work.folder.write("b.webp", "theirs");
      left.emplace_back("b.webp");
    }
    const Attempt done = conversion.finish();
    CHECK(refusal(done) == ErrorCode::write_failed);
    CHECK(done.error().message.find("b.webp") != std::string::npos);
  }
  CHECK(read_file(work.path) == "old");
  CHECK(work.names() == left);
}

TEST_CASE("a conversion whose output is gone at once keeps its source") {
  Replacing work("old");
  REQUIRE(work.write("new").commit_beside("b.webp", *work.source, 3, {}).ok());
  fs::remove(work.folder / "b.webp");
  CHECK_FALSE(Conversion::begin(std::move(*work.source), "b.webp", std::move(*work.output)).ok());
  CHECK(read_file(work.path) == "old");
}

TEST_CASE("a source that is gone is not brought back") {
  Replacing work("old");
  work.write("new");
  fs::remove(work.path);
  CHECK(refusal(work.output->commit_over(*work.source, 3, {})) == ErrorCode::input_changed);
  work.output.reset();
  CHECK(work.names().empty());
}

TEST_CASE("a source that nobody touched is unchanged") {
  const Replacing work("old");
  CHECK(check_unchanged(*work.source).ok());
  CHECK(read_file(work.path) == "old");
  CHECK(check_unchanged(*work.source).ok());
}

TEST_CASE("a newer file that comes in the last instant before the rename is not lost") {
  Replacing work("old");
  work.write("new");
  before_next_rename = [&] { save_anew(work, "newer"); };
  CHECK(refusal(work.output->commit_over(*work.source, 3, {})) == ErrorCode::input_changed);
  CHECK(read_file(work.path) == "newer");
  work.output.reset();
  CHECK(work.names() == std::vector<std::string>{"a.jpg"});
}

TEST_CASE("of two newer files that come around the rename both are left") {
  Replacing work("old");
  work.write("new");
  before_next_rename = [&] {
    save_anew(work, "newer");
    before_next_rename = [&] { save_anew(work, "newest"); };  // before it is put back
  };
  const Attempt done = work.output->commit_over(*work.source, 3, {});
  CHECK(refusal(done) == ErrorCode::input_changed);
  work.output.reset();
  const std::vector<std::string> names = work.names();
  REQUIRE(names.size() == 2);
  CHECK(read_file(work.path) == "newer");
  CHECK(read_file(work.folder / names.front()) == "newest");
  CHECK(done.error().message.find(names.front()) != std::string::npos);
}

TEST_CASE("a newer file of the same size and time that comes in the last instant is not lost") {
  Replacing work("old");
  work.write("new");
  before_next_rename = [&] {
    save_anew(work, "odl");
    const std::array<timespec, 2> times{work.source->facts.st_atim, work.source->facts.st_mtim};
    REQUIRE(::utimensat(AT_FDCWD, work.path.c_str(), times.data(), 0) == 0);
  };
  CHECK(refusal(work.output->commit_over(*work.source, 3, {})) == ErrorCode::input_changed);
  CHECK(read_file(work.path) == "odl");
}

TEST_CASE("bytes written into the source in the last instant before the rename are not lost") {
  Replacing work("old");
  work.write("new");
  std::string now;
  SECTION("longer") { now = "longer than before"; }
  SECTION("of the same length") { now = "odl"; }
  before_next_rename = [&] { work.folder.write("a.jpg", now); };
  CHECK(refusal(work.output->commit_over(*work.source, 3, {})) == ErrorCode::input_changed);
  CHECK(read_file(work.path) == now);
}

TEST_CASE("a name that is taken in the last instant is not overwritten") {
  Replacing work("old");
  work.write("new");
  before_next_link = [&] { work.folder.write("b.webp", "somebody's"); };
  CHECK(refusal(work.output->commit_beside("b.webp", *work.source, 3, {})) ==
        ErrorCode::write_failed);
  CHECK(read_file(work.folder / "b.webp") == "somebody's");
}

TEST_CASE("where a file can have one name only the output is renamed into place, if it is free") {
  can_link = false;
  Replacing free("old");
  const auto done = free.write("new").commit_beside("b.webp", *free.source, 3, {});
  Replacing taken("old");
  taken.folder.write("b.webp", "somebody's");
  const auto refused = taken.write("new").commit_beside("b.webp", *taken.source, 3, {});
  can_link = true;
  REQUIRE(done.ok());
  CHECK(read_file(free.folder / "b.webp") == "new");
  CHECK(free.names() == std::vector<std::string>{"a.jpg", "b.webp"});
  CHECK(refusal(refused) == ErrorCode::write_failed);
  CHECK(read_file(taken.folder / "b.webp") == "somebody's");
}

TEST_CASE("where a file system cannot exchange names the replacement is renamed into place") {
  Replacing work("old");
  can_exchange = false;
  const auto done = work.write("new").commit_over(*work.source, 3, {});
  can_exchange = true;
  REQUIRE(done.ok());
  CHECK(read_file(work.path) == "new");
  CHECK(work.names() == std::vector<std::string>{"a.jpg"});
}

/// What has that name, to be replaced.
struct stat judged(const fs::path& path) {
  struct stat facts {};
  REQUIRE(::lstat(path.c_str(), &facts) == 0);
  return facts;
}

TEST_CASE("an output takes the place of what was judged, and of nothing else") {
  for (const bool swaps : {true, false}) {
    Replacing work("old");
    const fs::path there = work.folder.write("b.webp", "judged");
    work.write("new");
    const struct stat facts = judged(there);
    std::optional<std::string> left;
    SECTION("nobody came") {}
    SECTION("replaced") {
      fs::rename(work.folder.write("editor.tmp", "theirs"), there);
      left = "theirs";
    }
    SECTION("written to") {
      work.folder.write("b.webp", "longer than before");
      left = "longer than before";
    }
    CAPTURE(swaps);
    can_exchange = swaps;
    const auto done = work.output->commit_instead_of(facts, "b.webp", *work.source, 3, {});
    can_exchange = true;
    work.output.reset();
    REQUIRE(done.ok());
    CHECK(*done == !left.has_value());
    CHECK(read_file(there) == left.value_or("new"));
    CHECK(work.names() == std::vector<std::string>{"a.jpg", "b.webp"});
  }
}

TEST_CASE("what comes in the last instant before an output's swap is put back") {
  Replacing work("old");
  const fs::path there = work.folder.write("b.webp", "judged");
  work.write("new");
  const struct stat facts = judged(there);
  std::string now;
  SECTION("a file") {
    before_next_rename = [&] { work.folder.write(now = "b.webp", "theirs"); };
  }
  SECTION("a folder") {
    before_next_rename = [&] {
      fs::remove(there);
      fs::create_directory(there);
    };
  }
  const auto done = work.output->commit_instead_of(facts, "b.webp", *work.source, 3, {});
  REQUIRE(done.ok());
  CHECK_FALSE(*done);
  CHECK((now.empty() ? fs::is_directory(there) : read_file(there) == "theirs"));
  // The same temporary may be tried again, where the name is free by now.
  fs::remove(there);
  CHECK_FALSE(*work.output->commit_instead_of(facts, "b.webp", *work.source, 3, {}));
  CHECK(*work.output->commit_new("b.webp", *work.source, 3, {}));
  CHECK(read_file(there) == "new");
  CHECK(work.names() == std::vector<std::string>{"a.jpg", "b.webp"});
}

TEST_CASE("of two files that come around an output's swap both are left") {
  Replacing work("old");
  const fs::path there = work.folder.write("b.webp", "judged");
  work.write("new");
  const struct stat facts = judged(there);
  const auto save = [&](std::string_view text) {
    fs::rename(work.folder.write("editor.tmp", text), there);
  };
  before_next_rename = [&] {
    save("newer");
    before_next_rename = [&] { save("newest"); };
  };
  const auto done = work.output->commit_instead_of(facts, "b.webp", *work.source, 3, {});
  REQUIRE_FALSE(done.ok());
  work.output.reset();
  REQUIRE(work.names().size() == 3);
  CHECK(read_file(there) == "newer");
  CHECK(read_file(work.folder / work.names().front()) == "newest");
  CHECK(done.error().message.find(work.names().front()) != std::string::npos);
}

TEST_CASE("at every instant the source's name holds the old or the new file whole") {
  Replacing work("old");
  work.write("new");
  std::string just_before;
  before_next_rename = [&] { just_before = read_file(work.path); };
  REQUIRE(work.output->commit_over(*work.source, 3, {}).ok());
  CHECK(just_before == "old");
  CHECK(read_file(work.path) == "new");
}

}  // namespace
}  // namespace pixherd
