// SPDX-License-Identifier: Apache-2.0
#include <set>

#include <csignal>

#include "support/catch.hpp"
#include "support/run_pixherd.hpp"

namespace pixherd {
namespace {

/// One of each status that a run with -o can have.
void write_inputs(const TempFolder& temp) {
  need_engine();
  temp.write("in/photo.jpg", photo());
  temp.write("in/moving.png", sample::animated_png());
  temp.write("in/empty.jpg", "");
  temp.write("in/notes.txt", "hello");
}

std::set<std::string> keys(const Json& object) {
  std::set<std::string> names;
  for (const auto& [key, value] : object.items()) {
    names.insert(key);
  }
  return names;
}

using Keys = std::set<std::string>;

TEST_CASE("the header comes first and says what runs, with what and how") {
  const TempFolder temp;
  write_inputs(temp);
  const Ended ended = run_pixherd({"in", "-o", "web", "--json"}, inside(temp));
  const Json header = Json::parse(ended.out.substr(0, ended.out.find('\n')));
  CHECK(keys(header) ==
        Keys{"type", "schema", "version", "engine", "sandbox", "settings_hash", "shard", "plan"});
  CHECK(header.at("type") == "header");
  CHECK(header.at("schema") == 1);
  CHECK(header.at("version").is_string());
  CHECK(header.at("engine").at("name").is_string());
  CHECK(header.at("engine").at("libvips").get<std::string>().starts_with("8."));
  const Json& codecs = header.at("engine").at("codecs");
  for (const ImageFormat format : kImageFormats) {
    CHECK(std::find(codecs.begin(), codecs.end(), Json(name(format))) != codecs.end());
  }
  CHECK(header.at("sandbox").is_object());
  CHECK(header.at("settings_hash").is_string());
  CHECK(header.at("shard").is_null());
  const Ended plan = run_pixherd({"in", "-o", "web", "--plan"}, inside(temp));
  CHECK(keys(header.at("plan")) == keys(Json::parse(plan.out)));
}

TEST_CASE("every record has every field, of its type") {
  const TempFolder temp;
  write_inputs(temp);
  const Reported done = report_of({"in", "-o", "web"}, inside(temp));
  CHECK(done.report.files.size() == 4);
  for (const Json& file : done.report.files) {
    CAPTURE(file.dump());
    CHECK(keys(file) == Keys{"type", "original_path", "optimized_path", "success", "status",
                             "original_size", "optimized_size", "saved_bytes", "compression_ratio",
                             "outputs", "reason", "error", "lane", "notes", "worker", "ms"});
    CHECK(file.at("original_path").is_string());
    CHECK(file.at("success").is_boolean());
    CHECK(file.at("original_size").is_number_unsigned());
    CHECK(file.at("saved_bytes").is_number_integer());
    CHECK(file.at("outputs").is_array());
    CHECK(file.at("notes").is_array());
    CHECK((file.at("worker").is_null() || file.at("worker").is_number_unsigned()));
    CHECK(file.at("ms").is_number());
    for (const char* field : {"reason", "error"}) {
      const Json& what = file.at(field);
      CHECK((what.is_null() || keys(what) == Keys{"code", "message"}));
    }
  }
  const Json& saved = done.report.of("in/photo.jpg");
  CHECK(keys(saved.at("outputs").at(0)) == Keys{"path", "size", "width", "height", "format"});
  const auto original = saved.at("original_size").get<double>();
  const auto optimized = saved.at("optimized_size").get<double>();
  CHECK(saved.at("saved_bytes") == original - optimized);
  CHECK(saved.at("compression_ratio").get<double>() ==
        Approx(100 * (original - optimized) / original).margin(0.01));
  CHECK(done.report.of("in/empty.jpg").at("optimized_size").is_null());
  CHECK(saved.at("lane") == "planes");
  CHECK(done.report.of("in/moving.png").at("lane").is_null());
  CHECK(done.report.of("in/moving.png").at("status") == "copied");
  CHECK(done.report.of("in/notes.txt").at("status") == "ignored");
}

TEST_CASE("the footer comes last, with totals and the figures of all systems") {
  const TempFolder temp;
  write_inputs(temp);
  const Json footer = report_of({"in", "-o", "web"}, inside(temp)).report.footer;
  CHECK(keys(footer) ==
        Keys{"type", "ended", "exit_code", "message", "warnings", "totals", "stats"});
  CHECK(footer.at("ended") == "done");
  CHECK(footer.at("exit_code") == 1);
  CHECK(keys(footer.at("totals")) == Keys{"inputs", "saved", "copied", "kept", "skipped", "ignored",
                                          "failed", "unprocessed", "would_save", "original_bytes",
                                          "optimized_bytes", "saved_bytes", "compression_ratio"});
  const Json& stats = footer.at("stats");
  CHECK(keys(stats) == Keys{"wall_seconds", "total_seconds", "workers", "pool", "batches", "memory",
                            "contention", "throughput"});
  CHECK(stats.at("total_seconds") > stats.at("wall_seconds"));
  CHECK(keys(stats.at("workers").at(0)) ==
        Keys{"worker", "tasks", "bytes", "busy_seconds", "waiting_seconds", "images_per_second"});
  CHECK(keys(stats.at("pool")) == Keys{"spawns", "spawn_seconds", "warm_seconds", "warm_hits",
                                       "peak_processes", "grown", "shrunk", "replaced",
                                       "recycled"});
  CHECK(keys(stats.at("batches")) ==
        Keys{"limit", "chunks", "min", "mean", "max", "distribution", "takeovers"});
  CHECK(keys(stats.at("memory")) ==
        Keys{"initial_available", "budget", "mean", "peak", "thirds", "deferred_grants"});
  CHECK(stats.at("memory").at("thirds").size() == 3);
  CHECK(keys(stats.at("contention")) == Keys{"waiting_seconds"});
  CHECK(keys(stats.at("throughput")) == Keys{"megabytes_per_second", "images_per_second"});
}

TEST_CASE("the figures agree with the records") {
  const TempFolder temp;
  for (int i = 0; i < 30; ++i) {
    temp.write("in/" + std::to_string(i) + ".jpg", photo());
  }
  const Reported done = report_of({"in", "-o", "web", "--processes", "2"}, inside(temp));
  std::map<int, std::uint64_t> by_worker;
  for (const Json& file : done.report.files) {
    ++by_worker[file.at("worker").get<int>()];
  }
  const Json& stats = done.report.footer.at("stats");
  std::uint64_t all = 0;
  for (const Json& worker : stats.at("workers")) {
    CHECK(worker.at("tasks") == by_worker[worker.at("worker").get<int>()]);
    all += worker.at("tasks").get<std::uint64_t>();
  }
  CHECK(all == 30);
  std::uint64_t chunks = 0;
  std::uint64_t tasks = 0;
  for (const auto& [size, count] : stats.at("batches").at("distribution").items()) {
    chunks += count.get<std::uint64_t>();
    tasks += std::stoull(size) * count.get<std::uint64_t>();
  }
  CHECK(stats.at("batches").at("chunks") == chunks);
  CHECK(tasks == 30);
  CHECK(stats.at("memory").at("peak") > 0);
  CHECK(stats.at("throughput").at("images_per_second") > 0);
}

TEST_CASE("the record of a file that is passed over has its size") {
  const TempFolder temp;
  temp.write("in/a.jpg", photo());
  temp.write("in/a-s.jpg", photo());
  temp.write("in/b.jpg", photo());
  temp.write("list", "in/a.jpg\nin/a-s.jpg\n");
  const Arguments beside{"--same-folder", "--suffix", "-s", "--exclude", "b.jpg"};
  const auto size = std::filesystem::file_size(temp / "in/b.jpg");
  for (const Arguments& named : {Arguments{"in", "in/b.jpg"}, Arguments{"--files-from", "list"}}) {
    Arguments arguments = named;
    arguments.insert(arguments.end(), beside.begin(), beside.end());
    const Reported done = report_of(arguments, inside(temp));
    CAPTURE(named);
    for (const Json& record : done.report.files) {
      CHECK(record.at("original_size") == size);
    }
    CHECK(done.report.of("in/a-s.jpg").at("reason").at("code") == "own_output");
  }
}

TEST_CASE("a run without images has a header and a footer all the same") {
  const TempFolder temp;
  std::filesystem::create_directory(temp / "in");
  const Reported done = report_of({"in", "-o", "web"}, inside(temp));
  CHECK(done.ended.exit_code == 0);
  CHECK(done.report.files.empty());
  CHECK(done.report.footer.at("totals").at("inputs") == 0);
  CHECK(done.report.footer.at("totals").at("compression_ratio").is_null());
}

TEST_CASE("the settings' hash depends on settings, and not on paths or processes") {
  const TempFolder temp;
  temp.write("in/photo.jpg", photo());
  temp.write("other/second.jpg", photo(200));
  const auto hash = [&](const Arguments& arguments) {
    return report_of(arguments, inside(temp)).report.header.at("settings_hash").get<std::string>();
  };
  const std::string usual = hash({"in", "-o", "web"});
  CHECK(hash({"in", "-o", "web", "--processes", "3"}) == usual);
  CHECK(hash({"other", "in", "-o", "elsewhere", "--max-batch-size", "10"}) == usual);
  std::set<std::string> different{usual};
  for (const Arguments& more : {Arguments{"--quality", "50"}, Arguments{"--jpeg-quality", "50"},
                                Arguments{"--width", "50"}, Arguments{"--height", "50"},
                                Arguments{"--long-edge", "50"}, Arguments{"--short-edge", "50"},
                                Arguments{"--format", "webp"}, Arguments{"--keep", "all"}}) {
    Arguments arguments{"in", "-o", "web"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    different.insert(hash(arguments));
  }
  different.insert(hash({"--in-place", "in"}));
  CHECK(different.size() == 10);
}

TEST_CASE("a report that cannot be written is an error") {
  const TempFolder temp;
  temp.write("photo.jpg", photo());
  Command how = inside(temp);
  how.program = "/bin/sh";
  const Ended ended =
      run_pixherd({"-c", "\"$0\" photo.jpg -o web --json > /dev/full", PIXHERD_BINARY}, how);
  CHECK(ended.exit_code == 3);
  CHECK(ended.err.find("standard output") != std::string::npos);
}

TEST_CASE("lines that nobody reads end the run by SIGPIPE, and what is done stays whole") {
  const TempFolder temp;
  // So many that the run outlives its reader, however late that gets its turn to end.
  constexpr std::size_t kImages = 600;
  const auto first = temp.write("in/first.jpg", photo(640));
  for (std::size_t i = 1; i < kImages; ++i) {
    std::filesystem::create_hard_link(first, temp / ("in/" + std::to_string(i) + ".jpg"));
  }
  const std::string listing = GENERATE("--json", "-v");
  Command how = inside(temp);
  how.program = "/bin/bash";
  const Ended ended =
      run_pixherd({"-c", "\"$0\" in -o web " + listing + " | read -r first; exit ${PIPESTATUS[0]}",
                   PIXHERD_BINARY},
                  how);
  CHECK(ended.exit_code == 128 + SIGPIPE);
  const auto outputs = names_in(temp / "web");
  CHECK(outputs.size() < kImages);
  for (const std::string& name : outputs) {
    CHECK(facts_of(temp / "web" / name).size.width == 640);
  }
}

}  // namespace
}  // namespace pixherd
