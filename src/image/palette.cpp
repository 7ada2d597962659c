// SPDX-License-Identifier: Apache-2.0
#include "pixherd/image/palette.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace pixherd {
namespace {

using Samples = std::array<double, 4>;

constexpr double kFullAlpha = 255;

/// As it is seen: a colour counts for as much as its alpha shows of it, and clear has none.
Samples premultiplied(const Samples& plain) {
  const double shown = plain[3] / kFullAlpha;
  return {plain[0] * shown, plain[1] * shown, plain[2] * shown, plain[3]};
}

double square(double number) { return number * number; }

/// How unlike two premultiplied colours look, on black or on white, whichever is worse, and in
/// alpha itself.
double distance(const Samples& a, const Samples& b) {
  const double alpha = a[3] - b[3];
  double sum = square(alpha);
  for (std::size_t i = 0; i < 3; ++i) {
    const double on_black = a[i] - b[i];
    sum += std::max(square(on_black), square(on_black - alpha));
  }
  return sum;
}

enum class Opacity { clear, soft, opaque };

Opacity opacity_of(const Samples& samples) {
  return samples[3] <= 0            ? Opacity::clear
         : samples[3] >= kFullAlpha ? Opacity::opaque
                                    : Opacity::soft;
}

bool one_is(Opacity wanted, const PaletteEntry& a, const PaletteEntry& b) {
  return opacity_of(a.samples) == wanted || opacity_of(b.samples) == wanted;
}

/// Of premultiplied ones. What is opaque or clear stays so, whatever soft colour it takes in.
PaletteEntry joined(const PaletteEntry& a, const PaletteEntry& b) {
  PaletteEntry both{{}, a.pixels + b.pixels};
  for (std::size_t i = 0; i < both.samples.size(); ++i) {
    both.samples[i] = (a.samples[i] * a.pixels + b.samples[i] * b.pixels) / both.pixels;
  }
  if (one_is(Opacity::opaque, a, b)) {
    const double factor = kFullAlpha / both.samples[3];
    for (double& sample : both.samples) {
      sample *= factor;
    }
    both.samples[3] = kFullAlpha;
  } else if (one_is(Opacity::clear, a, b)) {
    both.samples = {};
  }
  return both;
}

/// Ward's measure: by how much the squared error grows. What is clear and what is opaque are not to
/// become one.
double cost_of_joining(const PaletteEntry& a, const PaletteEntry& b) {
  if (opacity_of(a.samples) == opacity_of(b.samples)) {
    return a.pixels * b.pixels / (a.pixels + b.pixels) * distance(a.samples, b.samples);
  }
  if (!one_is(Opacity::soft, a, b)) {
    return std::numeric_limits<double>::infinity();
  }
  const Samples both = joined(a, b).samples;
  return a.pixels * distance(a.samples, both) + b.pixels * distance(b.samples, both);
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

/// In whole numbers, and as opaque as it was.
Samples stored(const Samples& seen) {
  Samples plain{0, 0, 0, seen[3]};
  const Opacity opacity = opacity_of(seen);
  if (opacity == Opacity::clear) {
    return plain;
  }
  for (std::size_t i = 0; i < 3; ++i) {
    plain[i] = std::round(std::min(seen[i] / seen[3], 1.0) * kFullAlpha);
  }
  if (opacity == Opacity::soft) {
    plain[3] = std::clamp(std::round(seen[3]), 1.0, kFullAlpha - 1);
  }
  return plain;
}

/// A palette to choose from, what is most opaque last.
class Choice {
 public:
  explicit Choice(const Palette& palette) {
    for (const PaletteEntry& entry : palette) {
      entries_.push_back({premultiplied(entry.samples), entry.samples});
    }
    const auto by_alpha = [](const Entry& a, const Entry& b) { return a.seen[3] < b.seen[3]; };
    std::stable_sort(entries_.begin(), entries_.end(), by_alpha);
    const auto lets_through = [](const Entry& entry) {
      return opacity_of(entry.seen) != Opacity::opaque;
    };
    const auto opaque = std::find_if_not(entries_.begin(), entries_.end(), lets_through);
    opaque_from_ = static_cast<std::size_t>(opaque - entries_.begin());
  }

  struct Entry {
    Samples seen;
    Samples plain;
  };

  /// Clear pixels stay clear and opaque ones opaque, where the palette lets them.
  [[nodiscard]] const Entry& nearest(const Samples& wanted, Opacity opacity) const {
    if (opacity == Opacity::clear && opacity_of(entries_.front().seen) == Opacity::clear) {
      return entries_.front();
    }
    const bool among_opaque = opacity == Opacity::opaque && opaque_from_ < entries_.size();
    std::size_t best = among_opaque ? opaque_from_ : 0;
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t i = best; i < entries_.size(); ++i) {
      const double unlike = distance(entries_[i].seen, wanted);
      if (unlike < least) {
        least = unlike;
        best = i;
      }
    }
    return entries_[best];
  }

 private:
  std::vector<Entry> entries_;
  std::size_t opaque_from_ = 0;  ///< no less than their number where none is
};

/// What pixels of this row and the next are to be corrected by; a pixel of room at either end.
class Errors {
 public:
  explicit Errors(std::size_t width) : now_(width + 2), next_(width + 2) {}

