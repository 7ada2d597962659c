// SPDX-License-Identifier: Apache-2.0
// Trees that somebody else works on while the run does.
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>

#include "check_tree.hpp"
#include "fault_tree.hpp"
#include "moments.hpp"
#include "needs.hpp"
#include "support/catch.hpp"

namespace pixherd {
namespace {

constexpr unsigned kFiles = 12;

std::string name_of_file(unsigned index) { return fmt::format("in/{:02}.jpg", index); }

std::uint32_t width_of(unsigned number) { return 64 + 2 * number; }

/// Pictures that are told apart by their width.
sample::Bytes version(unsigned number) { return photo(width_of(number)); }

void write_files(const TempFolder& temp) {
  for (unsigned index = 0; index < kFiles; ++index) {
    temp.write(name_of_file(index), version(0));
  }
  temp.write("outside/photo.jpg", version(0));
}

/// Does `act` again and again while a run in place goes on; the run comes to its end all the same.
template <class Act>
Ended run_beside(const TempFolder& temp, Random& random, Act&& act) {
  Running running(command_for(temp, Way::in_place));
  while (is_alive(running.pid())) {
    running.read_for(microseconds(random() % 3000));
    act();
  }
  Ended ended = running.wait();
  CAPTURE(ended.out, ended.err);
  REQUIRE((ended.exit_code == 0 || ended.exit_code == 1));
  const Report report = parse_report(ended.out);
  check_adds_up(report, ended);
  for (const Json& record : report.files) {
    REQUIRE((record.at("error").is_null() || record.at("error").at("code") != "worker_died"));
  }
  for (const std::string& name : names_in(temp.path())) {
    CAPTURE(name);
    REQUIRE(name.find(".pixherd-") == std::string::npos);
  }
  return ended;
}

std::size_t failures_in(const Ended& ended) {
  const Report report = parse_report(ended.out);
  return report.footer.at("totals").at("failed").get<std::size_t>();
}

/// A moment is drawn for each round, and may be too early or too late to be noticed: until one was
/// not there are more of them.
bool goes_on(unsigned rounds, std::size_t noticed) {
  const unsigned least = in_ci_or_long(40U, 400U);
  return rounds < least || (noticed == 0 && rounds < 20 * least);
}

/// Each round has files of its own, and returns how often it was noticed.
template <class Round>
void take_rounds(std::uint32_t seed, Round&& round) {
  Random random(seed);
  std::size_t noticed = 0;
  for (unsigned i = 0; goes_on(i, noticed); ++i) {
    CAPTURE(seed, i);
    const TempFolder temp;
    write_files(temp);
    noticed += round(temp, random);
  }
  CHECK(noticed > 0);
}

TEST_CASE("a file that is replaced during a run is what its owner put there last") {
  take_rounds(31, [&](const TempFolder& temp, Random& random) {
    std::array<unsigned, kFiles> last{};
    const Ended ended = run_beside(temp, random, [&] {
      const unsigned index = random() % kFiles;
      last.at(index) = 1 + random() % 20;
      const auto fresh = temp.write("outside/fresh", version(last.at(index)));
      std::filesystem::rename(fresh, temp / name_of_file(index));
    });
    for (unsigned index = 0; index < kFiles; ++index) {
      CAPTURE(index);
      REQUIRE(pixels_of(temp / name_of_file(index)).width == width_of(last.at(index)));
    }
    return failures_in(ended);
  });
}

TEST_CASE("files that are cut short and grow again during a run crash nobody") {
  take_rounds(32, [&](const TempFolder& temp, Random& random) {
    const Ended ended = run_beside(temp, random, [&] {
      const std::string path = (temp / name_of_file(random() % kFiles)).string();
      const auto size = static_cast<off_t>(random() % 8000);
      REQUIRE(::truncate(path.c_str(), size) == 0);
    });
    return failures_in(ended);
  });
}

TEST_CASE("files that vanish during a run are not made anew") {
  take_rounds(33, [&](const TempFolder& temp, Random& random) {
    std::array<bool, kFiles> gone{};
    const Ended ended = run_beside(temp, random, [&] {
      const unsigned index = random() % kFiles;
      std::filesystem::remove(temp / name_of_file(index));
      gone.at(index) = true;
    });
    for (unsigned index = 0; index < kFiles; ++index) {
      CAPTURE(index);
      REQUIRE(std::filesystem::exists(temp / name_of_file(index)) != gone.at(index));
    }
    return failures_in(ended);
  });
}

TEST_CASE("a file that is swapped for a link after it was found is not followed") {
  const microseconds length = undisturbed_length(Way::into_folder, kFiles);
  take_rounds(35, [&](const TempFolder& temp, Random& random) {
    temp.write("outside/private.jpg", version(1));
    Running running(command_for(temp, Way::into_folder));
    running.read_for(random_moment(random, length));
    for (unsigned index = 0; index < kFiles; ++index) {
      std::filesystem::create_symlink("../outside/private.jpg", temp / "in/link");
      std::filesystem::rename(temp / "in/link", temp / name_of_file(index));
    }
    const Ended ended = running.wait();
    CAPTURE(ended.out, ended.err);
    REQUIRE((ended.exit_code == 0 || ended.exit_code == 1));
    for (const std::string& name : names_in(temp / "web")) {
      CAPTURE(name);
      REQUIRE(pixels_of(temp / "web" / name).width == width_of(0));
    }
    return failures_in(ended);
  });
}

TEST_CASE("a folder that is removed during a run does not stop it") {
  constexpr std::uint32_t kSeed = 36;
  Random random(kSeed);
  constexpr unsigned kFolders = 40;  // more than are kept open
  const microseconds length = undisturbed_length(Way::in_place, kFolders);
  for (unsigned i = 0; i < in_ci_or_long(40U, 400U); ++i) {
    CAPTURE(kSeed, i);
    const TempFolder temp;
    write_files(temp);
    for (unsigned index = 0; index < kFolders; ++index) {
      temp.write(fmt::format("in/{:02}/a.jpg", index), version(0));
    }
    Running running(command_for(temp, Way::in_place));
    running.read_for(random_moment(random, length));
    for (unsigned index = 0; index < kFolders; index += 2) {
      std::error_code busy;  // something may come into it while it goes
      std::filesystem::remove_all(temp / fmt::format("in/{:02}", index), busy);
    }
    const Ended ended = running.wait();
    CAPTURE(ended.out, ended.err);
    REQUIRE((ended.exit_code == 0 || ended.exit_code == 1));
    check_adds_up(parse_report(ended.out), ended);
  }
}

TEST_CASE("a folder that is swapped for a link during a run leads nobody out of the tree") {
  constexpr std::uint32_t kSeed = 34;
  Random random(kSeed);
  for (unsigned i = 0; i < in_ci_or_long(40U, 400U); ++i) {
    CAPTURE(kSeed, i);
    const TempFolder temp;
    for (unsigned index = 0; index < kFiles; ++index) {
      temp.write(fmt::format("in/album/{:02}.jpg", index), version(0));
      temp.write(fmt::format("outside/{:02}.jpg", index), version(1));
    }
    const FileTree outside = tree(temp / "outside");
    const std::filesystem::path album = temp / "in/album";
    run_beside(temp, random, [&] {
      std::filesystem::rename(album, temp / "in/moved");
      std::filesystem::create_directory_symlink(temp / "outside", album);
      ::usleep(random() % 1000);
      std::filesystem::remove(album);
      std::filesystem::rename(temp / "in/moved", album);
    });
    REQUIRE((tree(temp / "outside") == outside));
    for (unsigned index = 0; index < kFiles; ++index) {
      REQUIRE(pixels_of(album / fmt::format("{:02}.jpg", index)).width == width_of(0));
    }
  }
}

}  // namespace
}  // namespace pixherd
