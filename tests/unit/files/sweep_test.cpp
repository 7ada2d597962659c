// SPDX-License-Identifier: Apache-2.0
#include "pixherd/files/sweep.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>

#include "pixherd/files/ledger_file.hpp"
#include "pixherd/files/temporary_name.hpp"
#include "pixherd/files/text_file.hpp"
#include "support/catch.hpp"
#include "support/replacing.hpp"

namespace pixherd {
namespace {

namespace fs = std::filesystem;

/// The number of a process that is gone.
pid_t dead_process() {
  const pid_t pid = ::fork();
  if (pid == 0) {
    ::_exit(0);
  }
  REQUIRE(::waitpid(pid, nullptr, 0) == pid);
  return pid;
}

std::string temporary_of(pid_t pid) {
  return ".pixherd-" + std::to_string(pid) + "-0123456789abcdef.tmp";
}

Folder opened(const TempFolder& temp) { return *Tree::open(temp.path().string())->folder(""); }

TEST_CASE("temporaries of dead runs go, and nothing else does") {
  const TempFolder temp;
  const pid_t dead = dead_process();
  const auto stale = temp.write(temporary_of(dead), "half a picture");
  const auto living = temp.write(temporary_of(::getppid()), "being written");
  const auto photo = temp.write("photo.jpg", "a picture");
  const auto alike = temp.write(".pixherd-notes.txt", "not ours");
  fs::create_directory(temp / temporary_of(dead + 1));
  fs::create_symlink("photo.jpg", temp / ".pixherd-1-2.tmp");
  CHECK(sweep_stale_temporaries(opened(temp)->get()).displaced.empty());
  CHECK_FALSE(fs::exists(stale));
  CHECK(fs::exists(living));
  CHECK(fs::exists(photo));
  CHECK(fs::exists(alike));
  CHECK(fs::is_directory(temp / temporary_of(dead + 1)));
  CHECK(fs::is_symlink(temp / ".pixherd-1-2.tmp"));
}

TEST_CASE("a temporary that bears this process's number is of an earlier one, and goes") {
  const TempFolder temp;
  const auto earlier = temp.write(temporary_of(::getpid()), "half a picture");
  sweep_stale_temporaries(opened(temp)->get());
  CHECK_FALSE(fs::exists(earlier));
}

TEST_CASE("a temporary that somebody holds stays, whatever number it bears") {
  const TempFolder temp;
  const auto held = temp.write(temporary_of(dead_process()), "in another name space");
  const Fd holder(::open(held.c_str(), O_RDONLY | O_CLOEXEC));
  REQUIRE(::flock(holder.get(), LOCK_EX | LOCK_NB) == 0);
  sweep_stale_temporaries(opened(temp)->get());
  CHECK(fs::exists(held));
}

TEST_CASE("a temporary that another sweep is looking at goes") {
  const TempFolder temp;
  const auto stale = temp.write(temporary_of(dead_process()), "half a picture");
  const Fd looking(::open(stale.c_str(), O_RDONLY | O_CLOEXEC));
  REQUIRE(::flock(looking.get(), LOCK_SH | LOCK_NB) == 0);
  sweep_stale_temporaries(opened(temp)->get());
  CHECK_FALSE(fs::exists(stale));
}

TEST_CASE("a temporary of another machine stays, since its lock may not be seen from here") {
  const TempFolder temp;
  TemporaryName name{dead_process(), "0123456789abcdef", std::nullopt, {7, 8}};
  const auto theirs = temp.write(name.text(), "being written elsewhere");
  sweep_stale_temporaries(opened(temp)->get());
  CHECK(fs::exists(theirs));
  set_makers_machine({7, 9});
  sweep_stale_temporaries(opened(temp)->get());
  set_makers_machine({});
  CHECK_FALSE(fs::exists(theirs));
}

struct stat facts_of(const fs::path& path) {
  struct stat facts {};
  REQUIRE(::stat(path.c_str(), &facts) == 0);
  return facts;
}

/// As a run leaves `file` that is killed while it changes places with a source of that version.
fs::path left_in_exchange(const TempFolder& temp, const fs::path& file, const FileVersion& own,
                          const FileVersion& source) {
  const TemporaryName name{dead_process(), "0123456789abcdef",
                           TemporaryName::Exchange{own, source}};
  fs::rename(file, temp / name.text());
  return temp / name.text();
}

TEST_CASE("of a broken exchange the output and the source that was read go, a newer file stays") {
  const TempFolder temp;
  const auto source = temp.write("source.jpg", "as it was read");
  const auto output = temp.write("output.jpg", "smaller");
  const auto newer = temp.write("newer.jpg", "somebody's newer version");
  const FileVersion read = version_of(facts_of(source));
  const FileVersion own = version_of(facts_of(output));
  const auto old_source = left_in_exchange(temp, source, own, read);
  const auto lost_output = left_in_exchange(temp, output, own, read);
  const auto displaced = left_in_exchange(temp, newer, own, read);
  CHECK(sweep_stale_temporaries(opened(temp)->get()).displaced ==
        std::vector<std::string>{displaced.filename().string()});
  CHECK_FALSE(fs::exists(old_source));
  CHECK_FALSE(fs::exists(lost_output));
  CHECK(read_file(displaced) == "somebody's newer version");
}

/// As a run leaves a folder that is killed once the output stands beside its source.
fs::path left_in_conversion(const TempFolder& temp, const fs::path& source,
                            const fs::path& output) {
  fs::path marker = temp / TemporaryName{dead_process(), "0123456789abcdef",
                                         TemporaryName::Exchange{version_of(facts_of(output)),
                                                                 version_of(facts_of(source))}}
                               .text();
  fs::create_hard_link(output, marker);
  return marker;
}

TEST_CASE("of a broken conversion the output goes while its source is there, and stays when not") {
  const TempFolder temp;
  const auto source = temp.write("a.jpg", "the source");
  const auto output = temp.write("a.webp", "the output");
  temp.write("b.webp", "somebody's");
  const auto marker = left_in_conversion(temp, source, output);
  SECTION("killed before the source went") {
    CHECK(sweep_stale_temporaries(opened(temp)->get()).taken_back ==
          std::vector<std::string>{"a.webp"});
    CHECK(read_file(source) == "the source");
    CHECK_FALSE(fs::exists(output));
  }
  SECTION("killed after the source went") {
    fs::remove(source);
    sweep_stale_temporaries(opened(temp)->get());
    CHECK(read_file(output) == "the output");
  }
  SECTION("killed between taking the source away and removing it") {
    left_in_exchange(temp, source, version_of(facts_of(output)), version_of(facts_of(source)));
    CHECK(sweep_stale_temporaries(opened(temp)->get()).displaced.empty());
    CHECK(read_file(output) == "the output");
    CHECK_FALSE(fs::exists(source));
    CHECK(std::distance(fs::directory_iterator(temp.path()), {}) == 2);
  }
  SECTION("killed when somebody's newer version had been taken away for the source") {
    const FileVersion read = version_of(facts_of(source));
    fs::remove(source);
    temp.write("a.jpg", "somebody's newer version");
    const auto taken = left_in_exchange(temp, source, version_of(facts_of(output)), read);
    CHECK(sweep_stale_temporaries(opened(temp)->get()).displaced.size() == 1);
    CHECK(read_file(taken) == "somebody's newer version");
    CHECK(read_file(output) == "the output");
  }
  SECTION("somebody has written to the output since") {
    temp.write("a.webp", "somebody's work on the output");
    CHECK(sweep_stale_temporaries(opened(temp)->get()).taken_back.empty());
    CHECK(read_file(output) == "somebody's work on the output");
  }
  SECTION("the source is another one by now") {
    fs::remove(source);
    temp.write("a.jpg", "a newer source");
    sweep_stale_temporaries(opened(temp)->get());
    CHECK(read_file(source) == "a newer source");
    CHECK(read_file(output) == "the output");
  }
  CHECK_FALSE(fs::exists(marker));
  CHECK(read_file(temp / "b.webp") == "somebody's");
}

TEST_CASE("a source that was written to after it was read is a newer file") {
  const TempFolder temp;
  const auto source = temp.write("source.jpg", "as it was read");
  FileVersion read = version_of(facts_of(source));
  --read.modified;
  const auto displaced = left_in_exchange(temp, source, {1, 1, 1}, read);
  CHECK(sweep_stale_temporaries(opened(temp)->get()).displaced.size() == 1);
  CHECK(fs::exists(displaced));
}

TEST_CASE("root sweeps temporaries that it had given to the owner of their source") {
  if (::geteuid() != 0) {
    WARN("SKIPPED: needs root");
    return;
  }
  const TempFolder temp;
  const auto given = temp.write(temporary_of(dead_process()), "somebody's picture, displaced");
  REQUIRE(::chown(given.c_str(), 12345, 12345) == 0);
  CHECK(sweep_stale_temporaries(opened(temp)->get()).displaced.empty());
  CHECK_FALSE(fs::exists(given));
}

TEST_CASE("a replacement holds its temporary") {
  Replacing work("old");
  const std::string name = work.names().front();
  REQUIRE(is_temporary_name(name));
  const Fd other(::open((work.folder / name).c_str(), O_RDONLY | O_CLOEXEC));
  CHECK(::flock(other.get(), LOCK_EX | LOCK_NB) != 0);
}

TEST_CASE("whoever writes a text sweeps what was left of another, and nothing else") {
  const TempFolder temp;
  TemporaryName exchanged{dead_process(), "0123456789abcdef", TemporaryName::Exchange{}};
  exchanged.exchange->own.inode = 1;
  const auto image = temp.write(exchanged.text(), "in the place of a picture");
  const auto living = temp.write(temporary_of(::getppid()), "being written");
  const auto page = temp.write(temporary_of(dead_process()), "half a page");
  REQUIRE(write_text_file((temp / "page.html").string(), "a page").ok());
  CHECK_FALSE(fs::exists(page));
  CHECK(fs::exists(image));
  CHECK(fs::exists(living));
  const auto ledger = temp.write("state/" + temporary_of(dead_process()), "half a ledger");
  auto state = LedgerFile::open((temp / "state").string());
  REQUIRE(state.ok());
  REQUIRE(state->replace("a ledger").ok());
  CHECK_FALSE(fs::exists(ledger));
  CHECK(read_file(temp / "state/ledger") == "a ledger");
}

}  // namespace
}  // namespace pixherd
