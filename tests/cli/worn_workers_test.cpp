// SPDX-License-Identifier: Apache-2.0
// Workers that leave after a number of images, or since they keep too much memory.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <limits>

#include "support/catch.hpp"
#include "support/run_pixherd.hpp"

namespace pixherd {
namespace {

void write_tiny_images(const TempFolder& temp, std::size_t count) {
  need_engine();
  const sample::Bytes jpeg = sample::image(ImageFormat::jpeg, {.width = 12, .height = 8});
  for (std::size_t i = 0; i < count; ++i) {
    temp.write(fmt::format("in/{:04}.jpg", i), jpeg);
  }
}

TEST_CASE("thousands of images on workers that leave after seven each are each done once",
          "[slow]") {
  const TempFolder temp;
  constexpr std::size_t kImages = 2000;
  constexpr std::size_t kEach = 7;
  write_tiny_images(temp, kImages);
  Command how = inside(temp);
  how.deadline = std::chrono::seconds(100);
  const Reported done = report_of({"in", "-o", "web", "--long-edge", "6", "--processes", "2",
                                   "--max-images-per-worker", std::to_string(kEach)},
                                  how);
  CHECK(done.ended.exit_code == 0);
  CHECK(done.report.footer.at("totals").at("saved") == kImages);
  CHECK(names_in(temp / "web").size() == kImages);
  const Json pool = pool_of(done);
  CHECK(pool.at("spawns") >= (kImages + kEach - 1) / kEach);
  CHECK(pool.at("spawns") <= pool.at("recycled").get<int>() + 2);
  CHECK(pool.at("recycled") <= kImages / kEach + 1);
  CHECK(pool.at("peak_processes") == 2);
  CHECK(pool.at("replaced") == 0);
}

TEST_CASE("while workers come and go no dead one is left uncollected", "[slow]") {
  const TempFolder temp;
  write_tiny_images(temp, 200);
  Running running({.program = PIXHERD_BINARY,
                   .arguments = {"in", "-o", "web", "--json", "--processes", "2",
                                 "--max-images-per-worker", "3"},
                   .folder = temp.path()});
  std::size_t most = 0;
  running.read_until([&] {
    most = std::max(most, children_of(running.pid()).size());
    return false;
  });
  const Ended ended = running.wait();
  CHECK(ended.exit_code == 0);
  CHECK(parse_report(ended.out).footer.at("stats").at("pool").at("spawns") > 60);
  CHECK(most > 0);
  CHECK(most <= 2);
}

TEST_CASE("the outputs are the same bytes however few images a worker does", "[slow]") {
  const TempFolder temp;
  for (int i = 0; i < 12; ++i) {
    temp.write(fmt::format("in/{:02}.jpg", i), photo(100 + 10 * static_cast<std::uint32_t>(i)));
  }
  report_of({"in", "-o", "web", "--format", "webp"}, inside(temp));
  const auto usual = snapshot(temp / "web");
  for (const int each : {1, 2, 5}) {
    const std::string folder = fmt::format("web{}", each);
    const Reported done = report_of({"in", "-o", folder, "--format", "webp", "--processes", "2",
                                     fmt::format("--max-images-per-worker={}", each)},
                                    inside(temp));
    CHECK((snapshot(temp / folder) == usual));
    CHECK(pool_of(done).at("spawns") >= (12 + each - 1) / each);
    CHECK((each > 1 || pool_of(done).at("warm_hits") == 0));
  }
}

TEST_CASE("a worker that keeps the memory of an image is replaced by a fresh one") {
  const TempFolder temp;
  temp.write("in/a fat one.jpg", photo(320));
  for (int i = 0; i < 29; ++i) {
    temp.write(fmt::format("in/{:02}.jpg", i), photo(300));
  }
  Command how = inside(temp);
  how.deadline = std::chrono::seconds(100);
  how.program = PIXHERD_FAULTY_BINARY;
  how.environment["PIXHERD_FAULT"] = fmt::format("fat:{}", photo(320).size());
  // A budget so small that the least line holds on any machine.
  const Reported done = report_of({"in", "-o", "web", "--format", "webp", "--processes", "1",
                                   "--target-memory-percentage", "0.001"},
                                  how);
  CHECK(done.ended.exit_code == 0);
  CHECK(done.report.footer.at("totals").at("saved") == 30);
  CHECK(pool_of(done).at("recycled") == 1);
  CHECK(pool_of(done).at("spawns") == 2);
  CHECK(pool_of(done).at("replaced") == 0);
}

std::uint64_t resident_bytes(pid_t pid) {
  std::ifstream statm(fmt::format("/proc/{}/statm", pid));
  std::uint64_t size = 0;
  std::uint64_t resident = 0;
  statm >> size >> resident;
  return resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

TEST_CASE("a worker does not grow from one image to the next", "[slow]") {
  const TempFolder temp;
  constexpr std::size_t kImages = 3000;
  for (std::size_t i = 0; i < kImages; ++i) {
    temp.write(fmt::format("in/{:04}.jpg", i), photo(60 + static_cast<std::uint32_t>(i % 8) * 20));
  }
  Running running(
      {.program = PIXHERD_BINARY,
       .arguments = {"in", "-o", "web", "--json", "--processes", "1", "--long-edge", "50"},
       .folder = temp.path(),
       .deadline = std::chrono::seconds(100)});
  struct Sample {
    std::size_t images = 0;
    std::uint64_t resident = 0;
  };
  std::vector<Sample> samples;
  std::size_t counted = 0;
  std::size_t images = 0;
  running.read_until([&] {
    const std::string& out = running.so_far().out;
    images += static_cast<std::size_t>(
        std::count(out.begin() + static_cast<std::ptrdiff_t>(counted), out.end(), '\n'));
    counted = out.size();
    for (const pid_t worker : children_of(running.pid())) {
      samples.push_back({images, resident_bytes(worker)});
    }
    return false;
  });
  const Ended ended = running.wait();
  REQUIRE(parse_report(ended.out).footer.at("totals").at("saved") == kImages);
  // The least of many samples is what the worker holds between two images.
  const auto least = [&](std::size_t from, std::size_t to) {
    std::uint64_t bytes = std::numeric_limits<std::uint64_t>::max();
    for (const Sample& sample : samples) {
      if (sample.images >= from && sample.images < to && sample.resident > 0) {
        bytes = std::min(bytes, sample.resident);
      }
    }
    return bytes;
  };
  const std::uint64_t early = least(400, 1000);
  const std::uint64_t late = least(2400, kImages);
  REQUIRE(early < std::numeric_limits<std::uint64_t>::max());
  REQUIRE(late < std::numeric_limits<std::uint64_t>::max());
  // Two huge pages of heap, which come once and stay; a leak of 3 kB an image would be more.
  constexpr std::uint64_t kMostGrowth = 6'000'000;
  CAPTURE(early, late, samples.size());
  CHECK(late < early + kMostGrowth);
}

}  // namespace
}  // namespace pixherd
