// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <regex>

#include "support/catch.hpp"
#include "support/compare.hpp"
#include "support/run_pixherd.hpp"

namespace pixherd {
namespace {

void write_photos(const TempFolder& temp, int count) {
  for (int i = 0; i < count; ++i) {
    temp.write("in/" + std::to_string(i) + ".jpg", photo());
  }
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

Ended on_terminal(const TempFolder& temp, Arguments arguments,
                  const std::map<std::string, std::string>& environment = {}) {
  Command how = inside(temp);
  how.terminal = true;
  how.environment = environment;
  arguments.insert(arguments.begin(), {"in", "-o", "web"});
  return run_pixherd(arguments, how);
}

TEST_CASE("a run prints one summary line on stdout and nothing else") {
  const TempFolder temp;
  write_photos(temp, 3);
  const Ended ended = run_pixherd({"in", "-o", "web"}, inside(temp));
  CHECK(ended.err == "");
  CHECK(std::regex_match(
      ended.out,
      std::regex("3 saved: [0-9.]+ kB -> [0-9.]+ kB, [0-9.]+ k?B saved \\([0-9.]+ %\\), in "
                 "[0-9.]+ s\n")));
}

TEST_CASE("quiet prints nothing when all is well, and failures on stderr otherwise") {
  const TempFolder temp;
  write_photos(temp, 3);
  const Ended well = run_pixherd({"in", "-o", "web", "-q", "--stats"}, inside(temp));
  CHECK(well.exit_code == 0);
  CHECK(well.out == "");
  CHECK(well.err == "");
  temp.write("in/bad.jpg", "nonsense");
  const Ended failed = run_pixherd({"in", "-o", "web", "-q"}, inside(temp));
  CHECK(failed.exit_code == 1);
  CHECK(failed.out == "");
  CHECK(failed.err.starts_with("pixherd: failed: in/bad.jpg: "));
  CHECK(std::count(failed.err.begin(), failed.err.end(), '\n') == 1);
}

TEST_CASE("verbose prints a line for every file") {
  const TempFolder temp;
  write_photos(temp, 2);
  temp.write("in/notes.txt", "hello");
  temp.write("in/empty.png", "");
  const Ended ended = run_pixherd({"in", "-o", "web", "-v"}, inside(temp));
  CHECK(std::count(ended.out.begin(), ended.out.end(), '\n') == 4);
  CHECK(has(ended.out, "saved: in/0.jpg ("));
  CHECK(has(ended.out, "saved: in/1.jpg ("));
  CHECK(has(ended.out, "ignored: in/notes.txt"));
  CHECK(has(ended.err, "failed: in/empty.png: is empty"));
}

TEST_CASE("the statistics have the figures of each of the six systems") {
  const TempFolder temp;
  write_photos(temp, 12);
  const Ended ended = run_pixherd({"in", "-o", "web", "--stats", "--processes", "2"}, inside(temp));
  CHECK(ended.err == "");
  for (const char* figure :
       {"at most 2 at a time", "grown", "shrunk", "chunks of", "tasks, mean", "limit", "taken over",
        "warm hits", "forked in", "available at first", "budget", "by third", "waited for work",
        "worker 0", "worker 1", "busy", "MB/s", "images/s", "saved ("}) {
    CAPTURE(figure);
    CHECK(has(ended.out, figure));
  }
}

TEST_CASE("with --json the summary goes to stderr, and stdout is JSON alone") {
  const TempFolder temp;
  write_photos(temp, 2);
  const Ended ended = run_pixherd({"in", "-o", "web", "--json", "--stats"}, inside(temp));
  CHECK(has(ended.err, "2 saved: "));
  CHECK(has(ended.err, "statistics"));
  CHECK(parse_report(ended.out).files.size() == 2);
  CHECK(run_pixherd({"in", "-o", "web", "--json", "-q"}, inside(temp)).err == "");
}

TEST_CASE("a terminal gets a progress bar, which is gone at the end") {
  const TempFolder temp;
  write_photos(temp, 60);
  const Ended ended = on_terminal(temp, {"--format", "avif"});
  CHECK(ended.exit_code == 0);
  CAPTURE(ended.err);
  CHECK(std::regex_search(
      ended.err, std::regex("\\[[#.]{20}\\] [0-9]+/60 images, [0-9.]+ k?B, .* saved \\(.* %\\), "
                            "[0-9.]+/s")));
  CHECK(ended.err.ends_with("\r\x1b[K"));
  CHECK(std::count(ended.out.begin(), ended.out.end(), '\n') == 1);
  for (std::size_t at = 0; at < ended.err.size();) {
    const std::size_t end = std::min(ended.err.find("\r\x1b[K", at + 1), ended.err.size());
    CHECK(end - at <= 4 + 119);
    at = end;
  }
}

TEST_CASE("there is no bar where there is no terminal, a dumb one, or -q") {
  const TempFolder temp;
  write_photos(temp, 16);
  CHECK(run_pixherd({"in", "-o", "web", "--format", "avif"}, inside(temp)).err == "");
  CHECK(on_terminal(temp, {"--format", "avif"}, {{"TERM", "dumb"}}).err == "");
  CHECK(on_terminal(temp, {"--format", "avif", "-q"}).err == "");
}

TEST_CASE("a terminal gets colours unless NO_COLOR is set") {
  const TempFolder temp;
  temp.write("in/empty.png", "");
  const std::string red = "\x1b[31mfailed";
  CHECK(has(on_terminal(temp, {}).err, red));
  CHECK_FALSE(has(on_terminal(temp, {}, {{"NO_COLOR", "1"}}).err, "\x1b[31m"));
  CHECK(has(on_terminal(temp, {}, {{"NO_COLOR", ""}}).err, red));
  CHECK_FALSE(has(run_pixherd({"in", "-o", "web"}, inside(temp)).err, "\x1b"));
}

TEST_CASE("libraries' warnings never reach the streams") {
  const TempFolder temp;
  need_engine();
  const sample::Bytes jpeg = photo();
  const sample::Bytes png = sample::image(ImageFormat::png);
  temp.write("in/exif.jpg", sample::with_jpeg_segment(
                                jpeg, 0xE1, std::string("Exif\0\0MM\0*\xFF\xFF\xFF\xFF", 14)));
  temp.write("in/profile.jpg",
             sample::with_jpeg_segment(jpeg, 0xE2, std::string("ICC_PROFILE\0\1\1junk", 18)));
  temp.write("in/trailer.jpg", sample::with_trailer(jpeg, "something behind"));
  temp.write("in/icc.png", sample::with_png_chunk(png, "iCCP", std::string("x\0\0junk", 7)));
  temp.write("in/gama.png", sample::with_png_chunk(png, "gAMA", "too long a body"));
  temp.write("in/text.png", sample::with_png_chunk(png, "iTXt", "junk"));
  temp.write("in/wide.tif", sample::with_profile(ImageFormat::tiff, sample::srgb_profile()));
  for (const Arguments& arguments :
       {Arguments{"in", "-o", "web", "--long-edge", "50"},
        Arguments{"in", "-o", "webp", "--format", "webp"}, Arguments{"--in-place", "in"}}) {
    const Ended ended = run_pixherd(arguments, inside(temp));
    CAPTURE(ended.err);
    CHECK(std::count(ended.out.begin(), ended.out.end(), '\n') == 1);
    std::istringstream lines(ended.err);
    for (std::string line; std::getline(lines, line);) {
      const bool counts_notes = contains(line, "notes: -v shows them");
      CHECK((counts_notes || line.starts_with("pixherd: failed: ")));
    }
  }
}

TEST_CASE("what an image lost is told of by -v, and without it that there is something to tell") {
  const TempFolder temp;
  need_engine();
  temp.write("in/a.png", sample::image(ImageFormat::png, {.alpha = true}));
  temp.write("in/b.jpg", photo());
  const Arguments to_jpeg{"in", "-o", "web", "--format", "jpeg"};
  const Ended brief = run_pixherd(to_jpeg, inside(temp));
  CHECK(brief.err == "pixherd: 1 image has notes: -v shows them\n");
  Arguments loud = to_jpeg;
  loud.emplace_back("-v");
  const Ended verbose = run_pixherd(loud, inside(temp));
  CHECK(verbose.err.empty());
  CHECK(contains(verbose.out, "\n  note: "));
  Arguments quiet = to_jpeg;
  quiet.emplace_back("-q");
  CHECK(run_pixherd(quiet, inside(temp)).err.empty());
}

}  // namespace
}  // namespace pixherd
