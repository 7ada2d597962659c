// SPDX-License-Identifier: Apache-2.0
#include "pixherd/report/timeline.hpp"

#include <algorithm>
#include <utility>

namespace pixherd {
namespace {

using Block = Timeline::Block;

void take_in(Block& block, const Block& next) {
  block.end = std::max(block.end, next.end);
  block.tasks += next.tasks;
  block.failed += next.failed;
  block.name.clear();
}

/// Neighbours that are no longer than so many seconds together.
std::vector<Block> merged(std::vector<Block> lane, double longest) {
  std::vector<Block> blocks;
  for (Block& next : lane) {
    if (!blocks.empty() && next.end - blocks.back().begin <= longest) {
      take_in(blocks.back(), next);
    } else {
      blocks.push_back(std::move(next));
    }
  }
  return blocks;
}

}  // namespace

void Timeline::add(unsigned worker, double begin, double seconds, bool failed,
                   std::string_view name) {
  if (lanes_.size() <= worker) {
    lanes_.resize(worker + std::size_t{1});
  }
  Block block{begin, begin + seconds, 1, failed ? 1U : 0U, std::string(name)};
  end_ = std::max(end_, block.end);
  std::vector<Block>& lane = lanes_[worker];
  // Mostly behind the last one; what was settled late was done before others that were not.
  const auto place =
      std::upper_bound(lane.begin(), lane.end(), block,
                       [](const Block& a, const Block& b) { return a.begin < b.begin; });
  lane.insert(place, std::move(block));
  if (++blocks_ > most_blocks_) {
    merge();
  }
}

/// Two neighbours of a lane are longer than the resolution together, or they were one: half as many
/// blocks are left once the resolution is 4 x lanes x length / most.
void Timeline::merge() {
  constexpr double kFinest = 1e-6;
  const double share = static_cast<double>(lanes_.size()) / static_cast<double>(most_blocks_);
  double next = std::max({resolution_, end_ * share, kFinest});
  do {
    resolution_ = next;
    next *= 2;
    blocks_ = 0;
    for (std::vector<Block>& lane : lanes_) {
      lane = merged(std::move(lane), resolution_);
      blocks_ += lane.size();
    }
  } while (blocks_ > most_blocks_ / 2 && resolution_ < 4 * end_);
}

}  // namespace pixherd
