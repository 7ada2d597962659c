// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "option_table.hpp"
#include "pixherd/cli/surroundings.hpp"

namespace pixherd {

/// The images that were named stand among the settings of their layer under this key.
inline constexpr const char* kInputKey = "INPUT";

/// What kind of place a setting came from.
enum class Origin : std::uint8_t { argument, variable, file, preset, check };

/// One option with its values as text, and where they came from.
struct Setting {
  std::string key;  ///< the long name without its dashes
  std::vector<std::string> values;
  Origin origin = Origin::argument;
  std::string source;  ///< to be shown: "flag", "PIXHERD_QUALITY", ".pixherd.toml:3", "preset web"
  bool asks = true;    ///< false for what asks for nothing: see OptionEntry::asks()

  [[nodiscard]] bool is_typed() const { return origin == Origin::argument; }
};

/// The option with these values.
Setting setting_for(const OptionEntry& entry, std::vector<std::string> values, Origin origin,
                    std::string source);

/// What one place says: the arguments, the variables, a file, a preset.
using Layer = std::vector<Setting>;

/// What the arguments say: the options that `table` has parsed, and the images they name.
Layer layer_of_flags(const OptionTable& table, const std::vector<std::string>& inputs);

/// "PIXHERD_LONG_EDGE" for "long-edge".
std::string variable_of(const std::string& long_name);

/// True where a variable may set the option. Of those that are for one call only the two that
/// choose the configuration: PIXHERD_VERSION may well be a build's own, and does not ask for the
/// version.
bool may_be_variable(const OptionEntry& entry);

/// What PIXHERD_* variables say; an empty one is not set. Throws UsageError.
Layer layer_of_variables(const OptionTable& table,
                         const std::map<std::string, std::string>& variables);

/// A warning for each PIXHERD_* variable that is set and none of those, with what may be meant.
std::vector<std::string> unread_variables(const OptionTable& table,
                                          const std::map<std::string, std::string>& variables);

/// What stands in the preset that `named` names; throws UsageError where there is none.
Layer layer_of_preset(const Setting& named);
std::vector<std::string> preset_names();

/// Every layer, the highest first: arguments, variables, files, and the preset below the layer that
/// names it. Throws UsageError.
std::vector<Layer> all_layers(const OptionTable& table, const std::vector<std::string>& inputs,
                              const Surroundings& surroundings);

/// The destination that --check brings where none is in force: that of --in-place, as if it had
/// been typed, unless an argument asks for what goes with another destination alone.
Layer layer_of_check(const std::vector<Setting>& in_force);

/// The settings that count: those of a higher layer before those of a lower one, and before all
/// that they displace there.
std::vector<Setting> in_force(const std::vector<Layer>& layers);

/// True where a setting in a higher layer takes `key` of a lower one out of force, since the two
/// exclude each other or one has no sense without what the other displaces.
bool displaces(const Setting& setting, std::string_view key);

/// True where a setting of a higher layer goes out of force all the same, for `setting` of a lower
/// one: it was no argument, and says only how that is done which `setting` rules out.
bool gives_way(const Setting& higher, const Setting& setting);

/// Hands what is in force, but was no argument, to the options of `table`, which check it as they
/// check arguments. Throws UsageError.
void apply_settings(const OptionTable& table, const std::vector<Setting>& settings);

/// The setting of that key, or nullptr.
const Setting* setting_of(const std::vector<Setting>& settings, std::string_view key);

/// "true" or "false" for a word that means one of them; throws UsageError that begins with `place`.
std::string truth(const std::string& place, const std::string& word);

}  // namespace pixherd
