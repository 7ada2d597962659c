// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <sstream>

#include "command_line.hpp"

namespace pixherd {
namespace {

const char* const kOwnFile = "/home/me/.config/pixherd/config.toml";

std::vector<std::string> with_input(std::vector<std::string> words) {
  words.insert(words.begin(), {"in", "-o", "out"});
  return words;
}

int quality_of(const std::vector<std::string>& words, const Surroundings& around) {
  return options_from(with_input(words), around).settings.quality.global.value_or(0);
}

/// What a page of --print-config says, its comments left out.
std::string without_comments(const std::string& page) {
  std::istringstream lines(page);
  std::string bare;
  for (std::string line; std::getline(lines, line);) {
    line = line.substr(0, line.find("  #"));
    if (!line.starts_with('#')) {
      bare += line + "\n";
    }
  }
  return bare;
}

TEST_CASE(
    "arguments come before variables, these before the project's file, that before one's own") {
  const std::map<std::string, std::string> own{{kOwnFile, "quality = 10"}};
  std::map<std::string, std::string> both = own;
  both[".pixherd.toml"] = "quality = 20";
  const std::map<std::string, std::string> variable{{"PIXHERD_QUALITY", "30"}};
  CHECK(quality_of({}, with_files({})) == 0);
  CHECK(quality_of({}, with_files(own)) == 10);
  CHECK(quality_of({}, with_files(both)) == 20);
  CHECK(quality_of({}, with_files(both, variable)) == 30);
  CHECK(quality_of({"--quality", "40"}, with_files(both, variable)) == 40);
}

TEST_CASE("the project's file is the nearest, and its relative paths count from its folder") {
  const Surroundings near = with_files(
      {{".pixherd.toml", "output = \"web\""}, {"/srv/site/.pixherd.toml", "output = \"far\""}});
  CHECK(std::get<IntoFolder>(options_from({"in"}, near).destination).folder == "web");
  const Surroundings above = with_files({{"/srv/site/.pixherd.toml", "output = \"web\""}});
  CHECK(std::get<IntoFolder>(options_from({"in"}, above).destination).folder == "/srv/site/web");
  const Surroundings own = with_files({{kOwnFile, "output = \"web\""}});
  CHECK(std::get<IntoFolder>(options_from({"in"}, own).destination).folder == "web");
}

TEST_CASE("a file that is named is the only one, and --no-config reads none") {
  const std::map<std::string, std::string> files{{kOwnFile, "quality = 10"},
                                                 {".pixherd.toml", "effort = 3"},
                                                 {"my.toml", "webp-quality = 50"}};
  const auto settings =
      options_from(with_input({"--config", "my.toml"}), with_files(files)).settings;
  CHECK(settings.quality.webp == 50);
  CHECK_FALSE(settings.quality.global.has_value());
  CHECK_FALSE(settings.encoder.effort.global.has_value());
  CHECK(options_from(with_input({}), with_files(files, {{"PIXHERD_CONFIG", "my.toml"}}))
            .settings.quality.webp == 50);
  CHECK(quality_of({"--no-config"}, with_files(files)) == 0);
  CHECK(contains(printed_by(with_input({"--config", "none.toml"}), 2, with_files(files)),
                 "--config none.toml: there is no such file"));
  CHECK(
      contains(printed_by(with_input({"--config", "my.toml", "--no-config"}), 2, with_files(files)),
               "exclude each other"));
}

TEST_CASE("every kind of value can stand in a file") {
  const Options options = options_from({"in"}, with_files({{".pixherd.toml",
                                                            "in-place = true\n"
                                                            "keep = [\"icc\", \"copyright\"]\n"
                                                            "baseline = true\n"
                                                            "max-pixels = \"50M\"\n"
                                                            "exclude = \"*.bak\"\n"
                                                            "target-memory-percentage = 0.25\n"
                                                            "timeout = 5\n"
                                                            "processes = 3\n"}}));
  CHECK(std::holds_alternative<InPlace>(options.destination));
  CHECK(options.settings.metadata.contains(MetadataKind::icc));
  CHECK(options.settings.metadata.contains(MetadataKind::copyright));
  CHECK_FALSE(options.settings.metadata.contains(MetadataKind::gps));
  CHECK(options.settings.encoder.scans == Scans::baseline);
  CHECK(options.settings.limits.pixels == 50'000'000);
  CHECK(options.scan.exclude == std::vector<std::string>{"*.bak"});
  CHECK(nearly(options.target_memory_percentage.value_or(0), 0.25));
  CHECK(nearly(options.timeout_seconds, 5));
  CHECK(options.processes == PoolSize{3, 3});
}

struct BadFile {
  std::string text;
  std::vector<std::string> named;
};

TEST_CASE("an error in a file names file, line and key") {
  const std::vector<BadFile> table{
      {"\nqualty = 80", {".pixherd.toml:2: qualty: no such option; did you mean quality?"}},
      {"smell = 80", {".pixherd.toml:1: smell: no such option"}},
      {"quality = 500", {".pixherd.toml:1: --quality", "500"}},
      {"quality = \"good\"", {".pixherd.toml:1:", "--quality", "good"}},
      {"quality = [1, 2]", {".pixherd.toml:1: quality", "one value"}},
      {"quality = true", {".pixherd.toml:1: quality", "text or a number"}},
      {"quality = 1979-05-27", {".pixherd.toml:1: quality", "text or a number"}},
      {"lossless = 1", {".pixherd.toml:1: lossless", "true or false"}},
      {"format = \"wepb\"", {".pixherd.toml:1:", "--format", "wepb", "did you mean webp?"}},
      {"\n\nkeep = [\"smell\"]", {".pixherd.toml:3: --keep smell"}},
      {"keep = []", {".pixherd.toml:1: keep", "empty"}},
      {"suffix = \"\"", {".pixherd.toml:1: suffix", "empty"}},
      {"suffix = \"-s\\u0000\"", {".pixherd.toml:1: suffix", "NUL"}},
      {"background = \"mauve\"", {".pixherd.toml:1: --background mauve"}},
      {"preset = \"webb\"", {".pixherd.toml:1: --preset webb", "did you mean web?"}},
      {"colours = 9\ncolors = 9", {".pixherd.toml:", "another name"}},
      {"[Encoding]\nquality = 80", {".pixherd.toml:1: Encoding", "without headings"}},
      {"version = true", {".pixherd.toml:1: version", "single call"}},
      {"print-config = true", {".pixherd.toml:1: print-config", "single call"}},
      {"config = \"a\"", {".pixherd.toml:1: config", "single call"}},
      {"INPUT = \"a\"", {".pixherd.toml:1: INPUT: no such option"}},
      {"quality = 80\nquality = 90", {".pixherd.toml:2"}},
      {"quality = ", {".pixherd.toml:1"}},
      {"lossless = true\nquality = 80",
       {".pixherd.toml:1", ".pixherd.toml:2", "--lossless and --quality"}},
  };
  for (const BadFile& bad : table) {
    CAPTURE(bad.text);
    const std::string text =
        printed_by(with_input({}), 2, with_files({{".pixherd.toml", bad.text}}));
    for (const std::string& named : bad.named) {
      CAPTURE(text, named);
      CHECK(contains(text, named));
    }
  }
}

TEST_CASE("an error in a variable names it, and a variable that names no option is no error") {
  const auto refused = [](const char* name, const char* value) {
    return printed_by(with_input({}), 2, with_files({}, {{name, value}}));
  };
  CHECK(contains(refused("PIXHERD_LONG_EDGE", "wide"), "PIXHERD_LONG_EDGE"));
  CHECK(contains(refused("PIXHERD_LOSSLESS", "perhaps"), "PIXHERD_LOSSLESS: true or false"));
  CHECK(contains(refused("PIXHERD_BACKGROUND", "mauve"), "PIXHERD_BACKGROUND: --background mauve"));
  CHECK(contains(refused("PIXHERD_PRESET", "webb"), "did you mean web?"));
  const Options options =
      options_from(with_input({}), with_files({}, {{"PIXHERD_HOST_ROOT", "/tmp/host"},
                                                   {"PIXHERD_VERSION", "1.2.3"},
                                                   {"PIXHERD_HELP", "1"},
                                                   {"PIXHERD_QUALITY", ""},
                                                   {"PIXHERD_SMELL", "rose"},
                                                   {"PIXHERD_BASELINE", "yes"},
                                                   {"PIXHERD_KEEP", "icc,exif"},
                                                   {"PIXHERD_LONG_EDGE", "1600"}}));
  CHECK_FALSE(options.settings.quality.global.has_value());
  CHECK(options.settings.resize.long_edge == 1600);
  CHECK(options.settings.encoder.scans == Scans::baseline);
  CHECK(options.settings.metadata.contains(MetadataKind::exif));
}

TEST_CASE("a destination that is typed beats any in a file") {
  const Surroundings in_file = with_files({{".pixherd.toml", "in-place = true"}});
  CHECK(std::holds_alternative<IntoFolder>(options_from({"in", "-o", "web"}, in_file).destination));
  CHECK(
      std::holds_alternative<IntoFolder>(options_from({"in", "-o", "false"}, in_file).destination));
  CHECK(std::holds_alternative<AsListed>(options_from({"--tasks", "list"}, in_file).destination));
  CHECK(std::holds_alternative<InPlace>(options_from({"in"}, in_file).destination));
}

TEST_CASE("a quality for all formats that is typed beats one for a single format in a file") {
  const Surroundings in_file = with_files({{".pixherd.toml", "jpeg-quality = 60"}});
  const auto typed = options_from(with_input({"--quality", "90"}), in_file).settings.quality;
  CHECK(typed.global == 90);
  CHECK_FALSE(typed.jpeg.has_value());
  CHECK(options_from(with_input({"--webp-quality", "90"}), in_file).settings.quality.jpeg == 60);
}

TEST_CASE("what is kept and what is stripped come each from its own place") {
  const Surroundings in_file = with_files({{".pixherd.toml", "keep = [\"icc\", \"exif\"]"}});
  const MetadataSet kept = options_from(with_input({"--strip", "gps"}), in_file).settings.metadata;
  CHECK(kept.contains(MetadataKind::icc));
  CHECK(kept.contains(MetadataKind::exif));
  CHECK_FALSE(kept.contains(MetadataKind::gps));
}

TEST_CASE("a preset stands just below the place that names it") {
  const Options web = options_from(with_input({"--preset", "web"}));
  CHECK(web.settings.resize.long_edge == 1920);
  CHECK(web.settings.quality.jpeg == 80);
  CHECK(web.settings.metadata.contains(MetadataKind::copyright));
  CHECK_FALSE(web.settings.metadata.contains(MetadataKind::gps));

  const Surroundings file = with_files({{".pixherd.toml", "long-edge = 700\neffort = 3"}},
                                       {{"PIXHERD_JPEG_QUALITY", "11"}});
  const Options above = options_from(with_input({"--preset", "web"}), file);
  CHECK(above.settings.resize.long_edge == 1920);
  CHECK(above.settings.quality.jpeg == 80);
  CHECK(above.settings.encoder.effort.global == 3);

  const Surroundings below = with_files({{".pixherd.toml", "preset = \"web\"\nlong-edge = 700"}},
                                        {{"PIXHERD_JPEG_QUALITY", "11"}});
  const Options beaten = options_from(with_input({"--webp-quality", "12"}), below);
  CHECK(beaten.settings.resize.long_edge == 700);
  CHECK(beaten.settings.quality.jpeg == 11);
  CHECK(beaten.settings.quality.webp == 12);
  CHECK(options_from(with_input({"--preset", "email"}), below).settings.resize.long_edge == 1600);
}

TEST_CASE("every preset can be used into a folder and in place") {
  for (const char* preset : {"web", "thumbnail", "archive", "email"}) {
    CAPTURE(preset);
    options_from(with_input({"--preset", preset}));
    const Options in_place = options_from({"in", "--in-place", "--preset", preset});
    CHECK(in_place.settings.lossless == (std::string(preset) == "archive"));
  }
  CHECK(options_from(with_input({"--preset", "archive", "--quality", "80"})).settings.lossless ==
        false);
}

TEST_CASE("a printed configuration says where each value comes from") {
  const Surroundings around =
      with_files({{".pixherd.toml", "\neffort = 3"}}, {{"PIXHERD_LONG_EDGE", "900"}});
  const std::string page =
      printed_by({"--print-config", "--preset", "thumbnail", "--keep", "icc,gps"}, 0, around);
  CAPTURE(page);
  const auto line = [&](const std::string& key) {
    const std::size_t at = page.find("\n" + key + " =") + 1;
    REQUIRE(at != 0);
    return page.substr(at, page.find('\n', at) - at);
  };
  CHECK(line("effort").starts_with("effort = 3 "));
  CHECK(contains(line("effort"), "# .pixherd.toml:2"));
  CHECK(contains(line("long-edge"), "# preset thumbnail"));
  CHECK(line("keep").starts_with("keep = [\"icc\", \"gps\"] "));
  CHECK(contains(line("keep"), "# flag"));
  CHECK(contains(line("#timeout"), "# default"));
  CHECK(contains(line("#in-place"), "# default"));
  CHECK(contains(printed_by({"--print-config"}, 0, with_files({}, {{"PIXHERD_LONG_EDGE", "900"}})),
                 "# PIXHERD_LONG_EDGE"));
}

TEST_CASE("a printed configuration, read again, has the same result") {
  const std::vector<std::vector<std::string>> table{
      {},
      {"--preset", "web"},
      {"--preset", "archive", "--effort", "9"},
      {"--preset", "web", "--quality", "70", "--width", "300", "--strip", "copyright"},
      {"--preset", "email", "--lossless", "--no-recursive"},
      {"--suffix", "01"},
      {"--name-template", "{stem}\"\\{width}.{ext}", "--widths", "9,90"},
      {"--suffix", "-\xC3\xA4\x01\t", "--include", "[a-z]*", "--include", "b,c", "--exclude", "1"},
      {"--min-savings", "10KB", "--max-pixels", "0", "--target-memory-percentage", "0.30"},
      {"--progressive", "--no-upscale", "--dither", "0.5", "--background", "#00ff00"},
      {"--files-from", "-", "--null", "--quiet", "--json"},
      {"--in-place", "--remove-source", "--format", "webp", "--allow-loss", "apng,mpo"},
  };
  const Surroundings around = with_files(
      {{".pixherd.toml", "preset = \"thumbnail\"\nkeep = [\"xmp\"]"}}, {{"PIXHERD_EFFORT", "2"}});
  for (std::vector<std::string> words : table) {
    CAPTURE(words);
    words.insert(words.begin(), "--print-config");
    const std::string page = printed_by(words, 0, around);
    const std::string again = printed_by({"--print-config", "--config", "printed.toml"}, 0,
                                         with_files({{"printed.toml", page}}));
    CHECK(without_comments(again) == without_comments(page));

    std::vector<std::string> run = words;
    run[0] = "in";
    if (std::find(words.begin(), words.end(), "--in-place") == words.end()) {
      run.insert(run.end(), {"--output", "out"});
    }
    std::vector<std::string> rerun{"in", "--config", "printed.toml"};
    if (run.back() == "out") {
      rerun.insert(rerun.end(), {"--output", "out"});
    }
    const Options first = options_from(run, around);
    const Options second = options_from(rerun, with_files({{"printed.toml", page}}));
    CHECK(first.settings == second.settings);
    CHECK(first.suffix == second.suffix);
    CHECK(first.scan.include == second.scan.include);
  }
}

}  // namespace
}  // namespace pixherd
