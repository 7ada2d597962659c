// SPDX-License-Identifier: Apache-2.0
#include "colour_census.hpp"

#include <algorithm>

#include "colour_table.hpp"

namespace pixherd {
namespace {

/// Counts colours until there are too many for a palette.
class ColourCounter {
 public:
  void count(const PngPixel& pixel) {
    if (too_many_) {
      return;
    }
    if (pixel == last_ && !pixels_.empty()) {
      ++pixels_[number_];
      return;
    }
    const std::optional<std::size_t> number = table_.add(pixel);
    if (!number) {
      too_many_ = true;
      return;
    }
    pixels_.resize(table_.colours().size());
    ++pixels_[*number];
    number_ = *number;
    last_ = pixel;
  }

  [[nodiscard]] std::vector<ColourCensus::Entry> entries() const {
    std::vector<ColourCensus::Entry> entries;
    for (std::size_t i = 0; !too_many_ && i < pixels_.size(); ++i) {
      entries.push_back({table_.colours()[i], pixels_[i]});
    }
    return entries;
  }

 private:
  ColourTable table_;
  std::vector<std::uint64_t> pixels_;
  PngPixel last_;
  std::size_t number_ = 0;
  bool too_many_ = false;
};

/// The pixels that are wholly clear, and whether one colour can stand for them.
struct Clear {
  std::optional<PngPixel> colour;
  bool one_colour = true;
  bool all_or_nothing = true;

  void note(const PngPixel& pixel, std::uint16_t opaque) {
    if (pixel.alpha == opaque) {
      return;
    }
    all_or_nothing &= pixel.alpha == 0;
    one_colour &= !colour || *colour == pixel;
    colour = pixel;
  }
};

bool is_seen(const PngRaster& raster, PngPixel colour) {
  colour.alpha = opaque_alpha(raster);
  bool seen = false;
  for_each_pixel(raster, [&](const PngPixel& pixel) { seen |= pixel == colour; });
  return seen;
}

}  // namespace

ColourCensus take_census(const PngRaster& raster) {
  ColourCensus census;
  ColourCounter counter;
  Clear clear;
  const std::uint16_t opaque = opaque_alpha(raster);
  for_each_pixel(raster, [&](const PngPixel& pixel) {
    census.grey &= pixel.grey();
    clear.note(pixel, opaque);
    counter.count(pixel);
  });
  census.opaque = !clear.colour;
  census.colours = counter.entries();
  if (clear.colour && clear.one_colour && clear.all_or_nothing && !is_seen(raster, *clear.colour)) {
    census.key = clear.colour;
  }
  return census;
}

}  // namespace pixherd
