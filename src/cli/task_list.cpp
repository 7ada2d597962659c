// SPDX-License-Identifier: Apache-2.0
#include "pixherd/cli/task_list.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "pixherd/base/text.hpp"
#include "pixherd/files/tree.hpp"

namespace pixherd {
namespace {

using Json = nlohmann::json;

/// What was expected of a value and not found; becomes an Error once its place is known.
struct Unexpected {
  std::string expected;
};

/// All that can be wrong with a value once the text is JSON.
constexpr std::string_view kNumbers = "numbers below 1e308, found a larger one";

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

const Json& member(const Json& object, std::string_view key) {
  static const Json kNull;
  const auto found = object.find(key);
  return found == object.end() ? kNull : *found;
}

const Json& object_member(const Json& object, std::string_view key) {
  const Json& value = member(object, key);
  if (!value.is_null() && !value.is_object()) {
    throw Unexpected{fmt::format("\"{}\" to be an object", key)};
  }
  return value;
}

std::string path_member(const Json& object, std::string_view key) {
  const Json& value = member(object, key);
  if (!value.is_string() || value.get_ref<const std::string&>().empty() ||
      value.get_ref<const std::string&>().find('\0') != std::string::npos) {
    throw Unexpected{fmt::format("\"{}\" to be a path", key)};
  }
  return value.get<std::string>();
}

/// A path whose last name a file can have.
std::string file_member(const Json& object, std::string_view key) {
  std::string path = path_member(object, key);
  const std::string_view name = split_path(path).name;
  if (name.empty() || name == "." || name == "..") {
    throw Unexpected{fmt::format("\"{}\" to be the path of a file", key)};
  }
  return path;
}

/// A number with a fraction of nothing is whole: not every writer of JSON tells the two apart.
std::optional<std::uint64_t> whole(double number, std::uint32_t most) {
  return number >= 1 && number <= most && std::floor(number) >= number
             ? std::optional(static_cast<std::uint64_t>(number))
             : std::nullopt;
}

/// A whole number from 1 to `most`, as a number or as a string of digits; 0 where it is not set.
std::uint32_t number_member(const Json& object, std::string_view key, std::uint32_t most) {
  const Json& value = member(object, key);
  if (value.is_null()) {
    return 0;
  }
  std::optional<std::uint64_t> number;
  if (value.is_number_unsigned()) {
    number = value.get<std::uint64_t>();
  } else if (value.is_number_float()) {
    number = whole(value.get<double>(), most);
  } else if (value.is_string()) {
    const auto& text = value.get_ref<const std::string&>();
    if (text.empty()) {
      return 0;
    }
    number = parse_number(text);
  }
  if (!number || *number == 0 || *number > most) {
    throw Unexpected{fmt::format("\"{}\" to be a whole number from 1 to {}", key, most)};
  }
  return static_cast<std::uint32_t>(*number);
}

std::optional<std::uint8_t> quality_member(const Json& quality, std::string_view key) {
  const std::uint32_t value = number_member(quality, key, 100);
  return value == 0 ? std::nullopt : std::optional(static_cast<std::uint8_t>(value));
}

/// A mode without its number would leave the picture as it is, which nobody asks for that way.
std::uint32_t needed(std::uint32_t pixels, std::string_view keys, std::string_view mode) {
  if (pixels == 0) {
    throw Unexpected{fmt::format("{} beside the \"mode\" {}", keys, mode)};
  }
  return pixels;
}

Resize parse_resize(const Json& object) {
  Resize resize;
  if (object.is_null()) {
    return resize;
  }
  const Json& aspect = member(object, "maintainAspect");
  if (!aspect.is_null() && !aspect.is_boolean()) {
    throw Unexpected{"\"maintainAspect\" to be true or false"};
  }
  const Json& mode = member(object, "mode");
  if (!mode.is_null() && !mode.is_string()) {
    throw Unexpected{"\"mode\" to be a string"};
  }
  const std::string mode_name = mode.is_null() ? "" : mode.get<std::string>();
  const std::uint32_t size = number_member(object, "size", kLongestSide);
  const std::uint32_t width = number_member(object, "width", kLongestSide);
  const std::uint32_t height = number_member(object, "height", kLongestSide);
  if (mode_name == "width") {
    resize.width = needed(size != 0 ? size : width, "\"size\" or \"width\"", mode_name);
  } else if (mode_name == "height") {
    resize.height = needed(size != 0 ? size : height, "\"size\" or \"height\"", mode_name);
  } else if (mode_name == "longest") {
    resize.long_edge = needed(size, "\"size\"", mode_name);
  } else if (mode_name == "shortest") {
    resize.short_edge = needed(size, "\"size\"", mode_name);
  } else if (mode_name.empty()) {
    if (size != 0) {
      throw Unexpected{"\"mode\" to be width, height, longest or shortest beside \"size\""};
    }
    resize.width = width;
    resize.height = height;
    const bool exact = aspect.is_boolean() && !aspect.get<bool>() && width != 0 && height != 0;
    resize.fit = exact ? Fit::fill : Fit::inside;
  } else if (mode_name != "none") {
    throw Unexpected{"\"mode\" to be none, width, height, longest or shortest"};
  }
  return resize;
}

TaskSettings parse_settings(const Json& object) {
  TaskSettings settings;
  if (object.is_null()) {
    return settings;
  }
  if (const Json& quality = object_member(object, "quality"); quality.is_object()) {
    settings.quality.global = quality_member(quality, "global");
    for (const ImageFormat format : kImageFormats) {
      settings.quality.own(format) = quality_member(quality, name(format));
    }
  }
  settings.resize = parse_resize(object_member(object, "resize"));
  const Json& format = member(object, "outputFormat");
  if (!format.is_null() && format != "original") {
    settings.format = format.is_string() ? format_named(format.get<std::string>()) : std::nullopt;
    if (!settings.format) {
      throw Unexpected{"\"outputFormat\" to be original, jpeg, png, webp, avif, gif or tiff"};
    }
  }
  return settings;
}

ListedTask parse_entry(const Json& object) {
  if (!object.is_object()) {
    throw Unexpected{"an object with \"input\", \"output\" and \"settings\""};
  }
  return {path_member(object, "input"), file_member(object, "output"),
          parse_settings(object_member(object, "settings"))};
}

Error broken(std::string_view place, std::string_view expected) {
  return {ErrorCode::usage, fmt::format("task list, {}: expected {}", place, expected)};
}

std::size_t line_of_byte(std::string_view text, std::size_t byte) {
  const auto before = text.substr(0, std::min(byte, text.size()));
  return static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n')) + 1;
}

/// The entry of an array in which reading breaks off, for errors that do not say where they are.
std::size_t entry_that_breaks(std::string_view text) {
  std::size_t whole = 0;
  const auto count = [&](int depth, Json::parse_event_t event, const Json&) {
    using Event = Json::parse_event_t;
    const bool ends =
        event == Event::object_end || event == Event::array_end || event == Event::value;
    whole += depth == 1 && ends ? 1 : 0;
    return true;
  };
  return Json::parse(text, count, false).is_discarded() ? whole + 1 : whole;
}

Result<std::vector<ListedTask>> parse_array(std::string_view text) {
  Json array;
  try {
    array = Json::parse(text);
  } catch (const Json::parse_error& error) {
    const std::size_t byte = error.byte == 0 ? 0 : error.byte - 1;
    return broken(fmt::format("line {}", line_of_byte(text, byte)),
                  "JSON (an array of objects), found something else or the end");
  } catch (const Json::exception&) {
    return broken(fmt::format("entry {}", entry_that_breaks(text)), kNumbers);
  }
  std::vector<ListedTask> tasks;
  for (std::size_t i = 0; i < array.size(); ++i) {
    try {
      tasks.push_back(parse_entry(array[i]));
    } catch (const Unexpected& unexpected) {
      return broken(fmt::format("entry {}", i + 1), unexpected.expected);
    }
  }
  return tasks;
}

Result<std::vector<ListedTask>> parse_lines(std::string_view text) {
  std::vector<ListedTask> tasks;
  std::size_t number = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(text.size(), end + 1));
    ++number;
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) {
      continue;
    }
    const std::string place = fmt::format("line {}", number);
    try {
      tasks.push_back(parse_entry(Json::parse(line)));
    } catch (const Json::parse_error&) {
      return broken(place, "a JSON object with \"input\", \"output\" and \"settings\"");
    } catch (const Json::exception&) {
      return broken(place, kNumbers);
    } catch (const Unexpected& unexpected) {
      return broken(place, unexpected.expected);
    }
  }
  return tasks;
}

}  // namespace

Result<std::vector<ListedTask>> parse_task_list(std::string_view text) {
  if (text.starts_with(kByteOrderMark)) {
    text.remove_prefix(kByteOrderMark.size());
  }
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) {
    return std::vector<ListedTask>();
  }
  return text[first] == '[' ? parse_array(text) : parse_lines(text);
}

}  // namespace pixherd
