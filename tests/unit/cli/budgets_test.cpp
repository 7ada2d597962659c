// SPDX-License-Identifier: Apache-2.0
#include "command_line.hpp"

namespace pixherd {
namespace {

std::vector<GlobBudget> globs_of(const Surroundings& around) {
  return options_from({"in", "--check"}, around).budgets.globs;
}

TEST_CASE("option --check is a dry run, and one in place where no other place is named") {
  const Options alone = options_from({"in", "--check"});
  CHECK(alone.check);
  CHECK(alone.settings.dry_run);
  CHECK(alone.settings.lossless);
  CHECK(std::holds_alternative<InPlace>(alone.destination));
  CHECK_FALSE(options_from({"in", "--check", "--quality", "80"}).settings.lossless);
  CHECK(
      std::holds_alternative<IntoFolder>(options_from({"in", "--check", "-o", "out"}).destination));
  CHECK(std::holds_alternative<BesideSource>(
      options_from({"in", "--check", "--same-folder", "--suffix", "-x"}).destination));
  CHECK(std::holds_alternative<AsListed>(options_from({"--tasks", "list", "--check"}).destination));
}

TEST_CASE("option --check stands for --in-place where a configuration is made for other places") {
  const auto in_place = [](const std::vector<std::string>& words, const std::string& file) {
    return std::holds_alternative<InPlace>(
        options_from(words, with_files({{".pixherd.toml", file}})).destination);
  };
  for (const char* file : {"overwrite = \"never\"", "suffix = \"-x\"", "widths = [90, 900]",
                           "widths = [90]\nformats = [\"webp\"]\nmanifest = \"m.html\"",
                           "flatten = true", "in-place = false", "quality = 80"}) {
    CAPTURE(file);
    CHECK(in_place({"photos", "--check"}, file));
    CHECK(in_place({"photos"}, std::string("check = true\n") + file));
    CHECK(in_place({"photos", "--in-place", "-n"}, file));
  }
  CHECK(in_place({"photos", "--check", "--format", "webp", "--remove-source"}, ""));
  CHECK(in_place({"photos", "--check"}, "format = \"webp\"\nremove-source = true"));
  CHECK_FALSE(in_place({"photos", "--check"}, "output = \"web\""));
  CHECK(std::get<MergeReports>(command_from({"a.ndjson", "--merge-reports"})).reports ==
        std::vector<std::string>{"a.ndjson"});
  CHECK(contains(printed_by({"a.ndjson", "--budget-file", "9K", "--merge-reports"}, 2),
                 "--budget-file goes with --check"));
  CHECK(contains(printed_by({"a.ndjson", "--check", "--merge-reports"}, 2),
                 "--merge-reports and --check exclude each other"));
  CHECK_FALSE(in_place({"photos", "--check"}, "same-folder = true\nsuffix = \"-x\""));
  for (const std::vector<std::string>& needs_place : {std::vector<std::string>{"--suffix", "-x"},
                                                      {"--overwrite", "never"},
                                                      {"--widths", "90"},
                                                      {"--format", "webp"}}) {
    std::vector<std::string> words{"photos", "--check"};
    words.insert(words.end(), needs_place.begin(), needs_place.end());
    CAPTURE(words);
    CHECK(contains(printed_by(words, 2), "say where the results go"));
  }
}

TEST_CASE("the budgets of a file keep their order") {
  const Surroundings around = with_files(
      {{".pixherd.toml", "[budgets]\n\"z/**\" = \"2K\"\n\"a/**\" = 100\nplain = \"1Mi\"\n"}});
  CHECK(globs_of(around) ==
        std::vector<GlobBudget>{{"z/**", 2000}, {"a/**", 100}, {"plain", 1 << 20}});
}

TEST_CASE("globs of a file in a folder above count from that folder") {
  const Surroundings around = with_files(
      {{"/srv/site/.pixherd.toml",
        "[budgets]\n\"images/**\" = 1\n\"*.png\" = 2\n\"drafts/\" = 3\n\"/etc/*\" = 4\n"}});
  CHECK(globs_of(around) == std::vector<GlobBudget>{{"/srv/site/images/**", 1},
                                                    {"/srv/site/**/*.png", 2},
                                                    {"/srv/site/**/drafts/", 3},
                                                    {"/etc/*", 4}});
}

TEST_CASE("the budgets of the project's file take the place of one's own") {
  const std::string own = "/home/me/.config/pixherd/config.toml";
  CHECK(globs_of(with_files(
            {{".pixherd.toml", "[budgets]\n\"a\" = 1\n"}, {own, "[budgets]\n\"b\" = 2\n"}})) ==
        std::vector<GlobBudget>{{"a", 1}});
  CHECK(globs_of(with_files({{own, "[budgets]\n\"b\" = 2\n"}})) ==
        std::vector<GlobBudget>{{"b", 2}});
}

TEST_CASE("budgets are printed with their places, and read again are the same") {
  const Surroundings around = with_files(
      {{".pixherd.toml", "\n[budgets]\n\"a \\\"b\\\"/**\" = \"2K\"\n\"*.png\" = 100\n"}});
  const std::string page = printed_by({"--print-config"}, 0, around);
  CAPTURE(page);
  CHECK(contains(page, "\n[budgets]\n\"a \\\"b\\\"/**\" = \"2K\" "));
  CHECK(contains(page, "# .pixherd.toml:3\n\"*.png\" = 100 "));
  CHECK(globs_of(with_files({{".pixherd.toml", page}})) == globs_of(around));
  CHECK(contains(printed_by({"--print-config"}, 0), "\n#[budgets]"));
}

TEST_CASE("an error in the table of budgets names file, line and glob") {
  const std::vector<std::pair<std::string, std::string>> table{
      {"[budgets]\n\"a/**\" = \"much\"", ".pixherd.toml:2: budgets: a/**: much: a number such as"},
      {"[budgets]\n\"a/**\" = -1", ".pixherd.toml:2: budgets: a/**: -1: a number such as"},
      {"[budgets]\n\"a/**\" = true", ".pixherd.toml:2: budgets: a/**: a text or a number"},
      {"[budgets]\n\"a/**\" = [1]", ".pixherd.toml:2: budgets: a/**: a text or a number"},
      {"[budgets]\na.png = 1", ".pixherd.toml:2: budgets: a: a glob in quotes was expected"},
      {"[budgets]\n\"\" = 1", ".pixherd.toml:2: budgets: : a glob in quotes was expected"},
      {"budgets = 1", ".pixherd.toml:1: budgets: no such option"},
      {"[[budgets]]\na = 1", ".pixherd.toml:1: budgets: options stand without headings"},
      {"[budget]\na = 1", ".pixherd.toml:1: budget: options stand without headings"},
  };
  for (const auto& [text, message] : table) {
    CAPTURE(text);
    CHECK(contains(printed_by({"in", "--in-place"}, 2, with_files({{".pixherd.toml", text}})),
                   message));
  }
}

}  // namespace
}  // namespace pixherd
