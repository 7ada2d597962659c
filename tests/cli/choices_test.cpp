// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <tuple>
#include <vector>

#include "support/catch.hpp"
#include "support/compare.hpp"
#include "support/run_pixherd.hpp"

namespace pixherd {
namespace {

struct Choice {
  Arguments words;
  std::string printed;  ///< a line of --print-config
};

std::vector<Choice> all_choices() {
  return {
      {{"--overwrite", "NEVER"}, "overwrite = \"never\""},
      {{"--widths", "9", "--formats", "WebP,JPEG"}, "formats = [\"webp\", \"jpeg\"]"},
      {{"--width", "9", "--height", "9", "--fit", "Cover"}, "fit = \"cover\""},
      {{"--width", "9", "--height", "9", "--fit", "Cover", "--position", "North-East"},
       "position = \"north-east\""},
      {{"--kernel", "Lanczos2"}, "kernel = \"lanczos2\""},
      {{"--format", "TIF"}, "format = \"tif\""},
      {{"--chroma-subsampling", "Auto"}, "chroma-subsampling = \"auto\""},
      {{"--lane", "LibVIPS"}, "lane = \"libvips\""},
      {{"--keep", "EXIF,Gps"}, "keep = [\"exif\", \"gps\"]"},
      {{"--strip", "All"}, "strip = [\"all\"]"},
      {{"--sandbox", "OFF"}, "sandbox = \"off\""},
      {{"--allow-loss", "Gain-Map"}, "allow-loss = [\"gain-map\"]"},
      {{"--verify", "Full"}, "verify = \"full\""},
      {{"--annotations", "GitHub"}, "annotations = \"github\""},
      {{"--progress", "None"}, "progress = \"none\""},
      {{"--preset", "Web"}, "preset = \"web\""},
  };
}

TEST_CASE("the words that an option takes may be written in letters of any case") {
  const TempFolder temp;
  for (const Choice& choice : all_choices()) {
    Arguments words{"in", "-o", "out", "--print-config"};
    words.insert(words.end(), choice.words.begin(), choice.words.end());
    const Ended ended = run_pixherd(words, inside(temp));
    CAPTURE(choice.words, ended.err);
    CHECK(ended.exit_code == 0);
    CHECK(contains(ended.out, "\n" + choice.printed + " "));
  }
  const auto completions = [&](const char* shell) {
    return run_pixherd({"--completions", shell}, inside(temp)).out;
  };
  CHECK(completions("ZSH") == completions("zsh"));
  CHECK(run_pixherd({"in", "-o", "out", "--print-config", "--background", "Black"}, inside(temp))
            .exit_code == 0);
}

TEST_CASE("so they may in variables and configuration files, with all that follows from them") {
  TempFolder temp;
  temp.write(".pixherd.toml",
             "fit = \"COVER\"\nwidth = 9\nheight = 9\nposition = \"South\"\nchroma-subsampling = "
             "\"AUTO\"\n");
  Command how = inside(temp);
  how.environment["PIXHERD_FIT"] = "Cover";
  how.environment["PIXHERD_PRESET"] = "WEB";
  how.environment["PIXHERD_ALLOW_LOSS"] = "APNG,Depth";
  const Ended ended = run_pixherd({"in", "-o", "out", "--print-config"}, how);
  CAPTURE(ended.err, ended.out);
  CHECK(ended.exit_code == 0);
  for (const char* line : {"\nfit = \"cover\" ", "\nposition = \"south\" ", "\njpeg-quality = 80 ",
                           "\nchroma-subsampling = \"auto\" "}) {
    CAPTURE(line);
    CHECK(contains(ended.out, line));
  }
}

TEST_CASE("a word in capitals that is mistyped is answered by the one that was meant") {
  const TempFolder temp;
  for (const auto& [option, word, meant] :
       {std::tuple{"--fit", "COVRE", "cover"}, {"--keep", "Copyrigth", "copyright"}}) {
    const Ended ended = run_pixherd({"in", "-o", "out", option, word}, inside(temp));
    CAPTURE(ended.err);
    CHECK(ended.exit_code == 2);
    CHECK(contains(ended.err, word));
    CHECK(contains(ended.err, std::string("did you mean ") + meant));
  }
}

}  // namespace
}  // namespace pixherd
