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
/// `decoded`, where it is not null, is what decode_once() made of the same source.
Result<Attempted> convert(const Source& source, const TaskSettings& settings,
                          const Image* decoded = nullptr);

/// The pixels for several conversions, the largest of which has these settings; held in memory.
Result<Image> decode_once(const Source& source, const TaskSettings& largest);

/// True where such an output gets all frames or pages of its source.
bool takes_all_frames(const SourceFacts& source, ImageFormat output);

/// A file made of `picture` that may lack some of its metadata: a Reason where nothing may be lost,
/// else a note.
Attempted keep_or_tell(Made made, const Image& picture, const TaskSettings& settings);

/// A file that nobody has opened again yet, and what must then be found.
struct Encoded {
  Made made;
  Expected expected;
  Image picture;  ///< as the encoder got it
};
using Encoding = std::variant<Encoded, Reason>;

/// The way up to the encoder's end. Only convert() makes a file of it that may be kept.
Result<Encoding> encode_converted(const Source& source, const TaskSettings& settings,
                                  const Image* decoded = nullptr);

}  // namespace pixherd
