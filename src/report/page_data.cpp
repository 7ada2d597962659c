// SPDX-License-Identifier: Apache-2.0
#include "page_data.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string_view>

#include "pixherd/base/bytes.hpp"
#include "pixherd/base/text.hpp"
#include "run_words.hpp"

namespace pixherd {
namespace {

using PageJson = nlohmann::ordered_json;

double to_milliseconds(double seconds) { return std::round(seconds * 1e5) / 1e2; }

/// In the order of the columns that table.js names.
PageJson row_json(const PageReport::Row& row) {
  return {printable(row.path), printable(row.output), words_for(row.status),
          row.original_bytes,  row.optimized_bytes,   to_milliseconds(row.seconds),
          row.worker,          printable(row.why)};
}

std::vector<PageReport::Row> by_savings(std::vector<PageReport::Row> rows) {
  std::sort(rows.begin(), rows.end(), [](const PageReport::Row& a, const PageReport::Row& b) {
    return a.saved_bytes() != b.saved_bytes() ? a.saved_bytes() > b.saved_bytes() : a.path < b.path;
  });
  return rows;
}

PageJson rows_json(const PageReport::Content& content) {
  PageJson rows = PageJson::array();
  for (const PageReport::Row& row : by_savings(content.rows)) {
    rows.push_back(row_json(row));
  }
  return rows;
}

PageJson pictures_json(std::vector<PageReport::Picture> pictures) {
  std::sort(pictures.begin(), pictures.end(),
            [](const auto& a, const auto& b) { return a.row.saved_bytes() > b.row.saved_bytes(); });
  PageJson list = PageJson::array();
  for (const PageReport::Picture& picture : pictures) {
    list.push_back({{"path", printable(picture.row.path)},
                    {"output", printable(picture.row.output)},
                    {"original", picture.row.original_bytes},
                    {"optimized", picture.row.optimized_bytes},
                    {"before", data_uri(picture.thumbnails.before)},
                    {"after", data_uri(picture.thumbnails.after)}});
  }
  return list;
}

PageJson timeline_json(const Timeline& timeline) {
  PageJson lanes = PageJson::array();
  for (const auto& blocks : timeline.lanes()) {
    PageJson lane = PageJson::array();
    for (const Timeline::Block& block : blocks) {
      lane.push_back({to_milliseconds(block.begin), to_milliseconds(block.end - block.begin),
                      block.tasks, block.failed, printable(block.name)});
    }
    lanes.push_back(std::move(lane));
  }
  return {{"resolution", to_milliseconds(timeline.resolution())}, {"lanes", std::move(lanes)}};
}

PageJson herd_json(const RunMetrics& metrics) {
  PageJson workers = PageJson::array();
  for (const WorkerMetrics& worker : metrics.workers) {
    workers.push_back({{"tasks", worker.tasks},
                       {"bytes", worker.bytes},
                       {"busy", to_milliseconds(worker.busy_seconds)},
                       {"waiting", to_milliseconds(worker.waiting_seconds)}});
  }
  return workers;
}

/// Characters that would mean something to an HTML parser, or to older ones of JavaScript, as
/// escapes; in JSON they stand in strings alone.
std::string safe_in_script(const std::string& json) {
  constexpr std::string_view kLineSeparators = "\xE2\x80\xA8";  // U+2028; U+2029 ends with A9
  std::string out;
  out.reserve(json.size());
  for (std::size_t i = 0; i < json.size(); ++i) {
    const std::string_view rest = std::string_view(json).substr(i);
    if (json[i] == '<') {
      out += "\\u003c";
    } else if (json[i] == '>') {
      out += "\\u003e";
    } else if (json[i] == '&') {
      out += "\\u0026";
    } else if (rest.starts_with(kLineSeparators) || rest.starts_with("\xE2\x80\xA9")) {
      out += rest[2] == kLineSeparators[2] ? "\\u2028" : "\\u2029";
      i += 2;
    } else {
      out += json[i];
    }
  }
  return out;
}

}  // namespace

std::string data_uri(const Bytes& jpeg) {
  return "data:image/jpeg;base64," +
         base64({reinterpret_cast<const char*>(jpeg.data()), jpeg.size()});
}

std::string page_data(const PageReport::Content& content, const RunFooter& footer) {
  const PageJson data{
      {"wall", to_milliseconds(std::max(footer.metrics.wall_seconds, content.timeline.end()))},
      {"workers", herd_json(footer.metrics)},
      {"timeline", timeline_json(content.timeline)},
      {"histogram", {{"larger", content.histogram.larger}, {"bins", content.histogram.bins}}},
      {"pictures", pictures_json(content.pictures)},
      {"listed", content.listed},
      {"rows", rows_json(content)}};
  return safe_in_script(data.dump());
}

}  // namespace pixherd
