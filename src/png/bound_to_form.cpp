// SPDX-License-Identifier: Apache-2.0
#include "pixherd/png/bound_to_form.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace pixherd {
namespace {

/// Red, green and blue, each from 0 to 65535.
using Colour = std::array<unsigned, 3>;
constexpr unsigned kWhole = 65535;

bool is_grey(const PngForm& form) {
  return form.colour == PngColour::grey || form.colour == PngColour::grey_alpha;
}
bool has_alpha(const PngForm& form) {
  return form.colour == PngColour::grey_alpha || form.colour == PngColour::rgb_alpha;
}

/// False for what the specification has no name for.
bool is_known(const PngForm& form) {
  constexpr std::array<std::uint8_t, 5> kDepths{1, 2, 4, 8, 16};
  return form.channels() != 0 &&
         std::find(kDepths.begin(), kDepths.end(), form.depth) != kDepths.end();
}

/// Between neighbouring samples of that depth.
unsigned step_of(const PngForm& form) { return kWhole / ((1U << form.depth) - 1U); }

unsigned byte_at(const Bytes& bytes, std::size_t at) {
  return std::to_integer<unsigned>(bytes[at]);
}

Colour entry(const PngForm& form, std::size_t index) {
  const auto sample = [&](std::size_t part) { return form.palette[3 * index + part] * 257U; };
  return {sample(0), sample(1), sample(2)};
}

std::size_t entries(const PngForm& form) { return form.palette.size() / 3; }

/// An entry that is that colour, and opaque.
std::optional<std::size_t> find_entry(const PngForm& form, const Colour& colour) {
  for (std::size_t index = 0; index < entries(form); ++index) {
    const bool opaque = index >= form.transparency.size() || form.transparency[index] == 0xFF;
    if (opaque && entry(form, index) == colour) {
      return index;
    }
  }
  return std::nullopt;
}

std::optional<Colour> background_of(const BoundToForm& beside) {
  const PngForm& form = beside.form;
  const Bytes& body = beside.background;
  if (form.colour == PngColour::palette) {
    const bool known = body.size() == 1 && byte_at(body, 0) < entries(form);
    return known ? std::optional(entry(form, byte_at(body, 0))) : std::nullopt;
  }
  if (!is_known(form) || body.size() != (is_grey(form) ? 2U : 6U)) {
    return std::nullopt;
  }
  Colour colour{};
  for (std::size_t part = 0; part < colour.size(); ++part) {
    const std::size_t at = is_grey(form) ? 0 : 2 * part;
    colour[part] = (byte_at(body, at) << 8U | byte_at(body, at + 1)) * step_of(form);
    if (colour[part] > kWhole) {
      return std::nullopt;
    }
  }
  return colour;
}

bool is_neutral(const Colour& colour) { return colour[0] == colour[1] && colour[1] == colour[2]; }

/// Of red, green, blue and alpha.
using Bits = std::array<unsigned, 4>;

unsigned most_bits(const PngForm& form) {
  return form.colour == PngColour::palette ? 8 : form.depth;
}

std::optional<Bits> bits_of(const BoundToForm& beside) {
  const PngForm& form = beside.form;
  const Bytes& body = beside.significant_bits;
  const std::size_t colours = is_grey(form) ? 1 : 3;
  if (body.size() != colours + (has_alpha(form) ? 1 : 0)) {
    return std::nullopt;
  }
  Bits bits{};
  for (std::size_t part = 0; part < 3; ++part) {
    bits[part] = byte_at(body, colours == 1 ? 0 : part);
  }
  bits[3] = has_alpha(form) ? byte_at(body, colours) : most_bits(form);
  return bits;
}

}  // namespace

std::optional<Bytes> background_in(const PngForm& to, const BoundToForm& beside) {
  if (speak_alike(to, beside.form)) {
    return beside.background;
  }
  const std::optional<Colour> colour = background_of(beside);
  if (!colour || !is_known(to)) {
    return std::nullopt;
  }
  if (to.colour == PngColour::palette) {
    const auto index = find_entry(to, *colour);
    return index ? std::optional(Bytes{static_cast<std::byte>(*index)}) : std::nullopt;
  }
  if (is_grey(to) && !is_neutral(*colour)) {
    return std::nullopt;
  }
  Bytes body;
  for (std::size_t part = 0; part < (is_grey(to) ? 1U : 3U); ++part) {
    if ((*colour)[part] % step_of(to) != 0) {
      return std::nullopt;
    }
    append_big(body, (*colour)[part] / step_of(to), 2);
  }
  return body;
}

std::optional<Bytes> significant_bits_in(const PngForm& to, const BoundToForm& beside) {
  if (speak_alike(to, beside.form)) {
    return beside.significant_bits;
  }
  const std::optional<Bits> bits = bits_of(beside);
  if (!bits || !is_known(to)) {
    return std::nullopt;
  }
  const auto& [red, green, blue, alpha] = *bits;
  if (is_grey(to) && (red != green || green != blue)) {
    return std::nullopt;
  }
  std::vector<unsigned> told(is_grey(to) ? std::vector{red} : std::vector{red, green, blue});
  if (has_alpha(to)) {
    told.push_back(alpha);
  }
  const auto fits = [&](unsigned count) { return count > 0 && count <= most_bits(to); };
  if (!std::all_of(told.begin(), told.end(), fits)) {
    return std::nullopt;
  }
  Bytes body;
  for (const unsigned count : told) {
    body.push_back(static_cast<std::byte>(count));
  }
  return body;
}

bool make_room(PngForm& form, const BoundToForm& beside) {
  if (speak_alike(form, beside.form)) {
    return true;
  }
  if (beside.histogram ||
      (!beside.significant_bits.empty() && !significant_bits_in(form, beside))) {
    return false;
  }
  if (beside.background.empty() || background_in(form, beside)) {
    return true;
  }
  const std::optional<Colour> colour = background_of(beside);
  if (form.colour != PngColour::palette || !colour || entries(form) >= 1U << form.depth ||
      std::any_of(colour->begin(), colour->end(), [](unsigned part) { return part % 257 != 0; })) {
    return false;
  }
  for (const unsigned part : *colour) {
    form.palette.push_back(static_cast<std::uint8_t>(part / 257));
  }
  return true;
}

}  // namespace pixherd
