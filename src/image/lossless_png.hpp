// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "pixherd/domain/encoder_settings.hpp"
#include "pixherd/domain/metadata_set.hpp"
#include "pixherd/format/png_chunks.hpp"
#include "pixherd/image/pixels.hpp"
#include "vips_handles.hpp"

namespace pixherd {

/// These pixels as a PNG that can take over the other chunks of `beside`, with the effort and the
/// interlacing that were asked for. nullopt where there is no such PNG.
std::optional<Bytes> small_png(const Pixels& pixels, const PngChunks& beside,
                               const EncoderSettings& asked);

/// The same for `pixels` of an image, with what the image has to be kept.
std::optional<Bytes> small_png(const Image& image, const Pixels& pixels, MetadataSet kept,
                               const EncoderSettings& asked);

}  // namespace pixherd
