// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <filesystem>

#include "config_file.hpp"
#include "pixherd/files/tree.hpp"
#include "usage_error.hpp"

namespace pixherd {
namespace {

std::optional<std::string> text_at(const Surroundings& surroundings, const std::string& path,
                                   ConfigFile which) {
  auto text = surroundings.read_file(path, which);
  if (!text) {
    throw UsageError{
        fmt::format("{}: the configuration cannot be read: {}{}", path, text.error().message,
                    which == ConfigFile::named
                        ? ""
                        : "; give --no-config, or name the one that is to be used: --config FILE")};
  }
  return std::move(*text);
}

/// What the file's own paths and globs count from: of a project's its folder, of any other the
/// current one, as those of --print-config do, wherever its page was saved. A folder above the
/// current one is absolute, as a project's that is found upward, since no path below the current
/// one begins with "..".
std::string base_of(const std::string& path) {
  const std::filesystem::path file(path);
  const std::filesystem::path folder = file.parent_path().lexically_normal();
  if (file.filename() != kProjectFile || folder == ".") {
    return "";
  }
  const bool above = !folder.empty() && *folder.begin() == "..";
  return (above ? std::filesystem::weakly_canonical(folder) : folder).string();
}

Layer named_file(const OptionTable& table, const Surroundings& surroundings,
                 const std::string& path) {
  const auto text = text_at(surroundings, path, ConfigFile::named);
  if (!text) {
    throw UsageError{fmt::format("--config {}: there is no such file", path)};
  }
  return layer_of_file(table, *text, path, base_of(path));
}

std::optional<Layer> project_file(const OptionTable& table, const Surroundings& surroundings) {
  for (const std::string& folder : surroundings.project_folders) {
    const std::string path = join_path(folder, kProjectFile);
    if (const auto text = text_at(surroundings, path, ConfigFile::project)) {
      return layer_of_file(table, *text, path, folder);
    }
  }
  return std::nullopt;
}

/// The user's own; empty where nobody is at home.
std::string own_file(const std::map<std::string, std::string>& variables) {
  const auto value = [&](const char* name) {
    const auto found = variables.find(name);
    return found == variables.end() ? std::string() : found->second;
  };
  if (const std::string config = value("XDG_CONFIG_HOME"); config.starts_with('/')) {
    return config + "/pixherd/config.toml";
  }
  const std::string home = value("HOME");
  return home.empty() ? home : home + "/.config/pixherd/config.toml";
}

}  // namespace

std::vector<Layer> layers_of_files(const OptionTable& table, const std::vector<Layer>& above,
                                   const Surroundings& surroundings) {
  for (const Layer& layer : above) {
    const Setting* named = setting_of(layer, kConfigKey);
    const Setting* none = setting_of(layer, kNoConfigKey);
    if (named != nullptr && none != nullptr && none->asks) {
      throw UsageError{"--config and --no-config exclude each other: leave one of them out"};
    }
    if (named != nullptr) {
      return {named_file(table, surroundings, named->values.front())};
    }
    if (none != nullptr && none->asks) {
      return {};
    }
  }
  std::vector<Layer> layers;
  if (auto project = project_file(table, surroundings)) {
    layers.push_back(std::move(*project));
  }
  if (const std::string path = own_file(surroundings.variables); !path.empty()) {
    if (const auto text = text_at(surroundings, path, ConfigFile::own)) {
      layers.push_back(layer_of_file(table, *text, path, ""));
    }
  }
  return layers;
}

}  // namespace pixherd
