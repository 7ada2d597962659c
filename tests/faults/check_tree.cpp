// SPDX-License-Identifier: Apache-2.0
#include "check_tree.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <optional>
#include <set>
#include <span>
#include <sstream>

#include "fault_tree.hpp"
#include "pixherd/files/replacement.hpp"
#include "support/catch.hpp"

namespace pixherd {
namespace {

/// What a picture and its replacement have in common.
struct Shape {
  PixelSize size;
  std::uint32_t pages = 0;
  bool operator==(const Shape&) const = default;
};

std::optional<ImageFormat> format_of(const std::string& bytes) {
  return sniff_format(std::as_bytes(std::span(bytes)).first(std::min(kSniffBytes, bytes.size())));
}

/// Of a file that is complete by its structure and decodes strictly to its end.
std::optional<Shape> measure(const std::string& text) {
  need_engine();
  const auto bytes = std::as_bytes(std::span(text));
  const auto format = format_of(text);
  if (!format) {
    return std::nullopt;
  }
  const auto facts = read_source_facts(bytes, *format);
  const auto pixels = decode_pixels(bytes, *format);
  if (!facts || !pixels || facts->frames != pixels->pages || facts->size.width != pixels->width ||
      facts->size.height != pixels->height) {
    return std::nullopt;
  }
  return Shape{facts->size, facts->frames};
}

/// Runs make the same bytes again and again; each is decoded once.
std::optional<Shape> shape_of(const std::string& bytes) {
  static std::map<std::string, std::optional<Shape>> known;
  const auto found = known.find(bytes);
  return found != known.end() ? found->second : known.emplace(bytes, measure(bytes)).first->second;
}

std::string without_extension(const std::string& path) {
  return (std::filesystem::path(path).parent_path() / std::filesystem::path(path).stem()).string();
}

bool is_input(const std::string& path, const FileFacts& facts) {
  return path.starts_with("in/") && format_of(facts.bytes).has_value();
}

/// Goes through both trees and gathers what should not be.
class Inspection {
 public:
  Inspection(const FileTree& before, const FileTree& after, const HarmedRun& run)
      : before_(before), after_(after), run_(run) {
    for (const Json& record : report_so_far(run.ended.out).files) {
      records_.emplace(record.at("original_path").get<std::string>(), record);
    }
    for (const auto& [path, facts] : before) {
      if (is_input(path, facts)) {
        inputs_.emplace(without_extension(path), path);
      }
    }
  }

  std::vector<std::string> harm() {
    for (const auto& [path, facts] : before_) {
      if (!is_input(path, facts)) {
        check_untouched(path, facts);
        continue;
      }
      switch (run_.way) {
        case Way::in_place: check_replaced(path, facts); break;
        case Way::into_folder: check_kept(path, facts); break;
        case Way::converted: check_converted(path, facts); break;
      }
    }
    for (const auto& [path, facts] : after_) {
      if (!before_.contains(path)) {
        check_new(path, facts);
      }
    }
    return std::move(harm_);
  }

 private:
  void add(std::string words) { harm_.push_back(std::move(words)); }

  [[nodiscard]] std::string told(const std::string& input) const {
    const auto found = records_.find(input);
    return found == records_.end() ? "" : found->second.at("status").get<std::string>();
  }

  [[nodiscard]] const FileFacts* now(const std::string& path) const {
    const auto found = after_.find(path);
    return found == after_.end() ? nullptr : &found->second;
  }

  void check_untouched(const std::string& path, const FileFacts& was) {
    const FileFacts* is = now(path);
    if (is == nullptr || !(*is == was)) {
      add(fmt::format("{} is {}, and is nobody's to touch", path, is ? "changed" : "gone"));
    }
  }

  void check_complete(const std::string& path, const FileFacts& is, const FileFacts& original) {
    const auto shape = shape_of(is.bytes);
    if (!shape || shape != shape_of(original.bytes)) {
      add(fmt::format("{}, {} bytes, {}", path, is.bytes.size(),
                      shape ? "shows another picture" : "is damaged"));
    }
  }

  void check_size(const std::string& input, const FileFacts& is) {
    const auto found = records_.find(input);
    if (found != records_.end() && found->second.at("optimized_size") != is.bytes.size()) {
      add(fmt::format("{}: its record says {} bytes where there are {}", input,
                      found->second.at("optimized_size").dump(), is.bytes.size()));
    }
  }

  void check_replaced(const std::string& path, const FileFacts& was) {
    const FileFacts* is = now(path);
    const std::string status = told(path);
    if (is == nullptr) {
      add(path + " is gone");
    } else if (is->bytes == was.bytes) {
      if (status == "saved") {
        add(path + " was said to be saved, and is as it was");
      }
    } else {
      check_complete(path, *is, was);
      check_size(path, *is);
      if (!status.empty() && status != "saved") {
        add(fmt::format("{} was said to be {}, and is replaced", path, status));
      }
      if (is->mode != was.mode) {
        add(path + " has other permissions");
      }
    }
  }

  /// Sources stay, to the last bit; what is said to be in the output folder is there.
  void check_kept(const std::string& path, const FileFacts& was) {
    check_untouched(path, was);
    const auto found = records_.find(path);
    if (found == records_.end() || found->second.at("optimized_path").is_null()) {
      return;
    }
    const FileFacts* output = now(found->second.at("optimized_path").get<std::string>());
    if (output == nullptr) {
      add(path + ": the output that its record names is not there");
    } else {
      check_size(path, *output);
    }
  }

