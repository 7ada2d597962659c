// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "support/catch.hpp"
#include "support/compare.hpp"
#include "support/run_pixherd.hpp"

namespace pixherd {
namespace {

TEST_CASE("a second run in place changes nothing") {
  const TempFolder temp;
  write_one_of_each(temp);
  REQUIRE(run_pixherd({"--in-place", "in"}, inside(temp)).exit_code == 0);
  const auto once = tree(temp / "in");
  const Reported again = report_of({"--in-place", "in"}, inside(temp));
  CHECK(again.ended.exit_code == 0);
  CHECK(again.report.footer.at("totals").at("kept") == once.size());
  CHECK(tree(temp / "in") == once);
}

/// Pictures that the limits of the runs below are too small for, beside small ones.
void write_pictures(const TempFolder& temp) {
  need_engine();
  write_one_of_each(temp);
  const sample::Options large{.width = 320, .height = 240};
  for (const ImageFormat format : kImageFormats) {
    temp.write(fmt::format("in/large.{}", extension(format)), sample::image(format, large));
    temp.write(fmt::format("in/larger.{}", extension(format)),
               sample::image(format, {.width = 480, .height = 360}));
    temp.write(fmt::format("in/drawing.{}", extension(format)),
               sample::image(format, {.width = 640, .height = 480, .few_colours = true}));
  }
  temp.write("in/lossy.webp", sample::lossy_webp(large));
  temp.write("in/lossy.tif", sample::lossy_tiff(large));
}

void check_second_run_changes_nothing(const std::vector<Arguments>& asked) {
  for (const Arguments& options : asked) {
    CAPTURE(options);
    const TempFolder temp;
    write_pictures(temp);
    Arguments order{"--in-place", "in", "--allow-loss", "all"};
    order.insert(order.end(), options.begin(), options.end());
    const Reported first = report_of(order, inside(temp));
    REQUIRE(first.report.footer.at("ended") == "done");
    CHECK(first.report.footer.at("totals").at("saved") > 0);
    const auto once = tree(temp / "in");
    const Reported again = report_of(order, inside(temp));
    CHECK(again.ended.exit_code == first.ended.exit_code);
    CHECK(again.report.footer.at("totals").at("saved") == 0);
    const auto twice = tree(temp / "in");
    REQUIRE(twice.size() == once.size());
    for (const auto& [name, facts] : once) {
      CAPTURE(name, facts.bytes.size());
      CHECK(twice.at(name) == facts);
    }
  }
}

TEST_CASE("whatever loss a run in place was asked for, a second one changes nothing") {
  check_second_run_changes_nothing({
      {"--quality", "50"},
      {"--quality", "50", "--progressive"},
      {"--colours", "16"},
      {"--keep", "none"},
  });
}

TEST_CASE("whatever size a run in place was asked for, a second one changes nothing") {
  check_second_run_changes_nothing({
      {"--quality", "50", "--max-bytes", "6K"},
      {"--max-bytes", "12K"},
  });
}

TEST_CASE("whatever small size a run in place was asked for, a second one changes nothing") {
  check_second_run_changes_nothing({
      {"--max-bytes", "6K"},
      {"--max-bytes", "6K", "--progressive"},
  });
}

}  // namespace
}  // namespace pixherd
