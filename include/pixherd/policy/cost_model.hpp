// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include "pixherd/domain/image_format.hpp"

namespace pixherd {

/// Predicts what a task costs from what a stat and the magic bytes tell: its formats and its size
/// in bytes. Starts from rates measured on photographs and corrects them, for each pair of formats
/// on its own, as results come in.
class CostModel {
 public:
  /// Seconds of one processor. Always above 0.
  [[nodiscard]] double seconds(ImageFormat input, ImageFormat output, std::uint64_t bytes) const;

  /// Learns that such a task took `seconds`. Factor of a pair = sum of observed / sum of
  /// predicted, the prediction counted in once more with the weight of a few tasks, so that one
  /// odd file does not overturn it.
  void observe(ImageFormat input, ImageFormat output, std::uint64_t bytes, double seconds);

 private:
  struct Seen {
    double observed = 0;
    double predicted = 0;
  };
  [[nodiscard]] const Seen& seen(ImageFormat input, ImageFormat output) const;
  [[nodiscard]] static double prior(ImageFormat input, ImageFormat output, std::uint64_t bytes);

  std::array<Seen, kImageFormats.size() * kImageFormats.size()> seen_{};
};

/// Bytes that a task is expected to need while it is worked on: the file, its result and a decoded
/// frame. A guess for planning; a worker asks for what the header says.
std::uint64_t predicted_memory(ImageFormat input, std::uint64_t bytes);

}  // namespace pixherd
