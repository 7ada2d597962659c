// SPDX-License-Identifier: Apache-2.0
#include "support/run_pixherd.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <set>
#include <sstream>

#include "pixherd/base/check.hpp"
#include "pixherd/image/engine.hpp"
#include "support/catch.hpp"

namespace pixherd {

const Json& Report::of(const std::string& original_path) const {
  const Json* found = nullptr;
  for (const Json& file : files) {
    if (file.at("original_path") == original_path) {
      REQUIRE(found == nullptr);
      found = &file;
    }
  }
  CAPTURE(original_path);
  REQUIRE(found != nullptr);
  return *found;
}

Report parse_report(const std::string& ndjson) {
  Report report;
  std::istringstream lines(ndjson);
  std::string line;
  while (std::getline(lines, line)) {
    const Json object = Json::parse(line);
    const Json& type = object.at("type");
    if (type == "header") {
      REQUIRE((report.header.is_null() && report.files.empty()));
      report.header = object;
    } else if (type == "footer") {
      REQUIRE(report.footer.is_null());
      report.footer = object;
    } else {
      REQUIRE((type == "file" && !report.header.is_null() && report.footer.is_null()));
      report.files.push_back(object);
    }
  }
  REQUIRE(report.header.is_object());
  REQUIRE(report.footer.is_object());
  return report;
}

void check_adds_up(const Report& report, const Ended& ended) {
  std::map<std::string, std::uint64_t> counts;
  std::uint64_t original = 0;
  std::uint64_t optimized = 0;
  for (const Json& file : report.files) {
    const std::string status = file.at("status");
    ++counts[status];
    const bool success = status != "failed" && status != "unprocessed";
    CHECK(file.at("success") == success);
    CHECK(file.at("error").is_null() == (status != "failed"));
    if (success && status != "ignored") {
      original += file.at("original_size").get<std::uint64_t>();
      optimized += file.at("optimized_size").get<std::uint64_t>();
    }
  }
  const Json& totals = report.footer.at("totals");
  CHECK(totals.at("inputs") == report.files.size());
  for (const char* status :
       {"saved", "would_save", "copied", "kept", "skipped", "ignored", "failed", "unprocessed"}) {
    CAPTURE(status);
    CHECK(totals.at(status) == counts[status]);
  }
  CHECK(totals.at("original_bytes") == original);
  CHECK(totals.at("optimized_bytes") == optimized);
  const int code = ended.signal_number != 0 ? 128 + ended.signal_number : ended.exit_code;
  CHECK(report.footer.at("exit_code") == code);
  if (report.footer.at("ended") == "done") {
    const bool found = report.footer.contains("check") && !report.footer["check"].at("passed");
    CHECK(code == (counts["failed"] > 0 || found ? 1 : 0));
    CHECK(counts["unprocessed"] == 0);
  }
}

Ended run_pixherd(const Arguments& arguments, Command how) {
  if (how.program.empty()) {
    how.program = PIXHERD_BINARY;
  }
  how.arguments = arguments;
  Ended ended = run(how);
  REQUIRE_FALSE(ended.late);
  return ended;
}

Reported report_of(Arguments arguments, Command how) {
  arguments.insert(arguments.begin(), "--json");
  Reported done;
  done.ended = run_pixherd(arguments, std::move(how));
  CAPTURE(done.ended.err, done.ended.exit_code, done.ended.signal_number);
  done.report = parse_report(done.ended.out);
  check_adds_up(done.report, done.ended);
  return done;
}

std::map<std::string, FileFacts> tree(const std::filesystem::path& folder) {
  std::map<std::string, FileFacts> found;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    FileFacts& facts = found[entry.path().lexically_relative(folder).string()];
    if (entry.is_regular_file() && !entry.is_symlink()) {
      struct stat raw {};
      REQUIRE(::lstat(entry.path().c_str(), &raw) == 0);
      facts = {read_file(entry.path()),
               std::int64_t{raw.st_mtim.tv_sec} * 1'000'000'000 + raw.st_mtim.tv_nsec, raw.st_mode,
               raw.st_ino};
    }
  }
  return found;
}