  [[nodiscard]] const Samples& at(std::size_t x) const { return now_[x + 1]; }

  void spread(std::size_t x, const Samples& wanted, const Samples& chosen, double dither) {
    for (std::size_t band = 0; band < wanted.size(); ++band) {
      const double error = dither * (wanted[band] - chosen[band]);
      now_[x + 2][band] += error * 7 / 16;
      next_[x][band] += error * 3 / 16;
      next_[x + 1][band] += error * 5 / 16;
      next_[x + 2][band] += error * 1 / 16;
    }
  }

  void next_row() {
    now_.swap(next_);
    std::fill(next_.begin(), next_.end(), Samples{});
  }

 private:
  std::vector<Samples> now_;
  std::vector<Samples> next_;
};

/// What a premultiplied pixel is to be, within what there can be. Only soft alpha is corrected.
Samples corrected(Samples seen, const Samples& error) {
  if (opacity_of(seen) == Opacity::soft) {
    seen[3] = std::clamp(seen[3] + error[3], 0.0, kFullAlpha);
  }
  for (std::size_t i = 0; i < 3; ++i) {
    seen[i] = std::clamp(seen[i] + error[i], 0.0, seen[3]);
  }
  return seen;
}

}  // namespace

std::optional<Palette> palette_within(std::span<const std::byte> pixels, std::size_t bands,
                                      std::size_t most) {
  std::map<std::uint32_t, double> counts;
  auto last = counts.end();
  for (std::size_t at = 0; at + bands <= pixels.size(); at += bands) {
    std::uint32_t key = 0;
    for (std::size_t band = 0; band < 4; ++band) {
      key = key << 8U | (band < bands ? std::to_integer<std::uint32_t>(pixels[at + band]) : 255U);
    }
    key = (key & 255U) == 0 ? 0 : key;
    if (last == counts.end() || last->first != key) {
      last = counts.try_emplace(key, 0).first;
      if (counts.size() > most) {
        return std::nullopt;
      }
    }
    last->second += 1;
  }
  Palette palette;
  for (const auto& [key, count] : counts) {
    palette.push_back({{static_cast<double>(key >> 24U), static_cast<double>(key >> 16U & 255U),
                        static_cast<double>(key >> 8U & 255U), static_cast<double>(key & 255U)},
                       count});
  }
  return palette;
}

Palette palette_of(std::span<const std::byte> pixels, std::size_t bands) {
  return *palette_within(pixels, bands, std::numeric_limits<std::size_t>::max());
}

Palette merged(Palette palette, std::size_t most) {
  for (PaletteEntry& entry : palette) {
    entry.samples = premultiplied(entry.samples);
  }
  while (palette.size() > std::max<std::size_t>(most, 1)) {
    join_nearest_pair(palette);
  }
  for (PaletteEntry& entry : palette) {
    entry.samples = stored(entry.samples);
  }
  return palette;
}

void map_to(const Palette& palette, std::span<std::byte> pixels, std::size_t width,
            std::size_t bands, double dither) {
  const Choice choice(palette);
  Errors errors(width);
  const std::size_t stride = width * bands;
  for (std::size_t row = 0; row + stride <= pixels.size(); row += stride) {
    for (std::size_t x = 0; x < width; ++x) {
      std::byte* pixel = pixels.data() + row + x * bands;
      Samples plain{0, 0, 0, kFullAlpha};
      for (std::size_t band = 0; band < bands; ++band) {
        plain[band] = std::to_integer<int>(pixel[band]);
      }
      const Opacity opacity = opacity_of(plain);
      const Samples wanted = corrected(premultiplied(plain), errors.at(x));
      const Choice::Entry& chosen = choice.nearest(wanted, opacity);
      for (std::size_t band = 0; band < bands; ++band) {
        pixel[band] = static_cast<std::byte>(chosen.plain[band]);
      }
      if (opacity != Opacity::clear) {
        errors.spread(x, wanted, chosen.seen, dither);
      }
    }
    errors.next_row();
  }
}

}  // namespace pixherd
