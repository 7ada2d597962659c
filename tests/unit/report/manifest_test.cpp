// SPDX-License-Identifier: Apache-2.0
#include "pixherd/report/manifest.hpp"

#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "pixherd/base/text.hpp"
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

TEST_CASE("a manifest in JSON tells names as they are, and the bytes of those that are no text") {
  Manifest made("list.json");
  const std::vector<std::string> names{"a\nb.jpg", "a\\x0ab.jpg", "a\xff.jpg", "a\\xff.jpg"};
  for (const std::string& name : names) {
    Record record;
    record.original_path = name;
    record.outcome.status = TaskStatus::saved;
    record.outcome.renditions.emplace_back();
    record.rendition_paths = {"web/" + name};
    made.record(record);
  }
  std::set<std::pair<std::string, std::string>> told;
  for (const auto& entry : nlohmann::json::parse(made.text())) {
    const auto& output = entry.at("outputs").at(0);
    CHECK(output.at("path") == "web/" + entry.at("source").get<std::string>());
    CHECK(output.contains("path_base64") == entry.contains("source_base64"));
    told.emplace(entry.at("source"), entry.value("source_base64", ""));
  }
  CHECK(told.size() == names.size());
  CHECK(told.contains({"a\nb.jpg", ""}));
  CHECK(told.contains({"a\\xff.jpg", base64("a\xff.jpg")}));
}

TEST_CASE("what comes to nothing keeps its own entry, whatever another name looks like") {
  const std::vector<std::string> names{"a\xff.jpg", "a\\xff.jpg", "a\nb.jpg", "a\\x0ab.jpg"};
  Manifest first("list.json");
  Manifest second("list.json");
  for (const std::string& name : names) {
    Record record;
    record.original_path = name;
    record.outcome.status = TaskStatus::failed;
    second.record(record);
    record.outcome.status = TaskStatus::saved;
    record.outcome.renditions.emplace_back();
    record.rendition_paths = {name};
    first.record(record);
  }
  REQUIRE(second.keep_from(first.text()).ok());
  CHECK(second.text() == first.text());
}

}  // namespace
}  // namespace pixherd
