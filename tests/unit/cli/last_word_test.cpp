// SPDX-License-Identifier: Apache-2.0
// Which of several words on one thing counts, and what becomes of words that nothing knows.
#include "command_line.hpp"

namespace pixherd {
namespace {

TEST_CASE("a task list takes from a configuration how images are encoded, but not what is made") {
  const Surroundings around =
      with_files({{".pixherd.toml",
                   "background = \"black\"\nkernel = \"cubic\"\nlane = \"libvips\"\n"
                   "chroma-subsampling = \"4:4:4\"\nbit-depth = 10\ndither = 0.5\n"
                   "quality = 40\nlong-edge = 90\nupscale = true\nformat = \"webp\"\n"}});
  const TaskSettings settings = options_from({"--tasks", "list"}, around).settings;
  CHECK(settings.background == Colour{0, 0, 0, 255});
  CHECK(settings.resize.kernel == Kernel::cubic);
  CHECK(settings.lane == Lane::libvips);
  CHECK(settings.encoder.chroma == ChromaSubsampling::full);
  CHECK(settings.encoder.bit_depth == 10);
  CHECK(settings.encoder.dither_percent == 50);
  CHECK_FALSE(settings.resize.upscale);
  CHECK_FALSE(settings.quality.global);
}

TEST_CASE("a flag with an opposite says what it was given as, in a printed page too") {
  const auto scans = [](const std::string& typed) {
    return options_from({"in", "-o", "out", typed}).settings.encoder.scans;
  };
  CHECK(scans("--progressive") == Scans::progressive);
  CHECK(scans("--baseline") == Scans::baseline);
  CHECK(scans("--progressive=no") == Scans::baseline);
  CHECK(printed_by({"--progressive", "--print-config"}, 0).find("\nprogressive = true ") !=
        std::string::npos);
}

TEST_CASE("a flag that is given neither true nor false is refused by its name") {
  for (const char* word : {"--progressive=maybe", "--baseline=foo", "--upscale=x",
                           "--no-upscale=2x", "--progressive=3"}) {
    const std::string typed(word);
    const std::string name = typed.substr(0, typed.find('='));
    CHECK(printed_by({"in", "-o", "out", typed}, 2).find(name) != std::string::npos);
  }
  printed_by({"in", "-o", "out", "--baseline=99999999999999999999"}, 2);
}

TEST_CASE("an option that is given a number beyond 64 bits is refused by its name") {
  for (const char* option :
       {"--baseline", "--progressive", "--upscale", "--no-upscale", "--quiet", "--no-config",
        "--processes", "--tasks-per-process", "--width", "--widths", "--quality", "--max-pixels",
        "--max-bytes", "--percent", "--timeout", "--shard", "--nice"}) {
    const std::string typed = std::string(option) + "=99999999999999999999";
    const std::string answer = printed_by({"in", "-o", "out", typed}, 2);
    CAPTURE(answer);
    CHECK(contains(answer, option));
  }
}

TEST_CASE("another fit than a configuration's leaves no place of it behind") {
  const Surroundings around = with_files(
      {{".pixherd.toml", "width = 90\nheight = 90\nfit = \"cover\"\nposition = \"attention\"\n"}});
  const std::vector<std::string> words{"in", "-o", "out", "--fit"};
  const auto position_with = [&](const std::string& fit) {
    std::vector<std::string> all = words;
    all.push_back(fit);
    return options_from(all, around).settings.resize.position;
  };
  CHECK(position_with("fill") == Position::centre);
  CHECK(position_with("inside") == Position::centre);
  CHECK(position_with("contain") == Position::centre);
  CHECK(position_with("cover") == Position::attention);
}

TEST_CASE("a run without a lock does not wait for one, whatever a configuration says") {
  const Surroundings around =
      with_files({{".pixherd.toml", "state = \"done\"\nlock = true\nlock-wait = \"5m\"\n"}});
  CHECK(options_from({"in", "-o", "out"}, around).lock_wait_seconds == 300);
  CHECK(options_from({"in", "-o", "out", "--lock=false"}, around).lock_wait_seconds == 0);
}

TEST_CASE("a field of a name that is not known is refused, with the one that was meant") {
  const std::string refused = printed_by(
      {"in", "-o", "out", "--widths", "90", "--name-template", "{stem}-{width}x{hieght}.{ext}"}, 2);
  CHECK(refused.find("--name-template {hieght}: ") != std::string::npos);
  CHECK(refused.find("did you mean {height}?") != std::string::npos);
  CHECK(options_from({"in", "-o", "out", "--widths", "90", "--name-template",
                      "{{stem}-{width}}x{height}.{ext}"})
            .name_template == "{{stem}-{width}}x{height}.{ext}");
}

TEST_CASE("a format is taken by the same words wherever one is named") {
  for (const char* word : {"tif", "TIFF", "Tif"}) {
    CHECK(options_from({"in", "-o", "out", "--format", word}).settings.format == ImageFormat::tiff);
    CHECK(options_from({"in", "-o", "out", "--widths", "9", "--formats", word})
              .settings.renditions.front()
              .format == ImageFormat::tiff);
  }
  CHECK(options_from({"in", "-o", "out", "--format", "WEBP"}).settings.format == ImageFormat::webp);
  CHECK_FALSE(options_from({"in", "-o", "out", "--format", "Original"}).settings.format);
  CHECK_FALSE(options_from({"in", "-o", "out", "--widths", "9", "--formats", "Original"})
                  .settings.renditions.front()
                  .format);
}

TEST_CASE("a printed configuration has no control characters, those of two bytes either") {
  const std::string page = printed_by({"-o",
                                       "a\xC2\x85"
                                       "b\x1B",
                                       "--print-config"},
                                      0);
  CHECK(page.find("output = \"a\\u0085b\\u001B\"") != std::string::npos);
  CHECK(page.find("\xC2\x85") == std::string::npos);
}

}  // namespace
}  // namespace pixherd
