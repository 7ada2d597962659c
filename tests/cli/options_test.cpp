// SPDX-License-Identifier: Apache-2.0
#include "support/catch.hpp"
#include "support/compare.hpp"
#include "support/run_pixherd.hpp"

namespace pixherd {
namespace {

struct Mistyped {
  Arguments words;
  std::string answer;
};

TEST_CASE("an option or a word that is mistyped is answered by the one that was meant") {
  const std::vector<Mistyped> table{
      {{"--qualty", "80"}, "--qualty: no such option; did you mean --quality?"},
      {{"--qualtiy=80"}, "--qualtiy: no such option; did you mean --quality?"},
      {{"--long_edge", "80"}, "--long_edge: no such option; did you mean --long-edge?"},
      {{"--preserve"}, "--preserve: no such option; did you mean --preserve-times?"},
      {{"--inplace"}, "--inplace: no such option; did you mean --in-place?"},
      {{"--color", "9"}, "--color: no such option; did you mean --colors?"},
      {{"--smell-of-roses"}, "--smell-of-roses: no such option\n"},
      {{"-x"}, "-x: no such option\n"},
      {{"--format", "wepb"}, "did you mean webp?"},
      {{"--kernel", "lancsoz3"}, "did you mean lanczos3?"},
      {{"--keep", "icc,copyrigth"},
       "--keep copyrigth: no kind of metadata; there are exif, gps, "
       "copyright, icc, xmp, iptc, orientation, all, none; did you "
       "mean copyright?"},
      {{"--allow-loss", "gainmap"}, "did you mean gain-map?"},
      {{"--widths", "9", "--formats", "webp,jpge"}, "did you mean jpeg?"},
      {{"--preset", "thumb"}, "did you mean thumbnail?"},
  };
  TempFolder temp;
  for (const Mistyped& mistyped : table) {
    Arguments words{"in", "-o", "out"};
    words.insert(words.end(), mistyped.words.begin(), mistyped.words.end());
    const Ended ended = run_pixherd(words, inside(temp));
    CAPTURE(ended.err, mistyped.answer);
    CHECK(ended.exit_code == 2);
    CHECK(contains(ended.err, mistyped.answer));
  }
}

TEST_CASE("a variable that is mistyped is told of on every run, and changes no exit code") {
  TempFolder temp;
  temp.write("in/a.jpg", photo());
  Command how = inside(temp);
  how.environment["PIXHERD_QUALTY"] = "70";
  const std::string said =
      "pixherd: PIXHERD_QUALTY: is the variable of no option, and sets nothing; did you mean "
      "PIXHERD_QUALITY?\n";
  const Ended done = run_pixherd({"in", "-o", "out", "-q"}, how);
  CHECK(done.exit_code == 0);
  CHECK(done.out.empty());
  CHECK(done.err == said);
  const Ended printed = run_pixherd({"--print-config"}, how);
  CHECK(printed.exit_code == 0);
  CHECK(printed.err == said);
  CHECK(run_pixherd({"in"}, how).err.starts_with(said));
}

TEST_CASE("an image whose name stands in brackets is found by it") {
  need_engine();
  TempFolder temp;
  temp.write("[a,b].jpg", photo());
  temp.write("[c]", photo());
  const Reported done = report_of({"[a,b].jpg", "[c]", "-o", "out"}, inside(temp));
  CHECK(done.report.of("[a,b].jpg")["status"] == "saved");
  CHECK(done.report.of("[c]")["status"] == "saved");
}

}  // namespace
}  // namespace pixherd
