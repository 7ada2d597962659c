// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "support/catch.hpp"
#include "support/run_pixherd.hpp"

namespace pixherd {
namespace {

/// What another program says of a file.
std::string said_by(Arguments command) {
  command.insert(command.begin(), {"-u", "VIPSHOME"});  // our own libvips sets it for its children
  const Ended ended = run({.program = "/usr/bin/env", .arguments = command});
  CAPTURE(command, ended.err);
  REQUIRE(ended.exit_code == 0);
  return ended.out + ended.err;
}

PixelSize size_of(const std::filesystem::path& file) {
  const auto side = [&](const char* field) {
    return static_cast<std::uint32_t>(
        std::stoul(said_by({"vipsheader", "-f", field, file.string()})));
  };
  return {side("width"), side("height")};
}

std::array<std::uint32_t, 4> pixel_at(const Pixels& pixels, std::uint32_t x, std::uint32_t y) {
  std::array<std::uint32_t, 4> samples{0, 0, 0, 255};
  for (std::uint32_t band = 0; band < pixels.bands; ++band) {
    const std::size_t at = (std::size_t{y} * pixels.width + x) * pixels.bands + band;
    samples[band] = std::to_integer<std::uint32_t>(pixels.data[at]);
  }
  return samples;
}

TEST_CASE("every option on sizes gives the size that it says, by another program's word") {
  need_engine();
  const TempFolder temp;
  temp.write("in/wide.png", sample::image(ImageFormat::png, {.width = 200, .height = 100}));
  temp.write("in/wide.jpg", sample::image(ImageFormat::jpeg, {.width = 200, .height = 100}));
  const struct {
    const char* options = "";
    PixelSize size;
  } rows[] = {
      {"--percent 50", {100, 50}},
      {"--percent 12.5%", {25, 13}},
      {"--percent 300 --upscale", {600, 300}},
      {"--pixels 5000", {100, 50}},
      {"--pixels 80K --upscale", {400, 200}},
      {"--long-edge 400", {200, 100}},
      {"--long-edge 400 --upscale", {400, 200}},
      {"--long-edge 400 --no-upscale", {200, 100}},
      {"--width 60 --height 60", {60, 30}},
      {"--width 60 --height 60 --fit inside", {60, 30}},
      {"--width 60 --height 60 --fit cover", {60, 60}},
      {"--width 60 --height 60 --fit cover --position south-west", {60, 60}},
      {"--width 60 --height 60 --fit cover --position entropy", {60, 60}},
      {"--width 60 --height 60 --fit cover --position attention", {60, 60}},
      {"--width 60 --height 60 --fit contain", {60, 60}},
      {"--width 60 --height 60 --fit contain --position north", {60, 60}},
      {"--width 60 --height 60 --fit fill", {60, 60}},
      {"--width 60 --height 60 --fit outside", {120, 60}},
      {"--width 300 --height 300 --fit cover", {200, 100}},
      {"--width 300 --height 300 --fit cover --upscale", {300, 300}},
      {"--width 300 --height 300 --fit contain", {300, 300}},
      {"--width 300 --height 300 --fit fill --upscale", {300, 300}},
      {"--width 90 --kernel nearest", {90, 45}},
      {"--width 90 --kernel mitchell", {90, 45}},
  };
  for (const auto& [options, size] : rows) {
    CAPTURE(options);
    Arguments arguments{"in", "-o", "out"};
    for (std::size_t at = 0; at < std::string_view(options).size();) {
      const std::string_view rest = std::string_view(options).substr(at);
      const std::string_view word = rest.substr(0, rest.find(' '));
      arguments.emplace_back(word);
      at += word.size() + 1;
    }
    const Reported done = report_of(arguments, inside(temp));
    CAPTURE(done.ended.err, done.ended.out);
    REQUIRE(done.ended.exit_code == 0);
    for (const char* name : {"wide.png", "wide.jpg"}) {
      CHECK(size_of(temp / ("out/" + std::string(name))) == size);
    }
    std::filesystem::remove_all(temp / "out");
  }
}

TEST_CASE("a background shows around a picture and under its transparency") {
  need_engine();
  const TempFolder temp;
  temp.write("clear.png", sample::image(ImageFormat::png, {.alpha = true, .few_colours = true}));
  const auto made = [&](const Arguments& options, const char* output) {
    Arguments arguments{"clear.png", "-o", "out"};
    arguments.insert(arguments.end(), options.begin(), options.end());
    const Reported done = report_of(arguments, inside(temp));
    REQUIRE(done.report.of("clear.png").at("status") == "saved");
    return pixels_of(temp / ("out/" + std::string(output)));
  };
  const Pixels jpeg = made({"--format", "jpeg", "--background", "#0000ff"}, "clear.jpg");
  CHECK(pixel_at(jpeg, 80, 50)[2] > 240);
  CHECK(pixel_at(jpeg, 80, 50)[0] < 20);
  const Pixels webp = made({"--format", "webp", "--width", "90", "--height", "90", "--fit",
                            "contain", "--background", "transparent"},
                           "clear.webp");
  CHECK(pixel_at(webp, 45, 3)[3] == 0);
  const Pixels png =
      made({"--width", "90", "--height", "90", "--fit", "contain", "--background", "#102030"},
           "clear.png");
  CHECK(pixel_at(png, 45, 3) == std::array<std::uint32_t, 4>{0x10, 0x20, 0x30, 255});
}

TEST_CASE("a result that no format or limit allows fails that file, and says by what") {
  need_engine();
  const TempFolder temp;
  temp.write("a.png", sample::image(ImageFormat::png));
  const auto message = [&](const Arguments& options) {
    Arguments arguments{"a.png", "-o", "out"};
    arguments.insert(arguments.end(), options.begin(), options.end());
    const Reported done = report_of(arguments, inside(temp));
    CHECK(done.ended.exit_code == 1);
    const Json& error = done.report.of("a.png").at("error");
    CHECK(error.at("code") == "too_large");
    return error.at("message").get<std::string>();
  };
  CHECK(message({"--format", "webp", "--width", "20000", "--height", "10", "--fit", "contain"})
            .find("16383") != std::string::npos);
  CHECK(message({"--long-edge", "1000000", "--upscale"}).find("--max-pixels") != std::string::npos);
}

}  // namespace
}  // namespace pixherd
