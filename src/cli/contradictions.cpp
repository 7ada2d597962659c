// SPDX-License-Identifier: Apache-2.0
#include "contradictions.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "glob_budgets.hpp"
#include "option_values.hpp"

namespace pixherd {
namespace {

UsageError exclude_each_other(std::string_view one, std::string_view other) {
  return {fmt::format("{} and {} exclude each other: leave one of them out", one, other)};
}

/// --progressive and --baseline as arguments, of which CLI11 takes the last.
void refuse_opposites(const OptionTable& table) {
  for (const OptionEntry& entry : table.entries()) {
    const auto& names = entry.option->get_lnames();
    if (entry.takes_value() || names.size() < 2 || !entry.says_no(names.back())) {
      continue;
    }
    const std::vector<std::string>& said = entry.option->results();
    const auto is_first = [&](const std::string& word) {
      return truth("--" + names.front(), word) == truth("--" + names.front(), said.front());
    };
    if (!std::all_of(said.begin(), said.end(), is_first)) {
      throw exclude_each_other("--" + names.front(), "--" + names.back());
    }
  }
}

/// The same, and other pairs of names, as variables.
void refuse_twins(const Layer& layer) {
  for (auto one = layer.begin(); one != layer.end(); ++one) {
    const auto other = std::find_if(one + 1, layer.end(), [&](const Setting& setting) {
      return setting.key == one->key && setting.key != kBudgetsKey && setting.values != one->values;
    });
    if (other != layer.end()) {
      throw exclude_each_other(one->source, other->source);
    }
  }
}

/// The kinds of metadata that a setting lists, wherever it stands.
std::vector<std::string> kinds_of(const Setting* setting) {
  std::vector<std::string> words;
  if (setting != nullptr) {
    words = listed_words("--" + setting->key, setting->values);
    for (std::string& word : words) {
      word = spelled(metadata_words(), word);
    }
  }
  return words;
}

void refuse_none_among(std::string_view option, const std::vector<std::string>& words) {
  const bool none = std::find(words.begin(), words.end(), "none") != words.end();
  const auto kind = std::find_if(words.begin(), words.end(),
                                 [](const std::string& word) { return word != "none"; });
  if (none && kind != words.end()) {
    throw exclude_each_other(fmt::format("{} none", option), fmt::format("{} {}", option, *kind));
  }
}

/// Kinds to keep of which nothing is left. "--keep exif --strip gps" leaves most of them.
void refuse_kept_and_stripped(const std::vector<std::string>& keep,
                              const std::vector<std::string>& strip) {
  const auto leaves_nothing = [](const std::string& kept, const std::vector<std::string>& drop) {
    return kept != "none" &&
           kept_metadata({kept}, drop, MetadataSet::none()) == MetadataSet::none();
  };
  for (const std::string& kept : keep) {
    if (leaves_nothing(kept, strip)) {
      const auto alone = std::find_if(strip.begin(), strip.end(), [&](const std::string& stripped) {
        return leaves_nothing(kept, {stripped});
      });
      throw exclude_each_other("--keep " + kept,
                               "--strip " + (alone != strip.end() ? *alone : strip.front()));
    }
  }
}

}  // namespace

void refuse_contradictions(const OptionTable& table, const Layer& layer) {
  refuse_opposites(table);
  refuse_twins(layer);
  const Setting* kept = setting_of(layer, "keep");
  const std::vector<std::string> keep = kinds_of(kept);
  const std::vector<std::string> strip = kinds_of(setting_of(layer, "strip"));
  refuse_none_among("--keep", keep);
  refuse_none_among("--strip", strip);
  // A page of --print-config has what several places said, and is a configuration.
  if (kept != nullptr && kept->is_typed()) {
    refuse_kept_and_stripped(keep, strip);
  }
}

}  // namespace pixherd
