// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "layers.hpp"
#include "pixherd/domain/image_format.hpp"

namespace pixherd {
namespace {

using Keys = std::vector<std::string>;

/// `more` lists in one.
template <class... Lists>
Keys joined(Keys keys, const Lists&... more) {
  (keys.insert(keys.end(), more.begin(), more.end()), ...);
  return keys;
}

Keys keys_per_format(std::string_view option) {
  Keys keys;
  for (const ImageFormat format : kImageFormats) {
    keys.push_back(fmt::format("{}-{}", name(format), option));
  }
  return keys;
}

/// How lossy work is done. None of them asks for loss, so that none takes "lossless" out of force.
const Keys kWaysOfLoss{"chroma-subsampling", "lane",      "upscale", "kernel",
                       "background",         "bit-depth", "dither"};

/// What each of `keys` displaces.
struct Rule {
  Keys keys;
  Keys displaced;
};

std::vector<Rule> make_rules() {
  const Keys one_quality = keys_per_format("quality");
  const Keys box{"width", "height", "fit", "position"};
  const Keys limits{"long-edge", "short-edge", "percent", "pixels"};
  const Keys renditions{"widths", "formats", "name-template", "manifest"};
  const Keys lossy = joined({"quality", "near-lossless", "colours", "max-bytes"}, one_quality, box,
                            limits, renditions);
  return {
      // One destination, with what goes with another alone.
      {{"output"}, {"in-place", "same-folder", "tasks", "remove-source"}},
      {{"in-place"},
       joined({"output", "same-folder", "tasks", "flatten", "suffix", "overwrite"}, renditions)},
      {{"same-folder"}, {"output", "in-place", "tasks", "flatten", "remove-source"}},
      {{"tasks"},
       joined({"output", "in-place", "same-folder", "flatten", "remove-source", "files-from",
               "files0-from", "null", "root", "suffix", "format", "lossless"},
              lossy, Keys{"upscale"})},
      // One list of inputs, and a task list has its own.
      {{kInputKey, "root"}, {"tasks"}},
      {{"files-from"}, {"files0-from", "tasks"}},
      {{"files0-from"}, {"files-from", "null", "tasks"}},
      // A size is asked for as a whole: a box, another limit, or widths.
      {{"width", "height", "fit"}, joined(limits, renditions)},
      {limits, joined(limits, box, renditions)},
      {{"widths"}, joined({"tasks", "suffix", "upscale"}, box, limits)},
      {{"upscale", "suffix"}, renditions},
      {{"format"}, {"formats"}},
      {{"formats"}, {"format"}},
      // With loss or without; and a number for all formats comes before those for one.
      {{"lossless"}, joined(lossy, kWaysOfLoss)},
      {lossy, {"lossless"}},
      {{"quality"}, one_quality},
      {{"keep"}, {"strip"}},
      {{"effort"}, keys_per_format("effort")},
      // What is done, and what is printed.
      {{"quiet"}, {"verbose"}},
      {{"verbose"}, {"quiet"}},
      {{"plan"}, {"dry-run", "check", "report", "summary-md", "manifest"}},
      {{"merge-reports"},
       {"output", "in-place", "same-folder", "tasks", "files-from", "files0-from", "check", "plan",
        "report", "summary-md", "manifest"}},
      {{"dry-run", "check", "report", "summary-md", "manifest"}, {"plan"}},
  };
}

/// One image to standard output leaves no room for a report there, nor for more images.
Rule rule_of_standard_output() {
  return {
      {"output"},
      {"json",        "plan",   "files-from", "files0-from",   "null",     "flatten", "suffix",
       "overwrite",   "widths", "formats",    "name-template", "manifest", "check",   "summary-md",
       "annotations", "report", "shard",      "time-limit",    "state",    "lock",    "lock-wait"}};
}

bool has(const Keys& keys, std::string_view key) {
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

/// What has no sense beside that very value of another: a place beside a fit that needs none, and
/// how long to wait for no lock.
bool is_idle_beside(const Setting& setting, std::string_view key) {
  const auto says = [&](const char* value) {
    return setting.values == std::vector<std::string>{value};
  };
  return (setting.key == "fit" && key == "position" && !says("cover")) ||
         (setting.key == "lock" && key == "lock-wait" && says("false"));
}

}  // namespace

bool gives_way(const Setting& higher, const Setting& setting) {
  return !higher.is_typed() && setting.key == "lossless" && setting.asks &&
         has(kWaysOfLoss, higher.key);
}

bool displaces(const Setting& setting, std::string_view key) {
  static const std::vector<Rule> kRules = make_rules();
  static const Rule kStandardOutput = rule_of_standard_output();
  if (is_idle_beside(setting, key)) {
    return true;
  }
  if (!setting.asks || setting.key == key) {
    return setting.key == key;
  }
  const auto covers = [&](const Rule& rule) {
    return has(rule.keys, setting.key) && has(rule.displaced, key);
  };
  const bool to_stdout = setting.values == std::vector<std::string>{"-"};
  return (to_stdout && covers(kStandardOutput)) ||
         std::any_of(kRules.begin(), kRules.end(), covers);
}

}  // namespace pixherd