std::vector<std::string> names_in(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.is_symlink() || !entry.is_directory()) {
      names.push_back(entry.path().lexically_relative(folder).string());
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

Command inside(const TempFolder& temp) { return {.program = {}, .folder = temp.path()}; }

Command on_host(const TempFolder& temp, unsigned cpus, std::uint64_t memory_available) {
  temp.write("host/proc/self/status",
             fmt::format("Name:\tx\nCpus_allowed_list:\t0-{}\n", cpus - 1));
  temp.write("host/proc/meminfo",
             fmt::format("MemTotal: 99999999 kB\nMemAvailable: {} kB\n", memory_available / 1024));
  Command how = inside(temp);
  how.environment["PIXHERD_HOST_ROOT"] = (temp / "host").string();
  return how;
}

void need_engine() {
  static const Result<EngineFacts> engine = start_engine();
  PIXHERD_CHECK(engine.ok());
}

Json pool_of(const Reported& done) { return done.report.footer.at("stats").at("pool"); }

Json plan_of(const Command& how, Arguments arguments) {
  arguments.insert(arguments.begin(), {"in", "--plan"});
  const Ended ended = run_pixherd(arguments, how);
  CAPTURE(ended.err);
  REQUIRE(ended.exit_code == 0);
  CHECK(ended.err == "");
  return Json::parse(ended.out);
}

void write_one_of_each(const TempFolder& temp) {
  need_engine();
  for (const sample::Named& each : sample::one_of_each()) {
    temp.write("in/" + each.name + "." + std::string(extension(each.format)), each.bytes);
  }
}

sample::Bytes bytes_of(const std::filesystem::path& file) {
  const std::string text = read_file(file);
  sample::Bytes bytes(text.size());
  std::transform(text.begin(), text.end(), bytes.begin(),
                 [](char each) { return static_cast<std::byte>(each); });
  return bytes;
}

namespace {

ImageFormat sniffed(const sample::Bytes& bytes) {
  const auto format = sniff_format(std::span(bytes).first(std::min(kSniffBytes, bytes.size())));
  REQUIRE(format.has_value());
  return *format;
}

}  // namespace

Pixels pixels_of(const std::filesystem::path& file) {
  need_engine();
  CAPTURE(file);
  const sample::Bytes bytes = bytes_of(file);
  Result<Pixels> pixels = decode_pixels(bytes, sniffed(bytes));
  REQUIRE(pixels.ok());
  return std::move(pixels).value();
}

SourceFacts facts_of(const std::filesystem::path& file) {
  CAPTURE(file);
  const sample::Bytes bytes = bytes_of(file);
  Result<SourceFacts> facts = read_source_facts(bytes, sniffed(bytes));
  REQUIRE(facts.ok());
  return std::move(facts).value();
}

double difference(const Pixels& a, const Pixels& b) {
  REQUIRE(a.width == b.width);
  REQUIRE(a.height == b.height);
  REQUIRE((a.bands == b.bands && a.bits == 8 && b.bits == 8 && a.pages == b.pages));
  double sum = 0;
  for (std::size_t i = 0; i < a.data.size(); ++i) {
    sum += std::abs(std::to_integer<int>(a.data[i]) - std::to_integer<int>(b.data[i]));
  }
  return sum / static_cast<double>(a.data.size());
}

sample::Bytes photo(std::uint32_t width) {
  need_engine();
  static std::map<std::uint32_t, sample::Bytes> made;
  sample::Bytes& bytes = made[width];
  if (bytes.empty()) {
    bytes = sample::image(ImageFormat::jpeg, {.width = width, .height = width * 2 / 3});
  }
  return bytes;
}

}  // namespace pixherd
