// SPDX-License-Identifier: Apache-2.0
// Outputs that look like those that a ledger speaks of, and are others.
#include <string>
#include <utility>

#include "pixherd/image/pixels.hpp"
#include "support/with_ledger.hpp"

namespace pixherd {
namespace {

/// Of one grey all over: two of them differ, and their outputs have one size.
Bytes plain(int level) {
  need_engine();
  constexpr std::uint32_t kSide = 64;
  return encode_pixels(
             {.width = kSide,
              .height = kSide,
              .pages = 1,
              .bands = 3,
              .bits = 8,
              .data = Bytes(std::size_t{kSide} * kSide * 3, static_cast<std::byte>(level))},
             {.format = ImageFormat::png})
      .value();
}

int level_of(const std::filesystem::path& path) {
  return std::to_integer<int>(pixels_of(path).data.at(0));
}

const std::vector<std::pair<std::string, Arguments>> kOutputs{
    {"web/a.tif", {"in", "-o", "web", "--format", "tiff"}},
    {"in/a.tif", {"in", "--same-folder", "--format", "tiff"}},
    {"web/a-20.tif", {"in", "-o", "web", "--widths", "20", "--formats", "tiff"}}};

TEST_CASE("an output of a source that was another one meanwhile is made anew, of the same size") {
  for (const auto& [output, arguments] : kOutputs) {
    CAPTURE(output);
    const TempFolder temp;
    std::uintmax_t size = 0;
    for (const int level : {40, 90, 40}) {
      CAPTURE(level);
      temp.write("in/a.png", plain(level));
      CHECK(run_with_state(temp, arguments).ended.exit_code == 0);
      CHECK(level_of(temp / output) == level);
      REQUIRE((size == 0 || std::filesystem::file_size(temp / output) == size));
      size = std::filesystem::file_size(temp / output);
    }
    const Reported again = run_with_state(temp, arguments);
    CHECK(count_with(again, "kept", "up_to_date") == 1);
    CHECK(again.report.of("in/a.png").at("outputs").empty());  // this run wrote none
  }
}

TEST_CASE("outputs of sources that have changed names are made anew, of the same size") {
  for (const bool checked_out : {false, true}) {
    CAPTURE(checked_out);
    const TempFolder temp;
    temp.write("in/a.png", plain(40));
    temp.write("in/b.png", plain(90));
    const Arguments arguments{"in", "-o", "web", "--format", "tiff"};
    run_with_state(temp, arguments);
    std::filesystem::rename(temp / "in/a.png", temp / "in/c.png");
    std::filesystem::rename(temp / "in/b.png", temp / "in/a.png");
    std::filesystem::rename(temp / "in/c.png", temp / "in/b.png");
    if (checked_out) {
      check_out_anew(temp / "in");
    }
    CHECK(count_with(run_with_state(temp, arguments), "saved", "") == 2);
    CHECK(level_of(temp / "web/a.tif") == 90);
    CHECK(level_of(temp / "web/b.tif") == 40);
    check_all_up_to_date(run_with_state(temp, arguments));
  }
}

TEST_CASE("an output of other settings is none of these, though it has the same size") {
  const TempFolder temp;
  temp.write("in/a.png", plain(40));
  const auto made_with = [&](const std::string& background) {
    run_with_state(temp, {"in", "-o", "web", "--format", "tiff", "--width", "100", "--height",
                          "200", "--fit", "contain", "--background", background});
    return read_file(temp / "web/a.tif");
  };
  const std::string dark = made_with("#111111");
  const std::string light = made_with("#eeeeee");
  REQUIRE(light != dark);
  REQUIRE(light.size() == dark.size());
  CHECK(made_with("#111111") == dark);
  CHECK(made_with("#eeeeee") == light);
}

}  // namespace
}  // namespace pixherd
