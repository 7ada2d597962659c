// SPDX-License-Identifier: Apache-2.0
// --percent in place: what has been halved must not be halved again, and its ledger alone tells.
#include <fmt/format.h>

#include <map>

#include "fragile_disk.hpp"
#include "moments.hpp"
#include "mounted.hpp"
#include "needs.hpp"
#include "support/catch.hpp"
#include "support/with_ledger.hpp"

namespace pixherd {
namespace {

constexpr std::uint32_t kWidth = 160;

const Arguments kHalved{"--in-place", "in", "--percent", "50%", "--state", "var/state", "--json"};

void write_pictures(const std::filesystem::path& folder, unsigned count) {
  need_engine();
  const sample::Bytes bytes = photo(kWidth);
  std::filesystem::create_directories(folder / "in");
  std::filesystem::create_directories(folder / "var");
  for (unsigned i = 0; i < count; ++i) {
    std::ofstream(folder / fmt::format("in/{:03}.jpg", i), std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()),
               static_cast<std::streamsize>(bytes.size()));
  }
}

/// How many pictures there are of each width.
std::map<std::uint32_t, unsigned> widths_in(const std::filesystem::path& folder) {
  std::map<std::uint32_t, unsigned> widths;
  for (const std::string& name : names_in(folder)) {
    ++widths[facts_of(folder / name).size.width];
  }
  return widths;
}

Command halving(const std::filesystem::path& folder) {
  Command command{.program = PIXHERD_BINARY, .arguments = kHalved};
  command.folder = folder;
  return command;
}

TEST_CASE("what cannot be written down is not halved, and ends the run") {
  if (lacks(Need::root)) {
    return;
  }
  use_own_mounts();
  constexpr unsigned kPictures = 60;
  const TempFolder temp;
  write_pictures(temp.path(), kPictures);
  const Mounted disk("tmpfs", "size=4k", "tmpfs", temp / "var");
  unsigned halved = 0;
  for (int i = 0; i < 3; ++i) {
    const Ended ended = run(halving(temp.path()));
    CAPTURE(i, ended.err);
    CHECK(ended.exit_code == 3);
    CHECK(ended.err.find("No space left") != std::string::npos);
    auto widths = widths_in(temp / "in");
    CHECK(widths[kWidth] + widths[kWidth / 2] == kPictures);
    CHECK((i == 0 || widths[kWidth / 2] == halved));
    halved = widths[kWidth / 2];
    CHECK(halved < kPictures);
  }
}

TEST_CASE("a loss of power while pictures are halved leaves none that is halved again") {
  if (lacks(Need::loop_devices)) {
    return;
  }
  constexpr unsigned kPictures = 120;
  for (const Loss loss : {Loss::data, Loss::data_and_journal}) {
    CAPTURE(loss);
    FragileDisk disk("");
    write_pictures(disk.path(), kPictures);
    must_run(fmt::format("sync -f '{}'", disk.path().string()));
    Running running(halving(disk.path()));
    REQUIRE(running.read_until([&] {
      const std::string& out = running.so_far().out;
      return std::count(out.begin(), out.end(), '\n') > 20;
    }));
    disk.cut_power(loss);
    REQUIRE_FALSE(running.wait().late);
    disk.restart();
    const Ended again = run(halving(disk.path()));
    CAPTURE(again.err);
    CHECK(again.exit_code == 0);
    CHECK(widths_in(disk.path() / "in") ==
          std::map<std::uint32_t, unsigned>{{kWidth / 2, kPictures}});
  }
}

}  // namespace
}  // namespace pixherd
