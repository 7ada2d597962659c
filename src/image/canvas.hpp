// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "pixherd/domain/encoder_settings.hpp"
#include "pixherd/domain/resize.hpp"
#include "vips_handles.hpp"

namespace pixherd {

/// Cuts the same part out of every frame that it is given. Where the picture itself says which, the
/// first frame does, and is decoded into memory for it.
class Cut {
 public:
  Cut(PixelSize part, Position position) : part_(part), position_(position) {}
  Result<Image> operator()(const Image& frame);

 private:
  PixelSize part_;
  Position position_;
  std::optional<PixelPlace> place_;
};

/// One frame on a canvas that is at least as large.
Result<Image> lay_on_canvas(const Image& frame, PixelSize canvas, Position position,
                            const Colour& background);

}  // namespace pixherd
