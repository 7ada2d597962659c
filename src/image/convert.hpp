// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <variant>

#include "made.hpp"
#include "pixherd/domain/task_settings.hpp"
#include "pixherd/image/verify.hpp"
#include "source.hpp"
#include "vips_handles.hpp"

namespace pixherd {

/// The way of everything that is not lossless: decode (small, where the decoder can), resize, turn
/// upright, cut, colours, lay out, flatten, encode, open again and compare. What the settings allow
/// to be lost is named in the notes; what they do not is the Reason.
Result<Attempted> convert(const Source& source, const TaskSettings& settings);

/// A file that nobody has opened again yet, and what must then be found.
struct Encoded {
  Made made;
  Expected expected;
  Image picture;  ///< as the encoder got it
};
using Encoding = std::variant<Encoded, Reason>;

/// The way up to the encoder's end. Only convert() makes a file of it that may be kept.
Result<Encoding> encode_converted(const Source& source, const TaskSettings& settings);

}  // namespace pixherd
