// SPDX-License-Identifier: Apache-2.0
#include "exif_details.hpp"

#include "maker_note.hpp"
#include "pixherd/format/exif.hpp"

namespace pixherd::exif {

std::set<std::uint32_t> unwanted_tags(MetadataSet kept) {
  std::set<std::uint32_t> tags;
  if (!kept.contains(MetadataKind::gps)) {
    tags.insert(kGpsDirectory);
  }
  if (drops_copyright(kept)) {
    tags.insert(kCopyrightTags.begin(), kCopyrightTags.end());
    tags.insert(kCameraOwner);
  }
  return tags;
}

void drop_unwanted_details(Block& block, std::uint64_t directory, MetadataSet kept) {
  const auto details = block.below(directory, kExifDirectory);
  if (!details) {
    return;
  }
  block.drop(*details, unwanted_tags(kept));
  if (!kept.contains(MetadataKind::gps)) {
    drop_place_of_note(block, *details);
  }
  if (!block.whole(*details)) {
    block.drop(directory, {kExifDirectory});
  }
}

}  // namespace pixherd::exif
