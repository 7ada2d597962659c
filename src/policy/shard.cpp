// SPDX-License-Identifier: Apache-2.0
#include "pixherd/policy/shard.hpp"

#include <algorithm>
#include <functional>
#include <numeric>
#include <queue>
#include <tuple>
#include <utility>

namespace pixherd {
namespace {

bool comes_before(const ShardTask& a, const ShardTask& b) {
  return std::tie(b.cost, a.path, a.root, a.output) < std::tie(a.cost, b.path, b.root, b.output);
}

std::string_view without_extension(std::string_view path) {
  const std::size_t name = path.rfind('/') + 1;  // npos + 1 is the beginning
  const std::size_t dot = path.rfind('.');
  return dot != std::string_view::npos && dot > name ? path.substr(0, dot) : path;
}

/// FNV-1a, and the finaliser of SplitMix64, without which its low bits follow the last letters.
std::uint64_t hash_of(std::string_view bytes) {
  std::uint64_t hash = 0xCBF29CE484222325;
  for (const char byte : bytes) {
    hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001B3;
  }
  hash = (hash ^ (hash >> 30U)) * 0xBF58476D1CE4E5B9;
  hash = (hash ^ (hash >> 27U)) * 0x94D049BB133111EB;
  return hash ^ (hash >> 31U);
}

}  // namespace

std::vector<std::uint32_t> deal_by_cost(std::span<const ShardTask> tasks, std::uint32_t shares) {
  std::vector<std::uint32_t> order(tasks.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(),
            [&](std::uint32_t a, std::uint32_t b) { return comes_before(tasks[a], tasks[b]); });
  using Load = std::pair<std::uint64_t, std::uint32_t>;
  std::priority_queue<Load, std::vector<Load>, std::greater<>> least_loaded;
  for (std::uint32_t share = 0; share < std::max(1U, shares); ++share) {
    least_loaded.emplace(0, share);
  }
  std::vector<std::uint32_t> share_of(tasks.size());
  for (const std::uint32_t task : order) {
    const auto [load, share] = least_loaded.top();
    least_loaded.pop();
    share_of[task] = share;
    least_loaded.emplace(load + tasks[task].cost, share);
  }
  return share_of;
}

std::uint32_t share_of_name(std::string_view path, std::uint32_t shares) {
  return static_cast<std::uint32_t>(hash_of(without_extension(path)) % std::max(1U, shares));
}

}  // namespace pixherd
