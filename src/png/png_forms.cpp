// SPDX-License-Identifier: Apache-2.0
#include "png_forms.hpp"

#include <algorithm>
#include <functional>

namespace pixherd {
namespace {

using Entry = ColourCensus::Entry;

/// The fewest bits that hold these levels of grey just so: a level of 4 bits is a multiple of 17.
std::uint8_t grey_depth(const std::vector<Entry>& levels) {
  for (const auto& [depth, step] : {std::pair{1, 255}, {2, 85}, {4, 17}}) {
    const bool fits = std::all_of(levels.begin(), levels.end(), [step = step](const Entry& level) {
      return level.colour.red % step == 0;
    });
    if (fits) {
      return static_cast<std::uint8_t>(depth);
    }
  }
  return 8;
}

std::uint8_t palette_depth(std::size_t colours) {
  return colours <= 2 ? 1 : colours <= 4 ? 2 : colours <= 16 ? 4 : 8;
}

void put_16_bits(std::vector<std::uint8_t>& out, unsigned value) {
  out.push_back(static_cast<std::uint8_t>(value >> 8U));
  out.push_back(static_cast<std::uint8_t>(value));
}

/// tRNS of the one colour that is clear, in samples of 8 or 16 bits.
std::vector<std::uint8_t> clear_colour(PngColour kind, const PngPixel& key) {
  std::vector<std::uint8_t> out;
  put_16_bits(out, key.red);
  if (kind == PngColour::grey) {
    return out;
  }
  put_16_bits(out, key.green);
  put_16_bits(out, key.blue);
  return out;
}

PngForm form_without_palette(const PngRaster& raster, const ColourCensus& census, bool grey) {
  PngForm form;
  form.depth = raster.bits > 8 ? 16 : 8;
  if (!census.opaque && !census.key) {
    form.colour = grey ? PngColour::grey_alpha : PngColour::rgb_alpha;
    return form;
  }
  form.colour = grey ? PngColour::grey : PngColour::rgb;
  // Pillow does not scale the clear one of so few levels of grey as it scales the pixels.
  if (grey && form.depth == 8 && !census.colours.empty() && !census.key) {
    form.depth = grey_depth(census.colours);
  }
  if (census.key) {
    form.transparency = clear_colour(form.colour, *census.key);
  }
  return form;
}

unsigned luma(const PngPixel& colour) {
  return 299U * colour.red + 587U * colour.green + 114U * colour.blue;
}

bool by_luma(const Entry& a, const Entry& b) {
  return luma(a.colour) != luma(b.colour) ? luma(a.colour) < luma(b.colour)
                                          : a.colour.key() < b.colour.key();
}

bool by_pixels(const Entry& a, const Entry& b) {
  return a.pixels != b.pixels ? a.pixels > b.pixels : a.colour.key() < b.colour.key();
}

PngForm palette_form(std::vector<Entry> entries, bool (*comes_first)(const Entry&, const Entry&)) {
  PngForm form;
  form.colour = PngColour::palette;
  form.depth = palette_depth(entries.size());
  std::sort(entries.begin(), entries.end(), comes_first);
  // tRNS ends with the last entry that is not opaque.
  std::stable_partition(entries.begin(), entries.end(),
                        [](const Entry& entry) { return entry.colour.alpha != 0xFF; });
  for (const Entry& entry : entries) {
    for (const std::uint16_t sample : {entry.colour.red, entry.colour.green, entry.colour.blue}) {
      form.palette.push_back(static_cast<std::uint8_t>(sample));
    }
    if (entry.colour.alpha != 0xFF) {
      form.transparency.push_back(static_cast<std::uint8_t>(entry.colour.alpha));
    }
  }
  return form;
}

}  // namespace

std::vector<PngForm> forms_for(const PngRaster& raster, const PngOptions& options) {
  if (options.bound && options.bound->histogram) {
    return {options.bound->form};
  }
  const ColourCensus census = take_census(raster);
  const bool was_grey = raster.channels < 3;
  const bool grey = options.keeps_kind ? was_grey : census.grey;
  std::vector<PngForm> forms{form_without_palette(raster, census, grey)};
  if (raster.bits == 8 && !census.colours.empty() && !(options.keeps_kind && was_grey)) {
    forms.push_back(palette_form(census.colours, by_luma));
    if (census.colours.size() > 2) {
      forms.push_back(palette_form(census.colours, by_pixels));
    }
  }
  if (options.bound) {
    std::erase_if(forms, [&](PngForm& form) { return !make_room(form, *options.bound); });
    if (forms.empty()) {
      forms.push_back(options.bound->form);
    }
  }
  return forms;
}

}  // namespace pixherd
