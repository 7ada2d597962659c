// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include "pixherd/cli/options.hpp"
#include "support/catch.hpp"
#include "support/compare.hpp"

namespace pixherd {
namespace {

using Words = std::vector<std::string>;

Command parse(const Words& words) {
  std::vector<const char*> argv{"pixherd"};
  for (const std::string& word : words) {
    argv.push_back(word.c_str());
  }
  return parse_arguments(static_cast<int>(argv.size()), argv.data()).command;
}

Options options_of(const Words& words) {
  auto parsed = parse(words);
  if (const auto* print = std::get_if<PrintAndExit>(&parsed)) {
    FAIL(print->text);
  }
  return std::get<Options>(std::move(parsed));
}

struct Bad {
  Words words;
  Words named;  ///< what the message has to say
};

TEST_CASE("each bad argument is refused with exit code 2 and a message that names it") {
  const std::vector<Bad> table{
      {{"--bogus", "in", "-o", "out"}, {"--bogus"}},
      {{"in", "-x"}, {"-x"}},
      {{"in", "-o", "out", "--processes", "0"}, {"--processes 0", "1"}},
      {{"in", "-o", "out", "--processes", "-1"}, {"--processes"}},
      {{"in", "-o", "out", "--processes", "many"}, {"--processes many"}},
      {{"in", "-o", "out", "--processes", "1.5"}, {"--processes 1.5"}},
      {{"in", "-o", "out", "--processes", "1025"}, {"--processes 1025", "1024"}},
      {{"in", "-o", "out", "--processes", "4..2"}, {"--processes 4..2"}},
      {{"in", "-o", "out", "--processes", "0..2"}, {"--processes 0..2"}},
      {{"in", "-o", "out", "--processes", "2.."}, {"--processes 2.."}},
      {{"in", "-o", "out", "--processes", "..2"}, {"--processes ..2"}},
      {{"in", "-o", "out", "--processes", "1..2..3"}, {"--processes 1..2..3"}},
      {{"in", "-o", "out", "--quality", "101"},
       {"--quality: 101 is no whole number from 1 to 100"}},
      {{"in", "-o", "out", "--quality", "0"}, {"--quality"}},
      {{"in", "-o", "out", "--quality", "80.5"}, {"--quality: 80.5 is no whole number"}},
      {{"in", "-o", "out", "--quality", "good"}, {"--quality: good is no whole number"}},
      {{"in", "-o", "out", "--quality"}, {"--quality: its value is missing: 1-100"}},
      {{"in", "-o", "out", "--quality", "8", "--quality", "9"},
       {"--quality: given 2 times, and may be given once"}},
      {{"in", "-o", "out", "--timeout", "long"}, {"--timeout: long is no number from 0.01 to "}},
      {{"in", "-o", "out", "--min-batch-size", "few"},
       {"--min-batch-size few: a number was expected"}},
      {{"in", "-o", "out", "--jpeg-quality", "101"}, {"--jpeg-quality"}},
      {{"in", "-o", "out", "--png-quality", "-5"}, {"--png-quality"}},
      {{"in", "-o", "out", "--webp-quality", "400"}, {"--webp-quality"}},
      {{"in", "-o", "out", "--avif-quality", "0"}, {"--avif-quality"}},
      {{"in", "-o", "out", "--format", "bmp"}, {"--format", "bmp"}},
      {{"in", "-o", "out", "--keep", "some"}, {"--keep", "some"}},
      {{"in", "-o", "out", "--lane", "fast"}, {"--lane", "fast"}},
      {{"in", "-o", "out", "--min-savings", "100%"}, {"--min-savings", "100%"}},
      {{"in", "-o", "out", "--min-savings", "some"}, {"--min-savings", "some"}},
      {{"in", "-o", "out", "--sandbox", "maybe"}, {"--sandbox", "maybe"}},
      {{"in", "-o", "out", "--timeout", "0"}, {"--timeout"}},
      {{"in", "-o", "out", "--verify", "never"}, {"--verify", "never"}},
      {{"in", "--in-place", "--allow-loss", "colour"},
       {"--allow-loss colour", "apng", "mpo", "gain-map", "trailer", "pages", "animation", "depth",
        "cmyk", "metadata", "alpha", "all"}},
      {{"in", "--in-place", "--allow-loss", "apng mpo"}, {"--allow-loss apng mpo"}},
      {{"in", "-o", "out", "--max-images-per-worker", "-1"}, {"--max-images-per-worker"}},
      {{"in", "-o", "out", "--max-images-per-worker", "few"}, {"--max-images-per-worker"}},
      {{"in", "-o", "out", "--max-pixels", "many"}, {"--max-pixels many", "50M"}},
      {{"in", "-o", "out", "--max-pixels", "-1"}, {"--max-pixels"}},
      {{"in", "-o", "out", "--max-input-bytes", "1,5G"}, {"--max-input-bytes 1,5G"}},
      {{"in", "-o", "out", "--lane", "coefficients"}, {"--lane", "coefficients"}},
      {{"in", "-o", "out", "--lane"}, {"--lane"}},
      {{"in", "-o", "out", "--long-edge", "0"}, {"--long-edge"}},
      {{"in", "-o", "out", "--width", "-1"}, {"--width"}},
      {{"in", "-o", "out", "--height", "1000001"}, {"--height"}},
      {{"in", "-o", "out", "--short-edge", "wide"}, {"--short-edge"}},
      {{"in", "-o", "out", "--in-place"}, {"--output", "--in-place"}},
      {{"in", "-o", "out", "--tasks", "list"}, {"--output", "--tasks"}},
      {{"--in-place", "--tasks", "list"}, {"--in-place", "--tasks"}},
      {{"in", "--tasks", "list"}, {"--tasks", "in"}},
      {{"--tasks", "list", "--quality", "80"}, {"--tasks", "quality"}},
      {{"--tasks", "list", "--long-edge", "80"}, {"--tasks"}},
      {{"in", "--in-place", "--format", "webp"},
       {"--in-place", "--format webp", "--remove-source"}},
      {{"in", "--in-place", "--remove-source"}, {"--remove-source", "--format"}},
      {{"in", "-o", "out", "--remove-source"}, {"--remove-source"}},
      {{"in", "--lossless", "-o", "out", "--quality", "80"}, {"--lossless", "--quality"}},
      {{"in", "--lossless", "-o", "out", "--width", "80"}, {"--lossless", "--width"}},
      {{"in", "--in-place", "--widths", "80"}, {"--in-place", "--widths"}},
      {{"in", "--same-folder"}, {"--same-folder", "--suffix"}},
      {{"in", "--same-folder", "--suffix", "-s", "--flatten"}, {"--flatten", "--output"}},
      {{"in", "-o", "out", "--fit", "cover"}, {"--fit", "--width", "--height"}},
      {{"in", "-o", "out", "--position", "north"}, {"--position", "--fit cover"}},
      {{"in", "-o", "out", "--formats", "webp"}, {"--formats", "--widths"}},
      {{"in", "-o", "out", "--widths", "0"}, {"--widths", "0"}},
      {{"in", "-o", "out", "--widths", "80", "--formats", "bmp"}, {"--formats bmp"}},
      {{"in", "-o", "out", "--widths", "80", "--name-template", "{stem}"}, {"--name-template"}},
      {{"in", "-o", "out", "--background", "mauve"}, {"--background mauve"}},
      {{"in", "-o", "out", "--percent", "none"}, {"--percent none"}},
      {{"in", "-o", "out", "--bit-depth", "9"}, {"--bit-depth 9"}},
      {{"in", "-o", "out", "--strip", "gps,smell"}, {"--strip smell"}},
      {{"in", "-o", "out", "-0"}, {"--null", "--files-from"}},
      {{"-", "-o", "out"}, {"standard input", "-o -"}},
      {{"a", "b", "-o", "-"}, {"-o -"}},
      {{}, {"INPUT"}},
      {{"-o", "out"}, {"INPUT"}},
      {{"--plan"}, {"INPUT"}},
      {{"in"}, {"--output", "--in-place"}},
      {{"in", "-o", "out", "--min-batch-size", "0"}, {"--min-batch-size"}},
      {{"in", "-o", "out", "--min-batch-size", "-3"}, {"--min-batch-size"}},
      {{"in", "-o", "out", "--min-batch-size", "200"}, {"--min-batch-size 200"}},
      {{"in", "-o", "out", "--max-batch-size", "9"}, {"--max-batch-size 9"}},
      {{"in", "-o", "out", "--max-batch-size", "4294967296"}, {"--max-batch-size"}},
      {{"in", "-o", "out", "--tasks-per-process", "0"}, {"--tasks-per-process"}},
      {{"in", "-o", "out", "--target-memory-percentage", "0"}, {"--target-memory-percentage"}},
      {{"in", "-o", "out", "--target-memory-percentage", "70"}, {"--target-memory-percentage"}},
      {{"in", "-o", "out", "--target-memory-percentage", "nan"}, {"--target-memory-percentage"}},
      {{"in", "-o", "out", "-q", "-v"}, {"--quiet", "--verbose"}},
      {{"in", "-o", "out", "-o", "other"}, {"--output"}},
  };
  for (const Bad& bad : table) {
    std::string line;
    for (const std::string& word : bad.words) {
      line += word + " ";
    }
    CAPTURE(line);
    const auto parsed = parse(bad.words);
    const auto* print = std::get_if<PrintAndExit>(&parsed);
    REQUIRE(print != nullptr);
    CHECK(print->exit_code == 2);
    for (const std::string& named : bad.named) {
      CAPTURE(print->text, named);
      CHECK(contains(print->text, named));
    }
  }
}

TEST_CASE("an option with an empty value is refused by its name") {
  for (const char* option : {"--output",
                             "--tasks",
                             "--processes",
                             "--format",
                             "--keep",
                             "--lane",
                             "--quality",
                             "--jpeg-quality",
                             "--png-quality",
                             "--webp-quality",
                             "--avif-quality",
                             "--width",
                             "--height",
                             "--long-edge",
                             "--short-edge",
                             "--min-batch-size",
                             "--max-batch-size",
                             "--tasks-per-process",
                             "--target-memory-percentage",
                             "--verify",
                             "--max-pixels",
                             "--max-input-bytes",
                             "--max-images-per-worker",
                             "--allow-loss"}) {
    for (const Words& words :
         {Words{option, ""}, Words{"in", option, ""}, Words{"in", "--in-place", option, ""},
          Words{option, "", "--plan", "in"}, Words{std::string(option) + "="},
          Words{std::string(option) + "=", "in", "in", "--plan"}}) {
      CAPTURE(words);
      const auto parsed = parse(words);
      const auto* print = std::get_if<PrintAndExit>(&parsed);
      REQUIRE(print != nullptr);
      CAPTURE(print->text);
      CHECK(print->exit_code == 2);
      CHECK(print->text.starts_with(std::string("pixherd: ") + option));
    }
  }
}

TEST_CASE("an equals sign at the end of a word that is no option is part of it") {
  CHECK(options_of({"a=", "-o", "b=", "--", "--output="}).inputs == Words{"a=", "--output="});
  CHECK(std::get<AsListed>(options_of({"--tasks=list="}).destination).task_list == "list=");
}

TEST_CASE("an argument cannot write control characters to the terminal through its message") {
  const auto parsed = parse({"in", "-o", "out", "--processes", "\x1B[2J"});
  CHECK(std::get<PrintAndExit>(parsed).text.find('\x1B') == std::string::npos);
}

TEST_CASE("help is printed with exit code 0 and names every option that the messages name") {
  for (const char* flag : {"-h", "--help"}) {
    const auto parsed = parse({flag});
    const auto& print = std::get<PrintAndExit>(parsed);
    CHECK(print.exit_code == 0);
    for (const char* option :
         {"--output", "--in-place", "--remove-source", "--tasks", "--format", "--quality",
          "--long-edge", "--processes", "--min-batch-size", "--max-batch-size",
          "--target-memory-percentage", "--tasks-per-process", "--plan", "--stats", "--json"}) {
      CAPTURE(option);
      CHECK(contains(print.text, option));
    }
  }
}

TEST_CASE("into a folder pictures are shrunk, converted and copied where that does not help") {
  const Options options = options_of({"a", "b/", "-o", "web", "--format", "webp", "--quality", "70",
                                      "--jpeg-quality", "60", "--long-edge", "1600"});
  CHECK(options.inputs == Words{"a", "b/"});
  CHECK(std::get<IntoFolder>(options.destination).folder == "web");
  CHECK(options.settings.format == ImageFormat::webp);
  CHECK(options.settings.quality.global == 70);
  CHECK(options.settings.quality.jpeg == 60);
  CHECK_FALSE(options.settings.quality.avif.has_value());
  CHECK(options.settings.resize == Resize{0, 0, 1600, 0, false});
  CHECK(options.settings.copy_unimproved);
  CHECK_FALSE(options.settings.replaces_source);
  CHECK_FALSE(options.settings.lossless);
  CHECK(options.settings.metadata == MetadataSet::none());
}

TEST_CASE("in place nothing is lost unless a lossy option is given") {
  const Options plain = options_of({"in", "--in-place"});
  CHECK(plain.settings.lossless);
  CHECK(plain.settings.metadata == MetadataSet::all());
  CHECK(plain.settings.replaces_source);
  CHECK_FALSE(plain.settings.copy_unimproved);
  for (const Words& lossy : {Words{"--quality", "80"}, Words{"--width", "100"},
                             Words{"--format", "webp", "--remove-source"}}) {
    Words words{"in", "--in-place"};
    words.insert(words.end(), lossy.begin(), lossy.end());
    const Options options = options_of(words);
    CHECK_FALSE(options.settings.lossless);
    CHECK(options.settings.replaces_source);
    CHECK(options.settings.metadata == MetadataSet::none());
  }
  CHECK(options_of({"in", "--in-place", "--format", "original"}).settings.lossless);
  CHECK(options_of({"in", "--in-place", "--keep", "all"}).settings.lossless);
  CHECK(options_of({"in", "--in-place", "--keep", "icc"}).settings.metadata == MetadataSet::icc());
  CHECK(options_of({"in", "--in-place", "--quality", "80", "--keep", "icc"}).settings.metadata ==
        MetadataSet::icc());
}

TEST_CASE("a lane is the fastest that can, unless one is named") {
  CHECK_FALSE(options_of({"in", "-o", "out"}).settings.lane.has_value());
  CHECK_FALSE(options_of({"in", "-o", "out", "--lane", "auto"}).settings.lane.has_value());
  CHECK(options_of({"in", "-o", "out", "--lane", "planes"}).settings.lane == Lane::planes);
  CHECK(options_of({"in", "-o", "out", "--lane", "libvips"}).settings.lane == Lane::libvips);
  CHECK(options_of({"--tasks", "list", "--lane", "libvips"}).settings.lane == Lane::libvips);
}

TEST_CASE("outputs are verified as is asked for, else in full where they replace their source") {
  const auto wanted = [](const Words& words) {
    return options_of(words).settings.wanted_verification();
  };
  CHECK(wanted({"in", "-o", "out"}) == Verification::header);
  CHECK(wanted({"in", "-o", "out", "--verify=full"}) == Verification::full);
  CHECK(wanted({"in", "--in-place"}) == Verification::full);
  CHECK(wanted({"in", "--in-place", "--verify=header"}) == Verification::header);
  const Words converts{"in", "--in-place", "--format", "webp", "--remove-source"};
  CHECK(wanted(converts) == Verification::full);
  CHECK(options_of({"--tasks", "list", "--verify", "full"}).settings.verification ==
        Verification::full);
}

TEST_CASE("how large an input may be is taken over, with a suffix or without") {
  const auto limits = [](const Words& words) { return options_of(words).settings.limits; };
  CHECK(limits({"in", "-o", "out"}) == InputLimits{268'402'689, 2'000'000'000});
  CHECK(limits({"in", "--in-place", "--max-pixels", "50M", "--max-input-bytes", "1Gi"}) ==
        InputLimits{50'000'000, 1'073'741'824});
  CHECK(limits({"--tasks", "list", "--max-pixels=0", "--max-input-bytes=0"}) == InputLimits{0, 0});
}

TEST_CASE("a worker does any number of images unless a number is given") {
  CHECK(options_of({"in", "-o", "out"}).max_images_per_worker == 0);
  CHECK(options_of({"in", "-o", "out", "--max-images-per-worker=7"}).max_images_per_worker == 7);
}

TEST_CASE("nothing may be lost but what is named") {
  const auto allowed = [](const Words& words) { return options_of(words).settings.allowed_losses; };
  CHECK(allowed({"in", "--in-place"}).empty());
  LossSet two;
  two.insert(LossKind::gain_map);
  two.insert(LossKind::trailer);
  CHECK(allowed({"in", "--in-place", "--allow-loss=trailer,gain-map"}) == two);
  CHECK(allowed({"in", "-o", "out", "--allow-loss", "trailer,gain-map,trailer"}) == two);
  CHECK(allowed({"--tasks", "list", "--allow-loss", "mpo,all"}) == LossSet::all());
}

TEST_CASE("what is not given is left to the sizing functions") {
  const Options options = options_of({"in", "-o", "out"});
  CHECK(options.batch == BatchSizeConfig{});
  CHECK_FALSE(options.target_memory_percentage.has_value());
  CHECK_FALSE(options.processes.has_value());
  CHECK(options.scan.recursive);
  CHECK_FALSE(options.scan.hidden);
  CHECK(options.verbosity == Verbosity::normal);
}

TEST_CASE("the sizes of pool and batches are taken over from the options") {
  const Options options = options_of({"in", "-o", "out", "--processes", "1..4", "--min-batch-size",
                                      "1", "--max-batch-size", "30", "--tasks-per-process", "5",
                                      "--target-memory-percentage", "0.25"});
  CHECK(options.processes == PoolSize{1, 4});
  CHECK(options.batch.min_size == 1);
  CHECK(options.batch.max_size == 30);
  CHECK(options.batch.tasks_per_process == 5);
  CHECK(nearly(options.target_memory_percentage.value_or(0), 0.25));
  CHECK(options_of({"in", "-o", "out", "--processes", "3"}).processes == PoolSize{3, 3});
  CHECK(options_of({"in", "-o", "out", "--target-memory-percentage", "1"})
            .target_memory_percentage.has_value());
}

TEST_CASE("a plan needs no destination and a version needs nothing at all") {
  const Options plan = options_of({"in", "--plan"});
  CHECK(plan.plan);
  CHECK(std::holds_alternative<Nowhere>(plan.destination));
  CHECK(std::holds_alternative<PrintVersion>(parse({"--version"})));
  CHECK(std::holds_alternative<PrintVersion>(parse({"-V"})));
}

TEST_CASE("a task list takes the place of the inputs") {
  const Options options = options_of({"--tasks", "-", "--json", "--stats", "-q"});
  CHECK(std::get<AsListed>(options.destination).task_list == "-");
  CHECK(options.json);
  CHECK(options.stats);
  CHECK(options.verbosity == Verbosity::quiet);
  CHECK_FALSE(options.settings.replaces_source);
}

TEST_CASE("an input whose name begins with a dash stands behind two dashes") {
  CHECK(options_of({"-o", "out", "--", "-q", "--json"}).inputs == Words{"-q", "--json"});
}

}  // namespace
}  // namespace pixherd
