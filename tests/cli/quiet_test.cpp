// SPDX-License-Identifier: Apache-2.0
// What -q promises to whoever gets a mail for each line that cron sees.
#include <algorithm>
#include <functional>

#include "support/catch.hpp"
#include "support/compare.hpp"
#include "support/run_pixherd.hpp"

namespace pixherd {
namespace {

struct QuietRun {
  const char* what;
  std::function<void(const TempFolder&)> prepare;
  Arguments arguments;
};

void write_photo(const TempFolder& temp) { temp.write("in/a.jpg", photo()); }

void write_what_is_left_alone(const TempFolder& temp) {
  need_engine();
  const sample::Bytes jpeg = photo();
  temp.write("in/film.jpg", sample::with_trailer(jpeg, "a film behind the picture"));
  temp.write("in/notes.txt", "no image");
  temp.write("in/kept.gif", sample::image(ImageFormat::gif));
}

void write_what_is_warned_of(const TempFolder& temp) {
  need_engine();
  const sample::Bytes jpeg = photo();
  temp.write("in/exif.jpg", sample::with_jpeg_segment(
                                jpeg, 0xE1, std::string("Exif\0\0MM\0*\xFF\xFF\xFF\xFF", 14)));
  temp.write("in/really.png", jpeg);
}

const std::vector<QuietRun>& quiet_runs() {
  static const std::vector<QuietRun> kRuns{
      {"files are saved", write_photo, {"in", "-o", "web"}},
      {"figures are asked for", write_photo, {"in", "-o", "web", "--stats"}},
      {"nothing is written", write_photo, {"in", "-o", "web", "--dry-run"}},
      {"files are kept or skipped", write_what_is_left_alone, {"--in-place", "in"}},
      {"files are copied", write_what_is_left_alone, {"in", "-o", "web"}},
      {"decoders warn", write_what_is_warned_of, {"in", "-o", "web"}},
      {"there is no image",
       [](const TempFolder& temp) { temp.write("in/x.txt", "x"); },
       {"--in-place", "in"}},
      {"a time limit is reached", write_photo, {"in", "-o", "web", "--time-limit", "0s"}},
      {"the lock is free", write_photo, {"in", "-o", "web", "--state", "state", "--lock"}},
      {"the share is empty", write_photo, {"in", "-o", "web", "--shard", "2/2"}}};
  return kRuns;
}

TEST_CASE("quiet runs print nothing at all when all is well, whatever becomes of the files") {
  for (const QuietRun& each : quiet_runs()) {
    const TempFolder temp;
    each.prepare(temp);
    Arguments arguments = each.arguments;
    arguments.emplace_back("-q");
    // Twice, as cron does: the second time most of it is done.
    for (int time = 0; time < 2; ++time) {
      const Ended ended = run_pixherd(arguments, inside(temp));
      CAPTURE(each.what, time);
      CHECK(ended.exit_code == 0);
      CHECK(ended.out == "");
      CHECK(ended.err == "");
    }
  }
}

TEST_CASE("a quiet run that has to do with fewer descriptors than it would like is silent") {
  const TempFolder temp;
  for (int i = 0; i < 30; ++i) {
    temp.write("in/" + std::to_string(i) + ".jpg", photo());
  }
  Command how = inside(temp);
  how.program = "/bin/sh";
  const auto with_few = [&](const std::string& more) {
    how.arguments = {"-c", "ulimit -n 20; exec \"$0\" in -o web --processes 3 " + more,
                     PIXHERD_BINARY};
    return run(how);
  };
  const Ended loud = with_few("");
  CAPTURE(loud.err);
  REQUIRE(contains(loud.err, "going on with"));
  const Ended quiet = with_few("-q");
  CHECK(quiet.exit_code == 0);
  CHECK(quiet.out == "");
  CHECK(quiet.err == "");
}

TEST_CASE("a quiet run names each file that failed, on stderr, and nothing else") {
  const TempFolder temp;
  write_photo(temp);
  write_what_is_left_alone(temp);
  temp.write("in/bad.jpg", "nonsense");
  temp.write("in/empty.png", "");
  const Ended ended = run_pixherd({"in", "-o", "web", "-q"}, inside(temp));
  CAPTURE(ended.err);
  CHECK(ended.exit_code == 1);
  CHECK(ended.out == "");
  CHECK(std::count(ended.err.begin(), ended.err.end(), '\n') == 2);
  CHECK(contains(ended.err, "pixherd: failed: in/bad.jpg: "));
  CHECK(contains(ended.err, "pixherd: failed: in/empty.png: "));
}

}  // namespace
}  // namespace pixherd
