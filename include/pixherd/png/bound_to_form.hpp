// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>

#include "pixherd/base/bytes.hpp"
#include "pixherd/png/png_form.hpp"

namespace pixherd {

/// What stands beside a PNG's picture and speaks in the samples of its form: the bodies of chunks
/// (PNG Specification, third edition, 11.3). Empty where there is no such chunk.
struct BoundToForm {
  PngForm form;
  Bytes background = {};        ///< bKGD: the colour to be shown behind the picture
  Bytes significant_bits = {};  ///< sBIT: how many bits of a sample come from the original
  bool histogram = false;       ///< hIST, which holds for one palette and no other
};

/// The same said of a picture in the form `to`; nullopt where it cannot be said there. Pure.
std::optional<Bytes> background_in(const PngForm& to, const BoundToForm& beside);
std::optional<Bytes> significant_bits_in(const PngForm& to, const BoundToForm& beside);

/// True where `form` has a place for all of it; a palette with room for one more colour is given
/// that of the background.
bool make_room(PngForm& form, const BoundToForm& beside);

}  // namespace pixherd
