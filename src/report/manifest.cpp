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
#include "json_parts.hpp"
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

bool comes_before(const MadeRendition& a, const MadeRendition& b) { return a.index < b.index; }

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
  const TaskStatus status = record.outcome.status;
  if (record.rendition_paths.empty() && record.standing_paths.empty()) {
    if (status != TaskStatus::ignored) {
      missing_.insert_or_assign(listed_name(record.original_path),
                                Missing{record.original_path, status == TaskStatus::unprocessed});
    }
    return;
  }
  Record own;
  own.original_path = record.original_path;
  const auto add = [&](const std::vector<MadeRendition>& renditions,
                       const std::vector<std::string>& paths) {
    for (std::size_t i = 0; i < renditions.size(); ++i) {
      // In the order that was asked for, whether made now or before.
      const auto at = std::upper_bound(own.outcome.renditions.begin(), own.outcome.renditions.end(),
                                       renditions[i], comes_before);
      own.rendition_paths.insert(
          own.rendition_paths.begin() + (at - own.outcome.renditions.begin()),
          absolute_path(paths[i]).lexically_proximate(folder_).string());
      own.outcome.renditions.insert(at, renditions[i]);
    }
  };
  add(record.outcome.renditions, record.rendition_paths);
  add(record.outcome.standing, record.standing_paths);
  entries_.push_back(entry_of(own));
}

namespace {

/// The name of an entry and, where it is not UTF-8, its bytes; empty where it has none.
std::string name_in(const OrderedJson& entry) {
  const auto text = [&](const char* key) {
    return entry.contains(key) && entry[key].is_string() ? entry[key].get<std::string>()
                                                         : std::string();
  };
  return entry.is_object() ? text("source") + '\0' + text("source_base64") : std::string();
}

bool is_entry(const OrderedJson& entry) {
  return entry.is_object() && entry.contains("source") && entry["source"].is_string() &&
         entry.contains("outputs") && entry["outputs"].is_array();
}

Error no_manifest() {
  return {
      ErrorCode::not_a_file,
      "is there already, and is no manifest of an earlier run: remove it, or give another name"};
}

/// What the page has had from the first version on.
constexpr std::string_view kDoctype = "<!doctype html>\n";
constexpr std::string_view kTitle = "<title>Pictures</title>\n";

constexpr std::string_view kFigure = "<figure>\n";
constexpr std::string_view kFigureEnd = "</figure>\n";
constexpr std::string_view kCaption = "<figcaption>";
constexpr std::string_view kCaptionEnd = "</figcaption>\n";

/// The caption of a figure of ours; empty where it is none.
std::string caption_of(std::string_view figure) {
  const std::size_t begin = figure.rfind(kCaption);
  const std::size_t end = figure.rfind(kCaptionEnd);
  if (begin == std::string_view::npos || end == std::string_view::npos ||
      end < begin + kCaption.size()) {
    return {};
  }
  return std::string(figure.substr(begin + kCaption.size(), end - begin - kCaption.size()));
}

}  // namespace

std::string Manifest::listed_name(const std::string& source) const {
  if (html_) {
    return escaped_html(printable(source));
  }
  OrderedJson entry;
  put_path(entry, "source", source);
  return name_in(entry);
}

void Manifest::leave_to_others(const std::string& source) {
  missing_.insert_or_assign(listed_name(source), Missing{source, false});
}

void Manifest::keep(const std::string& source, std::string entry) {
  if (const auto missing = missing_.extract(source)) {
    entries_.push_back({missing.mapped().source, std::move(entry)});
  }
}

Attempt Manifest::keep_from(std::string_view earlier) {
  if (earlier.find_first_not_of(" \t\r\n") == std::string_view::npos) {
    return success();
  }
  return html_ ? keep_figures(earlier) : keep_list(earlier);
}

Attempt Manifest::keep_list(std::string_view earlier) {
  const OrderedJson list = OrderedJson::parse(earlier, nullptr, false);
  if (!list.is_array() || !std::all_of(list.begin(), list.end(), is_entry)) {
    return no_manifest();
  }
  for (const OrderedJson& entry : list) {
    keep(name_in(entry), entry.dump());
  }
  return success();
}

Attempt Manifest::keep_figures(std::string_view earlier) {
  if (!earlier.starts_with(kDoctype) || earlier.find(kTitle) == std::string_view::npos) {
    return no_manifest();
  }
  for (std::size_t begin = earlier.find(kFigure); begin != std::string_view::npos;) {
    const std::size_t end = earlier.find(kFigureEnd, begin);
    if (end == std::string_view::npos) {
      break;
    }
    const std::string_view figure = earlier.substr(begin, end + kFigureEnd.size() - begin);
    keep(caption_of(figure), std::string(figure));
    begin = earlier.find(kFigure, end);
  }
  return success();
}

std::vector<std::string> Manifest::unlisted() const {
  std::vector<std::string> sources;
  for (const auto& [name, missing] : missing_) {
    if (missing.unreached) {
      sources.push_back(missing.source);
    }
  }
  return sources;
}

Manifest::Entry Manifest::entry_of(const Record& record) const {
  const std::string& source = record.original_path;
  if (html_) {
    return {source, fmt::format("{}{}{}{}{}{}", kFigure, picture_element(record), kCaption,
                                escaped_html(printable(source)), kCaptionEnd, kFigureEnd)};
  }
  OrderedJson outputs = OrderedJson::array();
  for (std::size_t i = 0; i < record.outcome.renditions.size(); ++i) {
    const MadeRendition& made = record.outcome.renditions[i];
    OrderedJson output;
    put_path(output, "path", record.rendition_paths[i]);
    output.update({{"width", made.size.width},
                   {"height", made.size.height},
                   {"format", name(made.format)},
                   {"size", made.bytes}});
    outputs.push_back(std::move(output));
  }
  OrderedJson entry;
  put_path(entry, "source", source);
  entry["outputs"] = std::move(outputs);
  entry["picture"] = picture_element(record);
  return {source, entry.dump()};
}

namespace {

/// On several lines, as a member of a list is.
std::string indented(const std::string& json) {
  std::string lines;
  for (const char c : OrderedJson::parse(json).dump(2)) {
    lines += c;
    if (c == '\n') {
      lines += "  ";
    }
  }
  return lines;
}

}  // namespace

std::string Manifest::text() const {
  std::vector<const Entry*> by_name;
  for (const Entry& entry : entries_) {
    by_name.push_back(&entry);
  }
  std::sort(by_name.begin(), by_name.end(),
            [](const Entry* a, const Entry* b) { return a->source < b->source; });
  std::string text(html_ ? kPageHead : "[");
  for (const Entry* entry : by_name) {
    if (html_) {
      text += entry->text;
    } else {
      text += fmt::format("{}\n  {}", text.size() > 1 ? "," : "", indented(entry->text));
    }
  }
  if (!html_) {
    text += text.size() > 1 ? "\n]\n" : "]\n";
  }
  return text;
}

}  // namespace pixherd
