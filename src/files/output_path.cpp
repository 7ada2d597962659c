// SPDX-License-Identifier: Apache-2.0
#include "pixherd/files/output_path.hpp"

#include <algorithm>
#include <numeric>

namespace pixherd {
namespace {

/// Where the extension's dot is, where the name has an extension of an image format.
std::optional<std::size_t> extension_dot(std::string_view path) {
  return format_of_file_name(path) ? std::optional(path.rfind('.')) : std::nullopt;
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
