// SPDX-License-Identifier: Apache-2.0
#include "pixherd/image/palette.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace pixherd {
namespace {

using Samples = std::array<double, 4>;

double distance(const Samples& a, const Samples& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    sum += (a[i] - b[i]) * (a[i] - b[i]);
  }
  return sum;
}

/// Ward's measure: by how much the squared error grows.
double cost_of_joining(const PaletteEntry& a, const PaletteEntry& b) {
  return a.pixels * b.pixels / (a.pixels + b.pixels) * distance(a.samples, b.samples);
}

PaletteEntry joined(const PaletteEntry& a, const PaletteEntry& b) {
  PaletteEntry both{{}, a.pixels + b.pixels};
  for (std::size_t i = 0; i < both.samples.size(); ++i) {
    both.samples[i] = (a.samples[i] * a.pixels + b.samples[i] * b.pixels) / both.pixels;
  }
  return both;
}

void join_nearest_pair(Palette& palette) {
  double least = std::numeric_limits<double>::infinity();
  std::size_t first = 0;
  std::size_t second = 1;
  for (std::size_t i = 0; i < palette.size(); ++i) {
    for (std::size_t j = i + 1; j < palette.size(); ++j) {
      const double cost = cost_of_joining(palette[i], palette[j]);
      if (cost < least) {
        least = cost;
        first = i;
        second = j;
      }
    }
  }
  palette[first] = joined(palette[first], palette[second]);
  palette.erase(palette.begin() + static_cast<std::ptrdiff_t>(second));
}

/// A clear pixel has no colour that could be seen.
constexpr double kSeen = 0.5;

const Samples& nearest(const Palette& palette, const Samples& wanted) {
  const auto by_distance = [&](const PaletteEntry& a, const PaletteEntry& b) {
    return distance(a.samples, wanted) < distance(b.samples, wanted);
  };
  return std::min_element(palette.begin(), palette.end(), by_distance)->samples;
}

/// What pixels of this row and the next are to be corrected by; a pixel of room at either end.
class Errors {
 public:
  explicit Errors(std::size_t width) : now_(width + 2), next_(width + 2) {}

  [[nodiscard]] const Samples& at(std::size_t x) const { return now_[x + 1]; }

  void spread(std::size_t x, std::size_t band, double error) {
    now_[x + 2][band] += error * 7 / 16;
    next_[x][band] += error * 3 / 16;
    next_[x + 1][band] += error * 5 / 16;
    next_[x + 2][band] += error * 1 / 16;
  }

  void next_row() {
    now_.swap(next_);
    std::fill(next_.begin(), next_.end(), Samples{});
  }

 private:
  std::vector<Samples> now_;
  std::vector<Samples> next_;
};

}  // namespace

Palette palette_of(std::span<const std::byte> pixels, std::size_t bands) {
  std::map<std::uint32_t, double> counts;
  for (std::size_t at = 0; at + bands <= pixels.size(); at += bands) {
    std::uint32_t key = 0;
    for (std::size_t band = 0; band < 4; ++band) {
      key = key << 8U | (band < bands ? std::to_integer<std::uint32_t>(pixels[at + band]) : 255U);
    }
    counts[key] += 1;
  }
  Palette palette;
  for (const auto& [key, count] : counts) {
    palette.push_back({{static_cast<double>(key >> 24U), static_cast<double>(key >> 16U & 255U),
                        static_cast<double>(key >> 8U & 255U), static_cast<double>(key & 255U)},
                       count});
  }
  return palette;
}

Palette merged(Palette palette, std::size_t most) {
  while (palette.size() > std::max<std::size_t>(most, 1)) {
    join_nearest_pair(palette);
  }
  for (PaletteEntry& entry : palette) {
    for (double& sample : entry.samples) {
      sample = std::round(sample);
    }
  }
  return palette;
}

void map_to(const Palette& palette, std::span<std::byte> pixels, std::size_t width,
            std::size_t bands, double dither) {
  Errors errors(width);
  const std::size_t stride = width * bands;
  for (std::size_t row = 0; row + stride <= pixels.size(); row += stride) {
    for (std::size_t x = 0; x < width; ++x) {
      std::byte* pixel = pixels.data() + row + x * bands;
      Samples wanted{0, 0, 0, 255};
      for (std::size_t band = 0; band < bands; ++band) {
        wanted[band] =
            std::clamp(std::to_integer<int>(pixel[band]) + errors.at(x)[band], 0.0, 255.0);
      }
      const Samples& chosen = nearest(palette, wanted);
      const bool seen = chosen[3] > kSeen;
      for (std::size_t band = 0; band < bands; ++band) {
        errors.spread(x, band, seen ? dither * (wanted[band] - chosen[band]) : 0);
        pixel[band] = static_cast<std::byte>(chosen[band]);
      }
    }
    errors.next_row();
  }
}

}  // namespace pixherd
