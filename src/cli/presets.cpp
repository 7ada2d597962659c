// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "layers.hpp"
#include "suggestion.hpp"
#include "usage_error.hpp"

namespace pixherd {
namespace {

struct Preset {
  const char* name;
  std::vector<std::pair<const char*, std::vector<std::string>>> settings;
};

/// Qualities stand by format, since the same number means other things to each: AVIF at 50 looks
/// like JPEG at 80.
const std::vector<Preset>& presets() {
  static const std::vector<Preset> kPresets{
      {"web",
       {{"long-edge", {"1920"}},
        {"jpeg-quality", {"80"}},
        {"webp-quality", {"80"}},
        {"avif-quality", {"50"}},
        {"keep", {"icc", "copyright"}}}},
      {"thumbnail",
       {{"long-edge", {"320"}},
        {"jpeg-quality", {"75"}},
        {"webp-quality", {"75"}},
        {"avif-quality", {"45"}},
        {"keep", {"none"}}}},
      {"archive",
       {{"lossless", {"true"}},
        {"keep", {"all"}},
        {"verify", {"full"}},
        {"preserve-times", {"true"}}}},
      {"email",
       {{"long-edge", {"1600"}},
        {"jpeg-quality", {"75"}},
        {"webp-quality", {"75"}},
        {"avif-quality", {"45"}},
        {"keep", {"icc"}}}},
  };
  return kPresets;
}

}  // namespace

std::vector<std::string> preset_names() {
  std::vector<std::string> names;
  for (const Preset& preset : presets()) {
    names.emplace_back(preset.name);
  }
  return names;
}

Layer layer_of_preset(const Setting& named) {
  const std::string& name = named.values.front();
  const auto found = std::find_if(presets().begin(), presets().end(),
                                  [&](const Preset& preset) { return name == preset.name; });
  if (found == presets().end()) {
    const auto names = preset_names();
    throw UsageError{fmt::format("{}: --preset {}: there are {}{}", named.source, name,
                                 fmt::join(names, ", "), did_you_mean(name, names))};
  }
  Layer layer;
  for (const auto& [key, values] : found->settings) {
    layer.push_back({key, values, Origin::preset, "preset " + name});
  }
  return layer;
}

}  // namespace pixherd
