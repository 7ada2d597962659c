// SPDX-License-Identifier: Apache-2.0
#include "layers.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "config_file.hpp"
#include "parse_error_words.hpp"
#include "pixherd/base/text.hpp"
#include "usage_error.hpp"

namespace pixherd {
namespace {

/// Where the page of --print-config says that they come from.
constexpr const char* kShownForArguments = "flag";

/// Puts the preset that counts below the layer that names it.
void insert_preset(std::vector<Layer>& layers) {
  for (auto layer = layers.begin(); layer != layers.end(); ++layer) {
    if (const Setting* preset = setting_of(*layer, "preset")) {
      layers.insert(layer + 1, layer_of_preset(*preset));
      return;
    }
  }
}

/// True where the key is in force and asks for something; for a format, for another one.
bool asks(const std::vector<Setting>& in_force, const char* key) {
  const Setting* setting = setting_of(in_force, key);
  return setting != nullptr && setting->asks &&
         setting->values != std::vector<std::string>{"original"};
}

}  // namespace

std::string variable_of(const std::string& long_name) {
  std::string variable = "PIXHERD_" + upper_case(long_name);
  std::replace(variable.begin(), variable.end(), '-', '_');
  return variable;
}

bool may_be_variable(const OptionEntry& entry) {
  return !entry.one_off || entry.key() == kConfigKey || entry.key() == kNoConfigKey;
}

std::string truth(const std::string& place, const std::string& word) {
  const std::string said = lower_case(word);
  if (said == "true" || said == "1" || said == "yes" || said == "on") {
    return "true";
  }
  if (said == "false" || said == "0" || said == "no" || said == "off") {
    return "false";
  }
  throw UsageError{fmt::format("{}: true or false was expected, not {}", place, word)};
}

const Setting* setting_of(const std::vector<Setting>& settings, std::string_view key) {
  const auto found = std::find_if(settings.begin(), settings.end(),
                                  [&](const Setting& setting) { return setting.key == key; });
  return found == settings.end() ? nullptr : &*found;
}

Setting setting_for(const OptionEntry& entry, std::vector<std::string> values, Origin origin,
                    std::string source) {
  const bool asks = entry.asks(values);
  return {entry.key(), std::move(values), origin, std::move(source), asks};
}

Layer layer_of_flags(const OptionTable& table, const std::vector<std::string>& inputs) {
  Layer layer;
  if (!inputs.empty()) {
    layer.push_back({kInputKey, inputs, Origin::argument, kShownForArguments});
  }
  for (const OptionEntry& entry : table.entries()) {
    if (entry.option->count() == 0) {
      continue;
    }
    std::vector<std::string> values = entry.option->results();
    if (!entry.takes_value()) {
      values = {truth("--" + entry.key(), values.back())};
    } else if (entry.is_list) {
      values = listed_words("--" + entry.key(), values);
    }
    entry.spell_choices(values);
    layer.push_back(setting_for(entry, std::move(values), Origin::argument, kShownForArguments));
  }
  return layer;
}

Layer layer_of_variables(const OptionTable& table,
                         const std::map<std::string, std::string>& variables) {
  Layer layer;
  for (const OptionEntry& entry : table.entries()) {
    if (!may_be_variable(entry)) {
      continue;
    }
    for (const std::string& long_name : entry.option->get_lnames()) {
      const auto found = variables.find(variable_of(long_name));
      if (found == variables.end() || found->second.empty()) {
        continue;
      }
      std::vector<std::string> values{
          entry.takes_value() ? found->second
                              : truth_of(entry, long_name, truth(found->first, found->second))};
      entry.spell_choices(values);
      layer.push_back(setting_for(entry, std::move(values), Origin::variable, found->first));
    }
  }
  return layer;
}

std::vector<Layer> all_layers(const OptionTable& table, const std::vector<std::string>& inputs,
                              const Surroundings& surroundings) {
  std::vector<Layer> layers{layer_of_flags(table, inputs),
                            layer_of_variables(table, surroundings.variables)};
  for (Layer& layer : layers_of_files(table, layers, surroundings)) {
    layers.push_back(std::move(layer));
  }
  insert_preset(layers);
  return layers;
}

Layer layer_of_check(const std::vector<Setting>& in_force) {
  const auto is_asked = [&](const char* key) { return asks(in_force, key); };
  const auto is_typed = [&](const char* key) {
    return asks(in_force, key) && setting_of(in_force, key)->is_typed();
  };
  const auto destinations = {"in-place", "same-folder", "output", "tasks", "merge-reports"};
  // What of these a configuration has is for other destinations, and --in-place displaces it.
  const auto for_others = {"suffix",  "overwrite",     "flatten", "widths",
                           "formats", "name-template", "manifest"};
  const bool converts = is_asked("format") && !is_asked("remove-source");
  if (!is_asked("check") || converts ||
      std::any_of(destinations.begin(), destinations.end(), is_asked) ||
      std::any_of(for_others.begin(), for_others.end(), is_typed)) {
    return {};
  }
  return {{"in-place", {"true"}, Origin::check, "--check"}};
}

std::vector<Setting> in_force(const std::vector<Layer>& layers) {
  std::vector<Setting> taken;
  for (const Layer& layer : layers) {
    std::vector<Setting> from_here;
    for (const Setting& setting : layer) {
      const bool displaced = std::any_of(taken.begin(), taken.end(), [&](const Setting& higher) {
        return displaces(higher, setting.key);
      });
      if (!displaced) {
        std::erase_if(taken, [&](const Setting& higher) { return gives_way(higher, setting); });
        from_here.push_back(setting);
      }
    }
    taken.insert(taken.end(), std::make_move_iterator(from_here.begin()),
                 std::make_move_iterator(from_here.end()));
  }
  return taken;
}

void apply_settings(const OptionTable& table, const std::vector<Setting>& settings) {
  for (const Setting& setting : settings) {
    const OptionEntry* entry = table.find(setting.key);
    if (entry == nullptr || setting.is_typed()) {
      continue;
    }
    entry->option->clear();
    entry->option->add_result(setting.values);
    try {
      entry->option->run_callback();
    } catch (const CLI::ParseError& error) {
      throw UsageError{fmt::format("{}: {}", setting.source, in_plain_words(error))};
    }
  }
}

}  // namespace pixherd
