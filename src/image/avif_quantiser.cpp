// SPDX-License-Identifier: Apache-2.0
#include "avif_quantiser.hpp"

#include <map>

#include "pixherd/format/source_facts.hpp"
#include "save.hpp"
#include "vips_handles.hpp"

namespace pixherd {
namespace {

Result<Image> black_square() {
  constexpr int kSide = 64;
  Result<Image> black =
      Operation("black").set("width", kSide).set("height", kSide).set("bands", 3).image();
  if (!black) {
    return black;
  }
  return Operation("copy")
      .set("in", *black)
      .set("interpretation", static_cast<int>(VIPS_INTERPRETATION_sRGB))
      .image();
}

std::uint32_t measured(int quality) {
  const Result<Image> picture = black_square();
  if (!picture) {
    return 0;
  }
  const Result<Bytes> avif =
      save(*picture, {.format = ImageFormat::avif, .quality = quality, .effort = 0});
  const Result<SourceFacts> facts =
      avif ? read_source_facts(*avif, ImageFormat::avif) : avif.error();
  return facts ? facts->avif.quantiser : 0;
}

}  // namespace

std::uint32_t avif_quantiser(int quality) {
  static std::map<int, std::uint32_t> known;
  const auto [entry, is_new] = known.try_emplace(quality, 0);
  if (is_new) {
    entry->second = measured(quality);
  }
  return entry->second;
}

}  // namespace pixherd
