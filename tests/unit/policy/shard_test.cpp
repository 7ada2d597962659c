// SPDX-License-Identifier: Apache-2.0
#include "pixherd/policy/shard.hpp"

#include <algorithm>
#include <map>
#include <string>

#include "support/catch.hpp"
#include "support/grid.hpp"
#include "support/random.hpp"

namespace pixherd {
namespace {

/// Tasks, and the paths that they point to.
struct Folder {
  std::vector<std::string> paths;
  std::vector<ShardTask> tasks;
};

Folder folder_of(std::uint32_t count, std::uint32_t seed) {
  Folder folder;
  const auto costs = skewed_costs(count, 1.0, seed);
  for (std::uint32_t i = 0; i < count; ++i) {
    folder.paths.push_back("album" + std::to_string(i % 7) + "/" + std::to_string(i) + ".jpg");
  }
  for (std::uint32_t i = 0; i < count; ++i) {
    // Some cost the same, so that their paths decide.
    const std::uint64_t cost = costs[i].bytes / 50'000 * 2'500;
    folder.tasks.push_back({folder.paths[i], 0, {}, cost});
  }
  return folder;
}

std::vector<std::uint64_t> loads_of(const Folder& folder, const std::vector<std::uint32_t>& shares,
                                    std::uint32_t count) {
  std::vector<std::uint64_t> loads(count);
  for (std::size_t i = 0; i < shares.size(); ++i) {
    REQUIRE(shares[i] < count);
    loads[shares[i]] += folder.tasks[i].cost;
  }
  return loads;
}

TEST_CASE("every task is in one share, and shares differ by the most expensive task at most") {
  for (const std::uint32_t tasks : kTaskCounts) {
    for (const std::uint32_t count : {1U, 2U, 3U, 5U, 64U}) {
      CAPTURE(tasks, count);
      const Folder folder = folder_of(tasks, tasks + count);
      const auto shares = deal_by_cost(folder.tasks, count);
      REQUIRE(shares.size() == tasks);
      const auto loads = loads_of(folder, shares, count);
      std::uint64_t most = 0;
      for (const ShardTask& task : folder.tasks) {
        most = std::max(most, task.cost);
      }
      const auto [least, largest] = std::minmax_element(loads.begin(), loads.end());
      CHECK(*largest - *least <= most);
    }
  }
}

TEST_CASE("shares are the same in whatever order a machine finds the tasks") {
  Folder folder = folder_of(1000, 3);
  const auto by_path = [&] {
    const auto shares = deal_by_cost(folder.tasks, 5);
    std::map<std::string, std::uint32_t> found;
    for (std::size_t i = 0; i < shares.size(); ++i) {
      found[std::string(folder.tasks[i].path)] = shares[i];
    }
    return found;
  };
  const auto first = by_path();
  for (std::uint32_t seed = 1; seed <= 10; ++seed) {
    Random random(seed);
    std::shuffle(folder.tasks.begin(), folder.tasks.end(), random);
    CHECK(by_path() == first);
  }
}

TEST_CASE("shares are those that other machines, and later versions, work out") {
  const std::vector<ShardTask> tasks{{"b.jpg", 0, {}, 50}, {"a.jpg", 0, {}, 50},
                                     {"c.jpg", 0, {}, 90}, {"d.jpg", 0, {}, 10},
                                     {"a.jpg", 1, {}, 50}, {"a.jpg", 0, "x", 50}};
  CHECK(deal_by_cost(tasks, 2) == std::vector<std::uint32_t>{1, 1, 0, 0, 0, 1});
  CHECK(share_of_name("album/a.jpg", 1000) == 505);
  CHECK(share_of_name("", 1000) == 203);
}

TEST_CASE("a share by name outlives another extension, and nothing but that") {
  CHECK(share_of_name("a/b.png", 1000) == share_of_name("a/b.webp", 1000));
  CHECK(share_of_name("a/b", 1000) == share_of_name("a/b.webp", 1000));
  CHECK(share_of_name("a.d/b", 1000) != share_of_name("a", 1000));
  CHECK(share_of_name(".png", 1000) != share_of_name(".jpg", 1000));
  CHECK(share_of_name("a/.png", 1000) != share_of_name("a/.jpg", 1000));
}

TEST_CASE("shares by name have about as many tasks each") {
  for (const std::uint32_t count : {2U, 3U, 5U, 10U}) {
    std::vector<unsigned> sizes(count);
    constexpr unsigned kTasks = 10'000;
    for (unsigned i = 0; i < kTasks; ++i) {
      ++sizes.at(share_of_name("holiday/IMG_" + std::to_string(i) + ".JPG", count));
    }
    for (const unsigned size : sizes) {
      CAPTURE(count, size);
      CHECK(size > kTasks / count * 9 / 10);
      CHECK(size < kTasks / count * 11 / 10);
    }
  }
}

}  // namespace
}  // namespace pixherd
