// SPDX-License-Identifier: Apache-2.0
#include "pixherd/files/output_path.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "pixherd/base/text.hpp"
#include "pixherd/files/rendition_name.hpp"

namespace pixherd {
namespace {

/// Where the extension's dot is, where the name has an extension of an image format.
std::optional<std::size_t> extension_dot(std::string_view path) {
  return format_of_file_name(path) ? std::optional(path.rfind('.')) : std::nullopt;
}

/// The stem alone, and with every extension in the cases that cameras and people write.
std::vector<std::string> with_any_extension(const std::string& stem) {
  std::vector<std::string> names{stem};
  for (const std::string_view extension : extensions()) {
    names.push_back(fmt::format("{}.{}", stem, extension));
    names.push_back(fmt::format("{}.{}", stem, upper_case(extension)));
  }
  return names;
}

}  // namespace

std::string with_extension_for(std::string_view path, ImageFormat format) {
  const auto dot = extension_dot(path);
  if (dot && format_of_file_name(path) == format) {
    return std::string(path);
  }
  std::string out(path.substr(0, dot.value_or(path.size())));
  out += '.';
  out += extension(format);
  return out;
}

std::string with_suffix(std::string_view path, std::string_view suffix) {
  if (suffix.empty()) {
    return std::string(path);
  }
  const std::size_t dot = extension_dot(path).value_or(path.size());
  return std::string(path.substr(0, dot)).append(suffix).append(path.substr(dot));
}

std::string output_path(std::string_view path, const OutputNaming& naming) {
  return with_suffix(naming.format ? with_extension_for(path, *naming.format) : std::string(path),
                     naming.suffix);
}

std::vector<std::string> possible_sources(std::string_view name, const OutputNaming& naming) {
  if (!naming.name_template.empty()) {
    const auto rendered = stem_of_rendition(naming.name_template, name, naming.widths);
    return rendered ? with_any_extension(*rendered) : std::vector<std::string>();
  }
  const std::size_t dot = extension_dot(name).value_or(name.size());
  const std::string_view stem = name.substr(0, dot);
  if (naming.suffix.empty() || !stem.ends_with(naming.suffix) ||
      stem.size() == naming.suffix.size()) {
    return {};
  }
  const std::string own(stem.substr(0, stem.size() - naming.suffix.size()));
  std::vector<std::string> sources{own + std::string(name.substr(dot))};
  if (naming.format) {
    const std::vector<std::string> others = with_any_extension(own);
    sources.insert(sources.end(), others.begin(), others.end());
  }
  // A source of another format than is asked for makes another name.
  std::erase_if(sources, [&](const std::string& source) {
    return output_path(source, naming) != name && with_suffix(source, naming.suffix) != name;
  });
  return sources;
}

std::optional<Collision> find_collision(const std::vector<std::string>& outputs) {
  std::vector<std::size_t> by_name(outputs.size());
  std::iota(by_name.begin(), by_name.end(), std::size_t{0});
  std::sort(by_name.begin(), by_name.end(), [&](std::size_t a, std::size_t b) {
    const int order = outputs[a].compare(outputs[b]);
    return order != 0 ? order < 0 : a < b;
  });
  for (std::size_t i = 1; i < by_name.size(); ++i) {
    if (outputs[by_name[i - 1]] == outputs[by_name[i]]) {
      return Collision{by_name[i - 1], by_name[i]};
    }
  }
  return std::nullopt;
}

}  // namespace pixherd
