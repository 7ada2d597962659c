// SPDX-License-Identifier: Apache-2.0
#include "pixherd/files/rendition_name.hpp"

#include <algorithm>
#include <charconv>
#include <string>

#include "pixherd/files/tree.hpp"

namespace pixherd {
namespace {

void replace_field(std::string& text, std::string_view field, std::string_view value) {
  for (std::size_t at = text.find(field); at != std::string::npos;
       at = text.find(field, at + value.size())) {
    text.replace(at, field.size(), value);
  }
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_small_letter(char c) { return c >= 'a' && c <= 'z'; }

/// Takes `prefix` off `text` where that begins with it.
bool take(std::string_view& text, std::string_view prefix) {
  const bool begins = text.starts_with(prefix);
  text.remove_prefix(begins ? prefix.size() : 0);
  return begins;
}

/// Reads names by a template; fields may have several lengths, of which the longest is tried first.
class NameMatch {
 public:
  explicit NameMatch(const std::vector<std::uint32_t>& widths) {
    for (const std::uint32_t width : widths) {
      widths_.push_back(std::to_string(width));
    }
  }

  bool fits(std::string_view pattern, std::string_view name) {
    if (take(pattern, "{width}")) {
      return std::any_of(widths_.begin(), widths_.end(), [&](const std::string& width) {
        std::string_view rest = name;
        return take(rest, width) && fits(pattern, rest);
      });
    }
    if (take(pattern, "{height}")) {
      return fits_run(pattern, name, is_digit);
    }
    if (take(pattern, "{ext}")) {
      return fits_run(pattern, name, is_small_letter);
    }
    if (take(pattern, "{stem}")) {
      return stem_.empty() ? fits_stem(pattern, name) : take(name, stem_) && fits(pattern, name);
    }
    if (pattern.empty() || name.empty()) {
      return pattern.empty() && name.empty();
    }
    return pattern.front() == name.front() && fits(pattern.substr(1), name.substr(1));
  }

  /// Once a name has fitted.
  [[nodiscard]] std::string_view stem() const { return stem_; }

 private:
  bool fits_run(std::string_view pattern, std::string_view name, bool (*belongs)(char)) {
    const auto end = std::find_if_not(name.begin(), name.end(), belongs);
    for (auto length = static_cast<std::size_t>(end - name.begin()); length > 0; --length) {
      if (fits(pattern, name.substr(length))) {
        return true;
      }
    }
    return false;
  }

  bool fits_stem(std::string_view pattern, std::string_view name) {
    for (std::size_t length = name.size(); length > 0; --length) {
      stem_ = name.substr(0, length);
      if (fits(pattern, name.substr(length))) {
        return true;
      }
    }
    stem_ = {};
    return false;
  }

  std::vector<std::string> widths_;
  std::string_view stem_;
};

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
  NameMatch match(widths);
  return format_of_file_name(name) && match.fits(name_template, name)
             ? std::optional<std::string>(match.stem())
             : std::nullopt;
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
