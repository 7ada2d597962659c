// SPDX-License-Identifier: Apache-2.0
#include "pixherd/policy/cost_model.hpp"

namespace pixherd {
namespace {

struct FormatRates {
  double pixels_per_byte;  ///< how much picture a byte of such a file stands for
  double decode_seconds;   ///< a pixel
  double encode_seconds;   ///< a pixel
};

/// Orders of magnitude, from the records (`ms`) of runs over the corpus on one server core.
constexpr auto kRates = std::to_array<FormatRates>({
    {4.0, 6e-9, 8e-9},      // JPEG
    {3.0, 12e-9, 50e-9},    // PNG
    {8.0, 12e-9, 60e-9},    // WebP
    {12.0, 20e-9, 200e-9},  // AVIF
    {1.5, 8e-9, 120e-9},    // GIF
    {0.4, 4e-9, 15e-9},     // TIFF
});
static_assert(kRates.size() == kImageFormats.size());

constexpr double kSecondsPerTask = 250e-6;
/// How many tasks' worth of prediction an observation has to talk against.
constexpr double kPriorSeconds = 0.02;
constexpr double kBytesPerPixel = 4;

const FormatRates& rates(ImageFormat format) { return kRates[static_cast<std::size_t>(format)]; }

}  // namespace

double CostModel::prior(ImageFormat input, ImageFormat output, std::uint64_t bytes) {
  const double pixels = static_cast<double>(bytes) * rates(input).pixels_per_byte;
  return kSecondsPerTask + pixels * (rates(input).decode_seconds + rates(output).encode_seconds);
}

const CostModel::Seen& CostModel::seen(ImageFormat input, ImageFormat output) const {
  return seen_[static_cast<std::size_t>(input) * kImageFormats.size() +
               static_cast<std::size_t>(output)];
}

double CostModel::seconds(ImageFormat input, ImageFormat output, std::uint64_t bytes) const {
  const Seen& pair = seen(input, output);
  const double factor = (pair.observed + kPriorSeconds) / (pair.predicted + kPriorSeconds);
  return prior(input, output, bytes) * factor;
}

void CostModel::observe(ImageFormat input, ImageFormat output, std::uint64_t bytes,
                        double seconds) {
  Seen& pair = seen_[static_cast<std::size_t>(input) * kImageFormats.size() +
                     static_cast<std::size_t>(output)];
  pair.observed += seconds;
  pair.predicted += prior(input, output, bytes);
}

std::uint64_t predicted_memory(ImageFormat input, std::uint64_t bytes) {
  const double frame = static_cast<double>(bytes) * rates(input).pixels_per_byte * kBytesPerPixel;
  return 2 * bytes + static_cast<std::uint64_t>(frame);
}

}  // namespace pixherd
