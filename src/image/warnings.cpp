// SPDX-License-Identifier: Apache-2.0
#include "pixherd/image/warnings.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace pixherd {
namespace {

/// As libjpeg's own words are prefixed where libvips, already reading the next picture or none,
/// could no longer fail.
constexpr std::string_view kBehindJpeg = "VipsJpeg:";

constexpr std::array<std::string_view, 9> kOnMetadata{"EXIF",
                                                      "exif",
                                                      "IPTC",
                                                      "XMP",
                                                      "resolution unit",
                                                      "bad resolution",
                                                      "ICC profile",
                                                      "profile incompatible with image",
                                                      "profile does not support"};

/// libtiff's on a whole directory, or on a coding of old that it reads as well.
constexpr std::array<std::string_view, 3> kOnWholeTiff{
    "tags are not sorted in ascending order", "Unknown field with tag", "Old-style LZW codes"};

/// Tags that no pixel hangs on, by libtiff's names.
constexpr std::array<std::string_view, 18> kDescribingTags{
    "Artist",        "Copyright",        "DateTime",       "DocumentName", "HalftoneHints",
    "HostComputer",  "ImageDescription", "Make",           "Model",        "PageName",
    "PageNumber",    "Photoshop",        "ResolutionUnit", "RichTIFFIPTC", "Software",
    "TargetPrinter", "XResolution",      "YResolution"};

/// libtiff names a tag in quotes.
bool is_on_describing_tag(std::string_view message) {
  const std::size_t opening = message.find('"');
  if (opening == std::string_view::npos) {
    return false;
  }
  const std::string_view name =
      message.substr(opening + 1, message.find('"', opening + 1) - opening - 1);
  return std::find(kDescribingTags.begin(), kDescribingTags.end(), name) != kDescribingTags.end();
}

bool holds_any(std::string_view message, std::span<const std::string_view> words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
    return message.find(word) != std::string_view::npos;
  });
}

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
  const bool beside_pixels = holds_any(message, kOnMetadata) || is_on_ancillary_chunk(message) ||
                             holds_any(message, kOnWholeTiff) || is_on_describing_tag(message);
  return beside_pixels ? WarningWeight::metadata : WarningWeight::unclear;
}

bool drops_profile(std::string_view message) { return message.starts_with("iCCP:"); }

}  // namespace pixherd
