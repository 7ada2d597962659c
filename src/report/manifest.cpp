// SPDX-License-Identifier: Apache-2.0
#include "pixherd/report/manifest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string_view>

#include "absolute_path.hpp"
#include "escaped_html.hpp"
#include "pixherd/base/text.hpp"

namespace pixherd {
namespace {

/// What a browser should take first where it knows several; the last is known to all.
constexpr std::array kByPreference{ImageFormat::avif, ImageFormat::webp, ImageFormat::tiff,
                                   ImageFormat::gif,  ImageFormat::png,  ImageFormat::jpeg};

using Group = std::vector<std::size_t>;  ///< indices of a record's renditions, narrow ones first

/// The renditions by format, by preference; formats without any are left out.
std::vector<Group> groups_of(const Record& record) {
  const std::vector<MadeRendition>& all = record.outcome.renditions;
  std::vector<Group> groups;
  for (const ImageFormat format : kByPreference) {
    Group group;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (all[i].format == format) {
        group.push_back(i);
      }
    }
    std::sort(group.begin(), group.end(),
              [&](std::size_t a, std::size_t b) { return all[a].size.width < all[b].size.width; });
    if (!group.empty()) {
      groups.push_back(std::move(group));
    }
  }
  return groups;
}

/// A path as a URL: slashes stay, all else that is not plain is escaped, and so is HTML.
std::string url_of(std::string_view path) {
  constexpr std::string_view kPlain = "/-._~";
  std::string url;
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain =
        byte < 0x80 && (std::isalnum(byte) != 0 || kPlain.find(c) != std::string_view::npos);
    url += plain ? std::string(1, c) : fmt::format("%{:02X}", byte);
  }
  return url;
}

std::string srcset_of(const Record& record, const Group& group) {
  std::string srcset;
  for (const std::size_t i : group) {
    srcset += fmt::format("{}{} {}w", srcset.empty() ? "" : ", ", url_of(record.rendition_paths[i]),
                          record.outcome.renditions[i].size.width);
  }
  return srcset;
}

constexpr std::string_view kPageHead = R"(<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Pictures</title>
<style>img { max-width: 100%; height: auto } figure { margin: 1em 0 }</style>
)";

}  // namespace

std::string picture_element(const Record& record) {
  const std::vector<Group> groups = groups_of(record);
  std::string element = "<picture>\n";
  for (std::size_t i = 0; i + 1 < groups.size(); ++i) {
    element += fmt::format("  <source type=\"image/{}\" srcset=\"{}\" sizes=\"100vw\">\n",
                           name(record.outcome.renditions[groups[i].front()].format),
                           srcset_of(record, groups[i]));
  }
  const Group& fallback = groups.back();
  const MadeRendition& widest = record.outcome.renditions[fallback.back()];
  element += fmt::format(
      "  <img src=\"{}\" srcset=\"{}\" sizes=\"100vw\" width=\"{}\" height=\"{}\" alt=\"\" "
      "loading=\"lazy\">\n</picture>\n",
      url_of(record.rendition_paths[fallback.back()]), srcset_of(record, fallback),
      widest.size.width, widest.size.height);
  return element;
}

Manifest::Manifest(const std::string& path)
    : folder_(absolute_path(path).parent_path().string()), html_(path.ends_with(".html")) {}

void Manifest::record(const Record& record) {
  if (record.outcome.renditions.empty() || record.rendition_paths.empty()) {
    return;
  }
  Record& own = records_.emplace_back(record);
  own.outcome.thumbnails.reset();
  for (std::string& path : own.rendition_paths) {
    path = absolute_path(path).lexically_proximate(folder_).string();
  }
}

std::string Manifest::text() const { return html_ ? html() : json(); }

namespace {

std::vector<Record> by_source(std::vector<Record> records) {
  std::sort(records.begin(), records.end(),
            [](const Record& a, const Record& b) { return a.original_path < b.original_path; });
  return records;
}

}  // namespace

std::string Manifest::json() const {
  using Json = nlohmann::ordered_json;
  Json list = Json::array();
  for (const Record& record : by_source(records_)) {
    Json outputs = Json::array();
    for (std::size_t i = 0; i < record.outcome.renditions.size(); ++i) {
      const MadeRendition& made = record.outcome.renditions[i];
      outputs.push_back({{"path", printable(record.rendition_paths[i])},
                         {"width", made.size.width},
                         {"height", made.size.height},
                         {"format", name(made.format)},
                         {"size", made.bytes}});
    }
    list.push_back({{"source", printable(record.original_path)},
                    {"outputs", std::move(outputs)},
                    {"picture", picture_element(record)}});
  }
  return list.dump(2) + "\n";
}

std::string Manifest::html() const {
  std::string page(kPageHead);
  for (const Record& record : by_source(records_)) {
    page += fmt::format("<figure>\n{}<figcaption>{}</figcaption>\n</figure>\n",
                        picture_element(record), escaped_html(printable(record.original_path)));
  }
  return page;
}

}  // namespace pixherd
