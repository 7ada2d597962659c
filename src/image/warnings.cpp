// SPDX-License-Identifier: Apache-2.0
#include "pixherd/image/warnings.hpp"

#include <algorithm>
#include <array>

namespace pixherd {
namespace {

/// As libjpeg's own words are prefixed where libvips, already reading the next picture or none,
/// could no longer fail.
constexpr std::string_view kBehindJpeg = "VipsJpeg:";

constexpr std::array<std::string_view, 8> kOnMetadata{"EXIF",
                                                      "exif",
                                                      "IPTC",
                                                      "XMP",
                                                      "resolution unit",
                                                      "bad resolution",
                                                      "ICC profile",
                                                      "profile incompatible with image"};

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// libpng names the chunk first; a small letter marks those that are not the picture. tRNS is
/// marked so, but holds the transparency.
bool is_on_ancillary_chunk(std::string_view message) {
  constexpr std::size_t kName = 4;
  return message.size() > kName && message[kName] == ':' && message[0] >= 'a' &&
         message[0] <= 'z' && std::all_of(message.begin(), message.begin() + kName, is_letter) &&
         !message.starts_with("tRNS");
}

}  // namespace

WarningWeight weigh_warning(std::string_view message) {
  if (message.starts_with(kBehindJpeg)) {
    return WarningWeight::damage;
  }
  const bool known = std::any_of(
      kOnMetadata.begin(), kOnMetadata.end(),
      [&](std::string_view words) { return message.find(words) != std::string_view::npos; });
  return known || is_on_ancillary_chunk(message) ? WarningWeight::metadata : WarningWeight::unclear;
}

bool drops_profile(std::string_view message) { return message.starts_with("iCCP:"); }

}  // namespace pixherd
