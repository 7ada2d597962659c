// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "made.hpp"
#include "source.hpp"

namespace pixherd {

/// What is added to the reason for leaving a file alone that was to lose metadata.
constexpr const char* kMetadataStays = "; its metadata stays in it, too";

/// For files that --strip orientation leaves as they are turned.
constexpr const char* kOrientationStays =
    "the orientation tag is kept: without it the picture would be turned";

/// True where a file whose pixels stay as they are has that tag, though it was to go.
inline bool keeps_unwanted_orientation(const Source& source, const TaskSettings& settings) {
  return settings.orientation_unwanted && source.facts.orientation != 1 &&
         settings.output_format(source.facts.format) == source.facts.format;
}

/// Lossless work in the source's own format where not all metadata is to be kept: what is to go is
/// taken out of the file, and what is left optimised as ever. Where something went the result is to
/// be saved whatever its size. ErrorCode::unsupported_format where something is there that cannot
/// be taken out.
Result<Attempted> optimise_with_less_metadata(const Source& source, const TaskSettings& settings);

/// True where metadata is to go and can go, even if nothing else can be done to the file.
bool may_drop_metadata_alone(const Source& source, const TaskSettings& settings);

/// The source without what is to go, to be saved whatever its size; it is made smaller without loss
/// besides, where what went was all that was in the way of that. `otherwise` where nothing had to
/// go, and where nothing can, for what stands behind a JPEG or since pages are unlike: that says
/// why.
Result<Attempted> drop_metadata_alone(const Source& source, const TaskSettings& settings,
                                      Reason otherwise);

/// The source as it is but for metadata that is not to be kept, for an output folder that is to be
/// complete. nullopt where it cannot be taken out. What was to be kept and had to go is noted, and
/// a profile that stays since colours need it.
std::optional<Bytes> copy_with_less_metadata(const Source& source, MetadataSet kept,
                                             std::vector<std::string>& notes);

}  // namespace pixherd
