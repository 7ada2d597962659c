// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "pixherd/format/source_facts.hpp"
#include "pixherd/image/pixels.hpp"
#include "support/run_binary.hpp"
#include "support/sample_images.hpp"
#include "support/temp_folder.hpp"

namespace pixherd {

using Json = nlohmann::json;
using Arguments = std::vector<std::string>;

/// What --json printed, line by line.
struct Report {
  Json header;
  std::vector<Json> files;
  Json footer;

  /// The one record of that input; fails the test where there is none, or more than one.
  [[nodiscard]] const Json& of(const std::string& original_path) const;
};

Report parse_report(const std::string& ndjson);

/// Promise 4: one record an input, counts and bytes that add up, and the exit code that follows.
void check_adds_up(const Report& report, const Ended& ended);

/// Runs the binary; `how` is everything but program and arguments.
Ended run_pixherd(const Arguments& arguments, Command how = {.program = {}});

/// With --json, on a run that comes to its end: parsed and checked to add up.
struct Reported {
  Ended ended;
  Report report;
};
Reported report_of(Arguments arguments, Command how = {.program = {}});

/// What the footer tells of the pool.
Json pool_of(const Reported& done);

/// What --plan prints of the folder "in".
Json plan_of(const Command& how, Arguments arguments = {});

/// What a run must not change.
struct FileFacts {
  std::string bytes;
  std::int64_t mtime_ns = 0;
  mode_t mode = 0;
  ino_t inode = 0;
  bool operator==(const FileFacts&) const = default;
};

/// Everything below `folder` by its relative path; of folders and links only that they are there.
std::map<std::string, FileFacts> tree(const std::filesystem::path& folder);

/// The relative paths of all that is no folder.
std::vector<std::string> names_in(const std::filesystem::path& folder);

/// Run with this folder as the current one.
Command inside(const TempFolder& temp);

/// The same on a machine of so many processors and so much memory, made of plain files.
Command on_host(const TempFolder& temp, unsigned cpus,
                std::uint64_t memory_available = 8'000'000'000);

/// Starts the engine in this process, which sample images need, at the first call.
void need_engine();

/// One image of each kind that is read, in the folder "in", named for its kind.
void write_one_of_each(const TempFolder& temp);

sample::Bytes bytes_of(const std::filesystem::path& file);
Pixels pixels_of(const std::filesystem::path& file);
SourceFacts facts_of(const std::filesystem::path& file);

/// The mean difference of two pictures, in samples; REQUIREs them to be of one shape.
double difference(const Pixels& a, const Pixels& b);

/// A JPEG that -o makes smaller, and others of the same kind but of other sizes in bytes.
sample::Bytes photo(std::uint32_t width = 160);

}  // namespace pixherd
