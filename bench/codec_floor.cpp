// SPDX-License-Identifier: Apache-2.0
// The least that a run can cost: the same files, in memory, decoded, resized and encoded in one
// process by the functions, the engine and the options that a worker has, and nothing else. No
// pipe, no confinement, no verification, no temporary, no sync.
//
// Usage: codec_floor, and then what pixherd is given (INPUT... -o OUTPUT --long-edge 1600 ...).
// Nothing is written to OUTPUT. Prints a line of JSON: the processor seconds of all files, of those
// that were done in planes, of the one that took longest.
#include <fcntl.h>
#include <fmt/format.h>

#include <cerrno>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "image/convert.hpp"
#include "image/planes_lane.hpp"
#include "image/source.hpp"
#include "image/task_log.hpp"
#include "image/warm.hpp"
#include "pixherd/base/fd.hpp"
#include "pixherd/cli/options.hpp"
#include "pixherd/image/engine.hpp"
#include "process/worker_heap.hpp"

namespace pixherd {
namespace {

struct Floor {
  double seconds = 0;
  double seconds_in_planes = 0;
  double longest_seconds = 0;
  std::string longest;
  std::size_t files = 0;
  std::size_t bytes = 0;
};

[[noreturn]] void give_up(std::string_view path, std::string_view why) {
  fmt::print(stderr, "codec_floor: {}: {}\n", path, why);
  std::exit(1);
}

/// Of the process, so that the engine's own threads count.
double processor_seconds() {
  timespec time{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

std::vector<std::string> files_of(const std::vector<std::string>& inputs) {
  std::vector<std::string> paths;
  for (const std::string& input : inputs) {
    if (!std::filesystem::is_directory(input)) {
      paths.push_back(input);
      continue;
    }
    for (const auto& entry : std::filesystem::recursive_directory_iterator(input)) {
      if (entry.is_regular_file()) {
        paths.push_back(entry.path().string());
      }
    }
  }
  return paths;
}

Source read_source(const std::string& path, const InputLimits& limits) {
  const Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd) {
    give_up(path, error_from_errno(errno, "cannot open").message);
  }
  Result<Bytes> bytes = read_whole(fd.get(), limits.bytes);
  if (!bytes) {
    give_up(path, bytes.error().message);
  }
  Result<SourceFacts> facts = examine(*bytes);
  if (!facts) {
    give_up(path, facts.error().message);
  }
  return {std::move(*bytes), std::move(*facts)};
}

/// As a worker chooses between its lanes.
Result<Encoding> encode(const Source& source, const TaskSettings& settings) {
  if (settings.lane != Lane::libvips) {
    Result<std::optional<Made>> made = encode_in_planes(source, settings);
    if (!made) {
      return std::move(made).error();
    }
    if (made->has_value()) {
      return Encoding(Encoded{std::move(**made), {}, {}});
    }
  }
  return encode_converted(source, settings);
}

void add(Floor& floor, const std::string& path, const Source& source,
         const TaskSettings& settings) {
  cover_heap_growth();
  const double before = processor_seconds();
  const Result<Encoding> encoding = encode(source, settings);
  const double seconds = processor_seconds() - before;
  if (!encoding) {
    give_up(path, encoding.error().message);
  }
  const auto* encoded = std::get_if<Encoded>(&*encoding);
  if (encoded == nullptr) {
    give_up(path, std::get<Reason>(*encoding).message);
  }
  take_library_log();
  floor.seconds += seconds;
  floor.files += 1;
  floor.seconds_in_planes += encoded->made.lane == Lane::planes ? seconds : 0;
  floor.bytes += encoded->made.bytes.size();
  if (seconds > floor.longest_seconds) {
    floor.longest_seconds = seconds;
    floor.longest = std::filesystem::path(path).filename().string();
  }
}

Floor measure(const Options& options) {
  const std::vector<std::string> paths = files_of(options.inputs);
  std::vector<Source> sources;
  FormatSet formats;
  for (const std::string& path : paths) {
    sources.push_back(read_source(path, options.settings.limits));
    const ImageFormat format = sources.back().facts.format;
    formats.insert(format);
    formats.insert(options.settings.output_format(format));
  }
  set_up_heap();
  warm_up(formats);
  Floor floor;
  for (std::size_t i = 0; i < paths.size(); ++i) {
    add(floor, paths[i], sources[i], options.settings);
  }
  return floor;
}

int run(int argc, const char* const* argv) {
  const Command command = parse_arguments(argc, argv).command;
  if (const auto* printed = std::get_if<PrintAndExit>(&command)) {
    fmt::print(stderr, "{}", printed->text);
    return printed->exit_code;
  }
  const auto engine = start_engine();
  if (!engine) {
    give_up("libvips", engine.error().message);
  }
  set_engine_threads(1);
  const Floor floor = measure(std::get<Options>(command));
  fmt::print(
      "{{\"files\": {}, \"bytes\": {}, \"cpu\": {:.6f}, \"cpu_in_planes\": {:.6f}, "
      "\"longest_cpu\": {:.6f}, \"longest\": \"{}\"}}\n",
      floor.files, floor.bytes, floor.seconds, floor.seconds_in_planes, floor.longest_seconds,
      floor.longest);
  return 0;
}

}  // namespace
}  // namespace pixherd

int main(int argc, char** argv) { return pixherd::run(argc, argv); }