  void check_converted(const std::string& path, const FileFacts& was) {
    const FileFacts* source = now(path);
    const FileFacts* output = now(without_extension(path) + ".webp");
    const std::string status = told(path);
    if (source == nullptr && output == nullptr) {
      add(path + " is gone, and so is what it became");
    } else if (source != nullptr && source->bytes != was.bytes) {
      add(path + " has other bytes");
    } else if (source == nullptr && !status.empty() && status != "saved") {
      add(fmt::format("{} was said to be {}, and is gone", path, status));
    } else if (source != nullptr && status == "saved") {
      add(path + " was said to be saved, and its source is still there");
    } else if (source != nullptr && output != nullptr && !run_.unfinished) {
      add(path + " is there beside its conversion");
    } else if (source == nullptr) {
      check_size(path, *output);
    }
  }

  void check_new(const std::string& path, const FileFacts& is) {
    if (is_temporary_name(path.substr(path.rfind('/') + 1))) {
      if (!run_.unfinished) {
        add(path + " was left behind");
      }
      return;
    }
    const bool below_output =
        run_.way == Way::into_folder && (path == "web" || path.starts_with("web/"));
    if (is.inode == 0) {
      if (!below_output) {
        add(path + ": a folder that nobody asked for");
      }
      return;
    }
    const bool may_be_output =
        below_output || (run_.way == Way::converted && path.ends_with(".webp"));
    const std::string place = below_output ? "in/" + path.substr(4) : path;
    const auto source = inputs_.find(without_extension(place));
    if (!may_be_output || source == inputs_.end()) {
      add(path + ": a file that nobody asked for");
      return;
    }
    check_complete(path, is, before_.at(source->second));
    const std::string status = told(source->second);
    if (status == "failed" || status == "unprocessed") {
      if (!run_.unfinished) {
        add(fmt::format("{} was said to be {}, and there is {}", source->second, status, path));
      }
    }
  }

  const FileTree& before_;
  const FileTree& after_;
  const HarmedRun& run_;
  std::map<std::string, Json> records_;
  std::map<std::string, std::string> inputs_;  ///< by their paths without extension
  std::vector<std::string> harm_;
};

/// A file or one of the folders above it was told of: what is in a folder that cannot be read is
/// nobody's to know.
bool is_told(const std::set<std::string>& told, std::string path) {
  for (; !path.empty(); path = std::filesystem::path(path).parent_path()) {
    if (told.contains(path)) {
      return true;
    }
  }
  return false;
}

}  // namespace

Report report_so_far(const std::string& ndjson) {
  Report report;
  std::istringstream lines(ndjson.substr(0, ndjson.rfind('\n') + 1));
  std::string line;
  while (std::getline(lines, line)) {
    const Json object = Json::parse(line);
    const Json& type = object.at("type");
    (type == "header"   ? report.header
     : type == "footer" ? report.footer
                        : report.files.emplace_back()) = object;
  }
  return report;
}

std::vector<std::string> find_harm(const FileTree& before, const FileTree& after,
                                   const HarmedRun& run) {
  return Inspection(before, after, run).harm();
}

void check_tree(const FileTree& before, const FileTree& after, const HarmedRun& run) {
  CAPTURE(run.ended.out, run.ended.err, run.ended.exit_code, run.ended.signal_number);
  REQUIRE_FALSE(run.ended.late);
  const std::vector<std::string> harm = find_harm(before, after, run);
  CAPTURE(harm);
  REQUIRE(harm.empty());
  const Report report = report_so_far(run.ended.out);
  std::set<std::string> told;
  for (const Json& record : report.files) {
    const std::string path = record.at("original_path");
    CAPTURE(path);
    REQUIRE(before.contains(path));
    REQUIRE(told.insert(path).second);
  }
  if (report.footer.is_null()) {
    REQUIRE(run.ended.exit_code != 0);
    return;
  }
  for (const auto& [path, facts] : before) {
    CAPTURE(path);
    REQUIRE((facts.inode == 0 || !path.starts_with("in/") || is_told(told, path)));
  }
  Ended ended = run.ended;
  if (ended.signal_number == SIGKILL) {
    // Killed behind its footer: with the code that it was about to end with.
    ended.signal_number = 0;
    ended.exit_code = report.footer.at("exit_code");
  }
  check_adds_up(report, ended);
  if (report.footer.at("ended") == "stopped") {
    CHECK(ended.exit_code == 3);
  }
}

void check_healed(const FileTree& before, const TempFolder& temp, Way way) {
  const Ended again = run_pixherd(arguments_for(way), inside(temp));
  const FileTree after = tree(temp.path());
  CAPTURE(again.out, again.err, again.exit_code);
  REQUIRE(again.exit_code == 0);
  const Report report = report_so_far(again.out);
  REQUIRE(report.footer.is_object());
  REQUIRE(report.footer.at("ended") == "done");
  // Its records tell of what it found, which need not be what there was at the beginning.
  const std::vector<std::string> harm = find_harm(before, after, {.way = way, .ended = {}});
  CAPTURE(harm);
  REQUIRE(harm.empty());
}

void check_part_failed(const Ended& ended) {
  CAPTURE(ended.out, ended.err);
  CHECK(ended.exit_code == 1);
  const Report report = report_so_far(ended.out);
  CHECK(report.of("in/png.png").at("status") == "saved");
  CHECK(report.footer.at("totals").at("unprocessed") == 0);
  CHECK(report.footer.at("totals").at("failed") > 0);
}

}  // namespace pixherd
