// SPDX-License-Identifier: Apache-2.0
#include "command_line.hpp"

namespace pixherd {
namespace {

using List = std::vector<std::string>;

/// Two that exclude each other, each with what it needs.
struct Contradiction {
  List one;
  List other;
  List beside{"in", "-o", "out"};
  bool both_ways = true;  ///< the other, higher up, puts the one out of force too
};

const std::vector<Contradiction>& contradictions() {
  static const List kLossless{"--lossless"};
  static const List kWidths{"--widths", "90"};
  static const List kTasks{"--tasks", "list"};
  static const List kInPlace{"--in-place"};
  static const std::vector<Contradiction> kTable{
      {kInPlace, {"--output", "out"}, {"in"}},
      {kInPlace, {"--same-folder", "--suffix", "-x"}, {"in"}},
      {kInPlace, kWidths, {"in"}, false},
      {kInPlace, {"--suffix", "-x"}, {"in"}, false},
      {kInPlace, {"--overwrite", "never"}, {"in"}, false},
      {{"--output", "out"}, {"--same-folder", "--suffix", "-x"}, {"in"}},
      {{"--output", "-"}, {"--json"}, {"in"}, false},
      {{"--output", "-"}, {"--plan"}, {"in"}, false},
      {{"--output", "-"}, {"--suffix", "-x"}, {"in"}, false},
      {{"--output", "-"}, {"--overwrite", "never"}, {"in"}, false},
      {{"--output", "-"}, {"--shard", "1/2"}, {"in"}, false},
      {{"--output", "-"}, {"--time-limit", "2h"}, {"in"}, false},
      {{"--merge-reports"}, {"--output", "out"}, {"in"}, false},
      {{"--merge-reports"}, {"--in-place"}, {"in"}, false},
      {{"--merge-reports"}, {"--tasks", "list"}, {"in"}, false},
      {{"--merge-reports"}, {"--files-from", "list"}, {"in"}, false},
      {kTasks, {"--output", "out"}, {}, false},
      {kTasks, {"--in-place"}, {}, false},
      {kTasks, {"--files-from", "list"}, {}, false},
      {kTasks, {"--root", "folder"}, {}, false},
      {kTasks, {"--suffix", "-x"}, {}, false},
      {kTasks, kWidths, {}, false},
      {{"--files-from", "list"}, {"--files0-from", "list"}, {"-o", "out"}},
      {kLossless, {"--quality", "80"}},
      {kLossless, {"--jpeg-quality", "80"}},
      {kLossless, {"--tiff-quality", "80"}},
      {kLossless, {"--width", "90"}},
      {kLossless, {"--height", "90"}},
      {kLossless, {"--long-edge", "90"}},
      {kLossless, {"--short-edge", "90"}},
      {kLossless, {"--percent", "50%"}},
      {kLossless, {"--pixels", "2M"}},
      {kLossless, kWidths},
      {kLossless, {"--near-lossless"}},
      {kLossless, {"--colours", "9"}},
      {kLossless, {"--max-bytes", "200K"}},
      {kLossless, {"--chroma-subsampling", "4:4:4"}, {"in", "-o", "out"}, false},
      {kLossless, {"--kernel", "cubic"}, {"in", "-o", "out"}, false},
      {kLossless, {"--background", "black"}, {"in", "-o", "out"}, false},
      {kLossless, {"--bit-depth", "10"}, {"in", "-o", "out"}, false},
      {kLossless, {"--dither", "0.5"}, {"in", "-o", "out"}, false},
      {kLossless, {"--lane", "planes"}, {"in", "-o", "out"}, false},
      {kWidths, {"--width", "90"}},
      {kWidths, {"--long-edge", "90"}},
      {kWidths, {"--pixels", "2M"}},
      {kWidths, {"--suffix", "-x"}},
      {kWidths, {"--upscale"}, {"in", "-o", "out"}, false},
      {{"--formats", "webp", "--widths", "90"}, {"--format", "png"}},
      {{"--fit", "cover", "--width", "9", "--height", "9"}, {"--long-edge", "90"}},
      {{"--fit", "fill", "--width", "9", "--height", "9"}, {"--percent", "50"}},
      {{"--quiet"}, {"--verbose"}},
      {{"--plan"}, {"--dry-run"}},
      {{"--check"}, {"--plan"}},
      {{"--output", "-"}, {"--check"}, {"in"}, false},
      {{"--output", "-"}, {"--summary-md", "summary.md"}, {"in"}, false},
      {{"--output", "-"}, {"--annotations", "github"}, {"in"}, false},
  };
  return kTable;
}

List joined_words(List words, const List& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

std::string in_one_line(const List& words) {
  std::string line;
  for (const std::string& word : words) {
    line += word + " ";
  }
  return line;
}

/// The same options as PIXHERD_* variables.
Surroundings as_variables(const List& words) {
  Surroundings around;
  std::string variable;
  for (const std::string& word : words) {
    if (!word.starts_with("--")) {
      around.variables[variable] = word;
      continue;
    }
    variable = "PIXHERD_";
    for (const char letter : word.substr(2)) {
      variable += letter == '-' ? '_' : static_cast<char>(std::toupper(letter));
    }
    around.variables[variable] = "true";
  }
  return around;
}

TEST_CASE("options that exclude each other are refused together, and both are named") {
  for (const Contradiction& pair : contradictions()) {
    const List words = joined_words(joined_words(pair.beside, pair.one), pair.other);
    CAPTURE(in_one_line(words));
    const std::string text = printed_by(words, 2);
    CHECK(contains(text, "exclude each other"));
    CHECK(contains(text, pair.one.front()));
    CHECK(contains(text, pair.other.front()));
  }
}

TEST_CASE("of two that exclude each other the one that was typed beats the one from below") {
  for (const Contradiction& pair : contradictions()) {
    CAPTURE(in_one_line(pair.one), in_one_line(pair.other));
    command_from(joined_words(pair.beside, pair.one), as_variables(pair.other));
    if (pair.both_ways) {
      command_from(joined_words(pair.beside, pair.other), as_variables(pair.one));
    }
  }
}

TEST_CASE("what goes with an option alone is passed over where that option is out of force") {
  const auto typed = [](const List& words, const List& below) {
    return options_from(words, as_variables(below));
  };
  CHECK(std::holds_alternative<InPlace>(
      typed({"in", "--in-place"}, {"--output", "web", "--flatten"}).destination));
  const Options kept =
      typed({"in", "-o", "web"}, {"--in-place", "--remove-source", "--format", "webp"});
  CHECK(std::holds_alternative<IntoFolder>(kept.destination));
  CHECK(kept.settings.format == ImageFormat::webp);
  const Options one = typed({"in", "-o", "web", "--width", "90"},
                            {"--widths", "9,90", "--formats", "webp", "--manifest", "a.json"});
  CHECK(one.settings.renditions.empty());
  CHECK(one.settings.resize.width == 90);
  CHECK(typed({"in", "-o", "web", "--long-edge", "9"},
              {"--fit", "cover", "--width", "9", "--height", "9", "--position", "north"})
            .settings.resize == Resize{.long_edge = 9});
  CHECK(std::holds_alternative<IntoFolder>(
      typed({"in", "-o", "web"}, {"--tasks", "list"}).destination));
}

TEST_CASE("only what asks for loss puts a wish for none out of force") {
  const std::vector<List> ways_of_encoding{
      {"--kernel", "cubic"}, {"--background", "black"},         {"--lane", "planes"},
      {"--dither", "0.5"},   {"--chroma-subsampling", "4:4:4"}, {"--bit-depth", "10"},
  };
  for (const List& way : ways_of_encoding) {
    CAPTURE(in_one_line(way));
    for (const List& lossless : {List{"--lossless"}, List{"--preset", "archive"}}) {
      const List typed = joined_words({"in", "-o", "out"}, way);
      const std::string text = printed_by(typed, 2, as_variables(lossless));
      CHECK(contains(text, "--lossless and " + way.front() + " exclude each other"));
      CHECK(contains(text, lossless.front() == "--preset" ? "preset archive" : "PIXHERD_LOSSLESS"));
    }
    CHECK(options_from({"in", "-o", "out", "--preset", "archive"}, as_variables(way))
              .settings.lossless);
    CHECK(options_from({"in", "-o", "out", "--lossless"}, as_variables(way)).settings.lossless);
    // Neither is an argument, and the wish for no loss comes from further down.
    Surroundings below = with_files({{".pixherd.toml", "lossless = true"}});
    below.variables.merge(as_variables(way).variables);
    CHECK(options_from({"in", "-o", "out"}, below).settings.lossless);
    const Options lossy = options_from(joined_words({"in", "-o", "out", "--quality", "80"}, way),
                                       as_variables({"--preset", "archive"}));
    CHECK_FALSE(lossy.settings.lossless);
  }
}

TEST_CASE("what stands in a configuration for other runs keeps no image from standard output") {
  const std::vector<std::string> lines{
      "suffix = \"-x\"",
      "overwrite = \"never\"",
      "flatten = true",
      "hidden = true",
      "no-recursive = true",
      "exclude = \"drafts\"",
      "include = \"*.jpg\"",
      "root = \".\"",
      "widths = [90]",
      "same-folder = true",
      "in-place = true",
      "check = true",
      "json = true",
      "state = \"ledger\"",
      "time-limit = \"2h\"",
      "report = \"r.html\"",
      "remove-source = true\nin-place = true\nformat = \"webp\"",
      "one-file-system = true",
      "budget-total = \"1M\"",
      "summary-md = \"s.md\"",
  };
  for (const std::string& line : lines) {
    CAPTURE(line);
    const Options options =
        options_from({"-", "-o", "-", "--format", "webp"}, with_files({{".pixherd.toml", line}}));
    CHECK(std::holds_alternative<ToStandardOutput>(options.destination));
  }
}

TEST_CASE("what chooses among files is refused where none are looked for, if it was typed") {
  const std::vector<List> places{{"--tasks", "list"}, {"in.jpg", "-o", "-"}};
  const std::vector<List> choices{{"--include", "*.jpg"},
                                  {"--exclude", "drafts"},
                                  {"--hidden"},
                                  {"--no-recursive"},
                                  {"--one-file-system"}};
  for (const List& place : places) {
    for (const List& choice : choices) {
      CAPTURE(in_one_line(place), in_one_line(choice));
      const std::string text = printed_by(joined_words(place, choice), 2);
      CHECK(contains(text, choice.front() + " has no bearing on "));
      CHECK(contains(text, place.front() == "--tasks" ? "--tasks" : "-o -"));
      options_from(place, as_variables(choice));
    }
  }
  CHECK(contains(printed_by({"in.jpg", "-o", "-", "--root", "."}, 2), "--root has no bearing on"));
  options_from({"in.jpg", "-o", "-"}, as_variables({"--root", "."}));
  options_from({"--tasks", "list", "--hidden=false"});
}

TEST_CASE("what is said for a whole task list holds, and what each entry says itself is refused") {
  const auto beside_list = [](List more) {
    more.insert(more.begin(), {"--tasks", "list"});
    return more;
  };
  for (const List& holds : {List{"--keep", "icc"},
                            {"--strip", "gps"},
                            {"--background", "black"},
                            {"--kernel", "cubic"},
                            {"--lane", "planes"},
                            {"--min-savings", "5%"},
                            {"--verify", "full"},
                            {"--allow-loss", "apng"},
                            {"--effort", "3"},
                            {"--webp-effort", "3"},
                            {"--chroma-subsampling", "4:4:4"},
                            {"--progressive"},
                            {"--baseline"},
                            {"--dither", "0.5"},
                            {"--bit-depth", "10"},
                            {"--max-pixels", "5M"},
                            {"--max-input-bytes", "5M"}}) {
    CAPTURE(holds.front());
    options_from(beside_list(holds));
  }
  for (const List& refused : {List{"--quality", "80"},
                              {"--webp-quality", "80"},
                              {"--format", "webp"},
                              {"--width", "9"},
                              {"--long-edge", "9"},
                              {"--lossless"},
                              {"--near-lossless"},
                              {"--colours", "9"},
                              {"--max-bytes", "9K"},
                              {"--widths", "9"},
                              {"--preset", "web"},
                              {"--suffix", "-x"}}) {
    CAPTURE(refused.front());
    CHECK(contains(printed_by(beside_list(refused), 2), "--tasks"));
  }
}

TEST_CASE("a bound of 0 asks for nothing, and takes nothing out of force") {
  const Surroundings lossless = with_files({{".pixherd.toml", "lossless = true"}});
  CHECK(options_from({"in", "-o", "web", "--max-bytes", "0"}, lossless).settings.lossless);
  CHECK_FALSE(options_from({"in", "-o", "web", "--max-bytes", "9K"}, lossless).settings.lossless);
}

TEST_CASE("widths and formats that are named twice are made once") {
  const Options options =
      options_from({"in", "-o", "web", "--widths", "80,40,80", "--formats", "webp,jpeg,webp"});
  CHECK(options.settings.renditions.size() == 4);
}

TEST_CASE("a flag that is switched off excludes nothing") {
  const Options options =
      options_from({"in", "--in-place=false"}, as_variables({"--output", "web"}));
  CHECK(std::holds_alternative<IntoFolder>(options.destination));
  CHECK(options_from({"in", "-o", "web", "--lossless=false"},
                     as_variables({"--lossless", "--strip", "gps"}))
            .settings.lossless == false);
}

}  // namespace
}  // namespace pixherd
