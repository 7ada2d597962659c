// SPDX-License-Identifier: Apache-2.0
#include "pixherd/report/manifest.hpp"

#include <filesystem>
#include <nlohmann/json.hpp>

#include "support/catch.hpp"

namespace pixherd {
namespace {

/// What a manifest at `manifest` has for the one rendition of a source.
std::string path_in(const std::string& manifest, const std::string& rendition) {
  Record record;
  record.original_path = "in/a.jpg";
  record.outcome.status = TaskStatus::saved;
  record.outcome.renditions.emplace_back();
  record.rendition_paths = {rendition};
  Manifest made(manifest);
  made.record(record);
  return nlohmann::json::parse(made.text()).at(0).at("outputs").at(0).at("path");
}

TEST_CASE("a manifest's paths lead from its folder, however it and the outputs were named") {
  const std::string here = std::filesystem::current_path().string() + "/";
  const struct {
    std::string manifest;
    std::string rendition;
    std::string path;
  } table[] = {
      {"list.json", "web/a.jpg", "web/a.jpg"},
      {"web/list.json", "web/a.jpg", "a.jpg"},
      {"web/list.json", here + "web/a.jpg", "a.jpg"},
      {"list.json", here + "web/a.jpg", "web/a.jpg"},
      {here + "web/list.json", "web/a.jpg", "a.jpg"},
      {here + "pages/list.json", "web/a.jpg", "../web/a.jpg"},
      {here + "web/list.json", here + "web/a.jpg", "a.jpg"},
      {"../list.json", "../web/a.jpg", "web/a.jpg"},
      {here + "deep/../list.json", "./web/a.jpg", "web/a.jpg"},
      {"../list.json", "web/a.jpg",
       std::filesystem::current_path().filename().string() + "/web/a.jpg"},
  };
  for (const auto& [manifest, rendition, path] : table) {
    CAPTURE(manifest, rendition);
    CHECK(path_in(manifest, rendition) == path);
  }
}

}  // namespace
}  // namespace pixherd
