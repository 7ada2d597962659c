// SPDX-License-Identifier: Apache-2.0
#include "pixherd/format/xmp.hpp"

#include <algorithm>
#include <utility>

namespace pixherd {
namespace {

constexpr std::string_view kName = "tiff:Orientation";
constexpr std::string_view kSpace = " \t\r\n";

std::size_t behind_space(std::string_view text, std::size_t at) {
  return std::min(text.find_first_not_of(kSpace, at), text.size());
}

bool is_number(std::string_view text, std::size_t at) {
  return at < text.size() && text[at] >= '1' && text[at] <= '8';
}

/// Where the number stands of the name that ends at `at`: ="6", ='6' or >6<; npos where it is
/// neither, as in the name's closing tag.
std::size_t number_behind(std::string_view text, std::size_t at) {
  at = behind_space(text, at);
  const bool element = at < text.size() && text[at] == '>';
  const bool attribute = at < text.size() && text[at] == '=';
  if (!element && !attribute) {
    return std::string_view::npos;
  }
  at = behind_space(text, at + 1);
  if (attribute) {
    at = behind_space(text, at + 1);  // over the quote
  }
  return is_number(text, at) && !is_number(text, at + 1) ? at : std::string_view::npos;
}

}  // namespace

std::optional<std::string> with_upright_orientation(std::string_view packet) {
  std::string changed(packet);
  for (std::size_t at = packet.find(kName); at != std::string_view::npos;
       at = packet.find(kName, at + kName.size())) {
    const std::size_t number = number_behind(packet, at + kName.size());
    if (number != std::string_view::npos) {
      changed[number] = '1';
    }
  }
  return changed == packet ? std::nullopt : std::optional(std::move(changed));
}

}  // namespace pixherd
