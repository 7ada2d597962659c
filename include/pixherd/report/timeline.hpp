// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace pixherd {

/// Who did what when, in bounded memory: a block for each task, until there are too many of them.
/// From then on neighbours become one where it is no longer than resolution(), which doubles as
/// often as it must.
class Timeline {
 public:
  struct Block {
    double begin = 0;  ///< seconds since the run began
    double end = 0;
    std::uint32_t tasks = 1;
    std::uint32_t failed = 0;  ///< of them
    std::string name{};        ///< of the one task; empty where there are more
  };
  static constexpr std::size_t kMostBlocks = 8000;

  explicit Timeline(std::size_t most_blocks = kMostBlocks) : most_blocks_(most_blocks) {}

  void add(unsigned worker, double begin, double seconds, bool failed, std::string_view name);

  /// By worker, each in the order of time.
  [[nodiscard]] const std::vector<std::vector<Block>>& lanes() const { return lanes_; }
  /// Seconds; 0 while each task has a block of its own. Idle time that is shorter may be inside a
  /// block.
  [[nodiscard]] double resolution() const { return resolution_; }
  [[nodiscard]] double end() const { return end_; }

 private:
  void merge();

  std::size_t most_blocks_;
  std::size_t blocks_ = 0;
  double resolution_ = 0;
  double end_ = 0;
  std::vector<std::vector<Block>> lanes_;
};

}  // namespace pixherd
