// SPDX-License-Identifier: Apache-2.0
#include "maker_note.hpp"

#include <optional>
#include <string_view>

namespace pixherd::exif {

void drop_place_of_note(Block& block, std::uint64_t details) {
  using namespace std::string_view_literals;
  constexpr std::string_view kPanasonic = "Panasonic\0\0\0"sv;
  const std::optional<Entry> note = block.find(details, kMakerNote);
  if (!note || !block.view().has(note->data, kPanasonic)) {
    return;
  }
  // A directory like EXIF's own, whose offsets count from the same place.
  const std::uint64_t directory = note->data + kPanasonic.size();
  if (block.whole(directory)) {
    // Location, country, state, city, landmark, and the city as some models store it.
    block.drop(directory, {0x67, 0x69, 0x6B, 0x6D, 0x6F, 0x80});
  }
}

}  // namespace pixherd::exif
