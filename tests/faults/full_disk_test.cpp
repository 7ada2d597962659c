// SPDX-License-Identifier: Apache-2.0
// File systems of every size between one that holds the inputs and nothing more, and one where all
// fits.
#include <fmt/format.h>

#include <map>
#include <numeric>
#include <optional>
#include <set>

#include "check_tree.hpp"
#include "fault_tree.hpp"
#include "mounted.hpp"
#include "needs.hpp"
#include "support/catch.hpp"

namespace pixherd {
namespace {

constexpr std::uint64_t kPage = 4096;
constexpr unsigned kOnDisk = 9;

using Contents = std::map<std::string, std::string>;

/// What these files take at least, on a file system that stores whole pages.
std::uint64_t pages_of(const Contents& files) {
  return std::accumulate(files.begin(), files.end(), std::uint64_t{0},
                         [](std::uint64_t sum, const auto& file) {
                           return sum + (file.second.size() + kPage - 1) / kPage;
                         });
}

/// A run on a disk with so many pages: its exit code, or none where not even the inputs fit.
std::optional<int> run_on(std::uint64_t pages, const Contents& whole, Way way) {
  CAPTURE(pages, name_of(way));
  const TempFolder temp;
  const Mounted disk("tmpfs", fmt::format("size={}", pages * kPage), "tmpfs", temp.path());
  write_tree(temp, kOnDisk);
  const FileTree before = tree(temp.path());
  if (snapshot(temp.path()) != whole) {
    return std::nullopt;
  }
  const Ended ended = run(command_for(temp, way));
  check_tree(before, tree(temp.path()), {way, ended});
  REQUIRE((ended.exit_code == 0 || ended.exit_code == 1 || ended.exit_code == 3));
  if (ended.exit_code == 3) {
    const Json footer = report_so_far(ended.out).footer;
    REQUIRE(footer.is_object());
    REQUIRE(footer.at("ended") == "stopped");
    REQUIRE(footer.at("message").get<std::string>().find("No space left") != std::string::npos);
  }
  return ended.exit_code;
}

void fill(Way way) {
  if (lacks(Need::root)) {
    return;
  }
  use_own_mounts();
  const Contents whole = [] {
    const TempFolder temp;
    write_tree(temp, kOnDisk);
    return snapshot(temp.path());
  }();
  const std::uint64_t least = pages_of(whole);
  std::set<int> codes;
  for (std::uint64_t pages = least; !codes.contains(0); ++pages) {
    REQUIRE(pages < 3 * least);
    if (const auto code = run_on(pages, whole, way)) {
      codes.insert(*code);
    }
  }
  CHECK(codes.contains(3));
}

TEST_CASE("on a disk that gets full a run in place stops, with every original whole") {
  fill(Way::in_place);
}

TEST_CASE("on a disk that gets full a run into a folder stops, with whole outputs alone") {
  fill(Way::into_folder);
}

TEST_CASE("on a disk that gets full a conversion stops, with every original whole or converted") {
  fill(Way::converted);
}

/// Of a picture that is noisy enough to stay large.
std::string photograph(std::uint32_t width) {
  const sample::Bytes bytes = photo(width);
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

TEST_CASE("in place small files make room on a full disk for large ones") {
  if (lacks(Need::root)) {
    return;
  }
  use_own_mounts();
  Contents files{{"large.jpg", photograph(1600)}};
  for (unsigned i = 0; i < 40; ++i) {
    files.emplace(fmt::format("{:02}.jpg", i), photograph(300 + i));
  }
  const TempFolder temp;
  const std::uint64_t spare = 8;
  const Mounted disk("tmpfs", fmt::format("size={}", (pages_of(files) + spare) * kPage), "tmpfs",
                     temp.path());
  for (const auto& [name, bytes] : files) {
    temp.write("in/" + name, bytes);
  }
  REQUIRE(files.at("large.jpg").size() / 4 > spare * kPage);
  const Arguments order{"--json", "--in-place", "in", "--quality", "40"};
  const Ended ended = run_pixherd(order, inside(temp));
  CAPTURE(ended.err);
  CHECK(ended.exit_code == 0);
  CHECK(report_so_far(ended.out).footer.at("totals").at("saved") == files.size());
}

TEST_CASE("a full disk on a part of the tree costs the files there, and no others") {
  if (lacks(Need::root)) {
    return;
  }
  use_own_mounts();
  for (const Way way : {Way::in_place, Way::converted}) {
    CAPTURE(name_of(way));
    const TempFolder temp;
    write_tree(temp, kOnDisk);
    const std::filesystem::path odd = temp / "in/odd";
    const Contents there = snapshot(odd);
    const Mounted disk("tmpfs", fmt::format("size={}", pages_of(there) * kPage), "tmpfs", odd);
    for (const auto& [name, bytes] : there) {
      temp.write("in/odd/" + name, bytes);
    }
    REQUIRE(snapshot(odd) == there);
    const Ended ended = run(command_for(temp, way));
    check_part_failed(ended);
    CHECK(snapshot(odd) == there);
  }
}

}  // namespace
}  // namespace pixherd
