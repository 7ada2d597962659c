// SPDX-License-Identifier: Apache-2.0
// What one place says of one thing in two ways.
#include "command_line.hpp"

namespace pixherd {
namespace {

std::vector<std::string> into_folder(const std::vector<std::string>& more) {
  std::vector<std::string> words{"in", "-o", "out"};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

TEST_CASE("two words that say opposite things of one option are refused, and both are named") {
  struct Case {
    std::vector<std::string> typed;
    std::string one;
    std::string other;
  };
  const std::vector<Case> table{
      {{"--progressive", "--baseline"}, "--progressive", "--baseline"},
      {{"--baseline", "--progressive"}, "--progressive", "--baseline"},
      {{"--progressive=no", "--progressive"}, "--progressive", "--baseline"},
      {{"--width", "9", "--upscale", "--no-upscale"}, "--upscale", "--no-upscale"},
      {{"--keep", "gps,none"}, "--keep none", "--keep gps"},
      {{"--keep", "all,none"}, "--keep none", "--keep all"},
      {{"--keep", "none", "--keep", "ICC"}, "--keep none", "--keep icc"},
      {{"--strip", "none,gps"}, "--strip none", "--strip gps"},
      {{"--keep", "icc", "--strip", "icc"}, "--keep icc", "--strip icc"},
      {{"--keep", "exif,icc", "--strip", "gps,icc"}, "--keep icc", "--strip icc"},
      {{"--keep", "all", "--strip", "all"}, "--keep all", "--strip all"},
      {{"--keep", "icc,xmp", "--strip", "all"}, "--keep icc", "--strip all"},
      {{"--keep", "gps", "--strip", "exif"}, "--keep gps", "--strip exif"},
      {{"--keep", "exif", "--strip", "xmp,exif"}, "--keep exif", "--strip exif"},
  };
  for (const Case& each : table) {
    const std::string text = printed_by(into_folder(each.typed), 2);
    CAPTURE(text);
    CHECK(contains(text, each.one + " and " + each.other + " exclude each other"));
  }
}

TEST_CASE("kinds of metadata of which some are dropped, and what is said twice alike, are taken") {
  for (const std::vector<std::string>& typed :
       std::vector<std::vector<std::string>>{{"--keep", "all", "--strip", "gps"},
                                             {"--keep", "exif", "--strip", "gps"},
                                             {"--keep", "exif,xmp,icc", "--strip", "gps"},
                                             {"--keep", "none", "--strip", "gps"},
                                             {"--keep", "icc,icc"},
                                             {"--keep", "all,gps"},
                                             {"--strip", "none"},
                                             {"--progressive", "--progressive"},
                                             {"--progressive=no", "--baseline"},
                                             {"--width", "9", "--no-upscale", "--no-upscale"}}) {
    CAPTURE(typed);
    options_from(into_folder(typed));
  }
}

TEST_CASE("places that contradict each other do not: the higher one counts") {
  const Surroundings file = with_files({{".pixherd.toml", "keep = [\"icc\"]\nbaseline = true\n"}});
  const TaskSettings settings =
      options_from(into_folder({"--strip", "icc", "--progressive"}), file).settings;
  CHECK(settings.metadata == MetadataSet::none());
  CHECK(settings.encoder.scans == Scans::progressive);
  CHECK(options_from(into_folder({"--preset", "web", "--strip", "icc"})).settings.metadata_asked);
}

TEST_CASE("a contradiction within a configuration or among variables is told with its place") {
  const std::string in_file = printed_by(
      into_folder({}), 2, with_files({{".pixherd.toml", "keep = [\"icc\", \"none\"]\n"}}));
  CAPTURE(in_file);
  CHECK(contains(in_file, ".pixherd.toml:1: --keep none and --keep icc exclude each other"));
  const std::string by_variables =
      printed_by(into_folder({}), 2,
                 with_files({}, {{"PIXHERD_PROGRESSIVE", "1"}, {"PIXHERD_BASELINE", "1"}}));
  CAPTURE(by_variables);
  CHECK(contains(by_variables, "PIXHERD_PROGRESSIVE and PIXHERD_BASELINE exclude each other"));
  CHECK(contains(printed_by(into_folder({}), 2, with_files({}, {{"PIXHERD_KEEP", "gps,none"}})),
                 "PIXHERD_KEEP: --keep none and --keep gps exclude each other"));
}

TEST_CASE("a variable that sets nothing is told of, with the one that was meant") {
  struct Case {
    std::string variable;
    std::string said;  ///< empty: nothing is
  };
  const std::vector<Case> table{
      {"PIXHERD_QUALTY",
       "PIXHERD_QUALTY: is the variable of no option, and sets nothing; did you mean "
       "PIXHERD_QUALITY?"},
      {"PIXHERD_LONGEDGE", "did you mean PIXHERD_LONG_EDGE?"},
      {"PIXHERD_THREADS", "did you mean --processes?"},
      {"PIXHERD_Quality", "did you mean PIXHERD_QUALITY?"},
      {"PIXHERD_SMELL", "PIXHERD_SMELL: is the variable of no option, and sets nothing"},
      {"PIXHERD_RESUME", "PIXHERD_RESUME: --resume is for one call"},
      {"PIXHERD_QUALITY", ""},
      {"PIXHERD_COLORS", ""},
      {"PIXHERD_VERSION", ""},
      {"PIXHERD_HELP", ""},
      {"PIXHERD_HOST_ROOT", ""},
      {"PIXHERD_BENCH_CORPUS", ""},
      {"PIXHERDER", ""},
      {"QUALTY", ""},
  };
  for (const Case& each : table) {
    CAPTURE(each.variable);
    const Surroundings around = with_files({}, {{each.variable, "70"}});
    const std::vector<std::string> warnings = parse_words(into_folder({}), around).warnings;
    CHECK(warnings.size() == (each.said.empty() ? 0 : 1));
    for (const std::string& warning : warnings) {
      CHECK(contains(warning, each.said));
    }
    const auto refused = parse_words({"in"}, around);
    CHECK(refused.warnings == warnings);
  }
  CHECK(parse_words(into_folder({}), with_files({}, {{"PIXHERD_QUALTY", ""}})).warnings.empty());
}

}  // namespace
}  // namespace pixherd
