// SPDX-License-Identifier: Apache-2.0
#include "pixherd/files/rendition_name.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <regex>

#include "pixherd/files/tree.hpp"

namespace pixherd {
namespace {

void replace_field(std::string& text, std::string_view field, std::string_view value) {
  for (std::size_t at = text.find(field); at != std::string::npos;
       at = text.find(field, at + value.size())) {
    text.replace(at, field.size(), value);
  }
}

/// The template with everything that means something to a regular expression behind a backslash.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) {
      out += '\\';
    }
    out += c;
  }
  return out;
}

}  // namespace

std::string_view stem_of(std::string_view path) {
  const std::string_view name = split_path(path).name;
  return format_of_file_name(name) ? name.substr(0, name.rfind('.')) : name;
}

std::string rendition_path(std::string_view name_template, std::string_view source, PixelSize size,
                           ImageFormat format) {
  std::string name(name_template);
  replace_field(name, "{width}", std::to_string(size.width));
  replace_field(name, "{height}", std::to_string(size.height));
  replace_field(name, "{ext}", extension(format));
  // Last, since a stem may have braces of its own.
  replace_field(name, "{stem}", stem_of(source));
  return join_path(split_path(source).folder, name);
}

std::optional<std::string> stem_of_rendition(std::string_view name_template, std::string_view name,
                                             const std::vector<std::uint32_t>& widths) {
  std::string pattern = escaped(name_template);
  replace_field(pattern, "\\{width\\}", fmt::format("(?:{})", fmt::join(widths, "|")));
  replace_field(pattern, "\\{height\\}", "[0-9]+");
  replace_field(pattern, "\\{ext\\}", "[a-z]+");
  replace_field(pattern, "\\{stem\\}", "(.+)");
  std::match_results<std::string_view::const_iterator> match;
  const bool fits = !widths.empty() && format_of_file_name(name).has_value() &&
                    std::regex_match(name.begin(), name.end(), match, std::regex(pattern));
  return fits ? std::optional(match[1].str()) : std::nullopt;
}

std::vector<std::uint32_t> widths_named(std::string_view name, std::uint32_t below) {
  constexpr std::string_view kDigits = "0123456789";
  std::vector<std::uint32_t> widths;
  std::size_t end = 0;
  for (std::size_t at = name.find_first_of(kDigits); at != std::string_view::npos;
       at = name.find_first_of(kDigits, end)) {
    end = std::min(name.find_first_not_of(kDigits, at), name.size());
    std::uint32_t width = 0;
    const auto read = std::from_chars(name.data() + at, name.data() + end, width);
    if (read.ec == std::errc() && width < below) {
      widths.push_back(width);
    }
  }
  return widths;
}

}  // namespace pixherd
