// SPDX-License-Identifier: Apache-2.0
#include "png_rows.hpp"

#include <algorithm>
#include <array>

#include "colour_table.hpp"

namespace pixherd {
namespace {

/// Puts samples behind one another: most significant bit first, each row beginning with a byte of
/// its own.
class SampleWriter {
 public:
  SampleWriter(const PngRaster& raster, const PngForm& form)
      : depth_(form.depth), samples_in_row_(std::size_t{raster.width} * form.channels()) {
    rows_.length = (samples_in_row_ * depth_ + 7) / 8;
    rows_.pixel_bytes = std::max<std::size_t>(1, form.channels() * depth_ / 8);
    rows_.bytes.resize(rows_.length * raster.height);
    at_ = rows_.bytes.data();
  }

  void put(unsigned sample) {
    if (depth_ == 8) {
      *at_++ = static_cast<std::uint8_t>(sample);
    } else if (depth_ == 16) {
      *at_++ = static_cast<std::uint8_t>(sample >> 8U);
      *at_++ = static_cast<std::uint8_t>(sample);
    } else {
      put_bits(sample);
    }
  }
  PngRows take() { return std::move(rows_); }

 private:
  void put_bits(unsigned sample) {
    free_bits_ -= depth_;
    *at_ = static_cast<std::uint8_t>(*at_ | sample << free_bits_);
    if (++in_row_ == samples_in_row_ || free_bits_ == 0) {
      in_row_ = in_row_ == samples_in_row_ ? 0 : in_row_;
      free_bits_ = 8;
      ++at_;
    }
  }

  unsigned depth_;
  std::size_t samples_in_row_;
  PngRows rows_;
  std::uint8_t* at_ = nullptr;
  std::size_t in_row_ = 0;
  unsigned free_bits_ = 8;
};

PngPixel palette_entry(const PngForm& form, std::size_t number) {
  const std::uint8_t* entry = form.palette.data() + 3 * number;
  const std::uint16_t alpha =
      number < form.transparency.size() ? form.transparency[number] : std::uint16_t{0xFF};
  return {entry[0], entry[1], entry[2], alpha};
}

std::optional<PngRows> palette_rows(const PngRaster& raster, const PngForm& form) {
  const std::size_t entries = form.palette.size() / 3;
  if (raster.bits != 8 || entries == 0 || entries > (std::size_t{1} << form.depth)) {
    return std::nullopt;
  }
  ColourTable table;
  std::array<std::uint8_t, kMostPngColours> first{};  // an entry may stand there twice
  for (std::size_t i = 0; i < entries; ++i) {
    const std::size_t known = table.colours().size();
    if (*table.add(palette_entry(form, i)) == known) {
      first[known] = static_cast<std::uint8_t>(i);
    }
  }
  const std::size_t distinct = table.colours().size();
  SampleWriter writer(raster, form);
  PngPixel last = palette_entry(form, 0);
  std::size_t number = 0;
  bool fits = true;
  for_each_pixel(raster, [&](const PngPixel& pixel) {
    if (pixel != last) {
      number = table.add(pixel).value_or(distinct);
      last = pixel;
    }
    fits &= number < distinct;
    writer.put(fits ? first[number] : 0U);
  });
  return fits ? std::optional(writer.take()) : std::nullopt;
}

/// What a sample of fewer than 8 bits is multiplied with when it is shown.
unsigned grey_step(const PngForm& form) {
  return form.depth < 8 ? 255U / ((1U << form.depth) - 1U) : 1U;
}

/// The pixels of the colour that tRNS names are clear, and all others opaque.
class ClearColour {
 public:
  ClearColour(const PngRaster& raster, const PngForm& form) : opaque_(opaque_alpha(raster)) {
    const auto sample = [&](std::size_t i) {
      const std::vector<std::uint8_t>& body = form.transparency;
      return static_cast<std::uint16_t>((body[2 * i] * 256U + body[2 * i + 1]) * grey_step(form));
    };
    if (form.transparency.size() == 2) {
      colour_ = PngPixel{sample(0), sample(0), sample(0), 0};
    } else if (form.transparency.size() == 6) {
      colour_ = PngPixel{sample(0), sample(1), sample(2), 0};
    }
  }
  [[nodiscard]] bool explains(const PngPixel& pixel) const {
    PngPixel clear = pixel;
    clear.alpha = 0;
    const bool named = colour_ && clear == *colour_;
    return pixel.alpha == (named ? 0 : opaque_);
  }

 private:
  std::uint16_t opaque_;
  std::optional<PngPixel> colour_;
};

}  // namespace

std::optional<PngRows> rows_in_form(const PngRaster& raster, const PngForm& form) {
  if (form.colour == PngColour::palette) {
    return palette_rows(raster, form);
  }
  if ((raster.bits > 8) != (form.depth == 16)) {
    return std::nullopt;
  }
  const bool grey = form.colour == PngColour::grey || form.colour == PngColour::grey_alpha;
  const bool alpha = form.colour == PngColour::grey_alpha || form.colour == PngColour::rgb_alpha;
  const ClearColour clear(raster, form);
  const unsigned step = grey_step(form);
  SampleWriter writer(raster, form);
  bool fits = true;
  for_each_pixel(raster, [&](const PngPixel& pixel) {
    fits &= (alpha || clear.explains(pixel)) && pixel.red % step == 0;
    writer.put(pixel.red / step);
    if (!grey) {
      writer.put(pixel.green);
      writer.put(pixel.blue);
    } else {
      fits &= pixel.grey();
    }
    if (alpha) {
      writer.put(pixel.alpha);
    }
  });
  return fits ? std::optional(writer.take()) : std::nullopt;
}

}  // namespace pixherd
