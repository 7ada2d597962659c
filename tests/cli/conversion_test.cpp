// SPDX-License-Identifier: Apache-2.0
#include "support/catch.hpp"
#include "support/run_pixherd.hpp"

namespace pixherd {
namespace {

/// Runs on one file and gives the facts of what came out.
SourceFacts converted(const TempFolder& temp, const std::string& input, const std::string& output,
                      Arguments arguments) {
  arguments.insert(arguments.begin(), {input, "-o", "web"});
  const Reported done = report_of(arguments, inside(temp));
  CAPTURE(done.ended.err);
  REQUIRE(done.report.of(input).at("optimized_path") == "web/" + output);
  const Json& listed = done.report.of(input).at("outputs").at(0);
  SourceFacts facts = facts_of(temp / ("web/" + output));
  CHECK(listed.at("width") == facts.size.width);
  CHECK(listed.at("height") == facts.size.height);
  CHECK(listed.at("format") == name(facts.format));
  return facts;
}

TEST_CASE("every format becomes every format, under that format's extension") {
  const TempFolder temp;
  need_engine();
  for (const ImageFormat from : kImageFormats) {
    const sample::Options drawn{.few_colours = true};
    temp.write("in/" + std::string(name(from)) + "." + std::string(extension(from)),
               sample::image(from, drawn));
  }
  const Pixels drawing = sample::picture({.few_colours = true});
  for (const ImageFormat to : kImageFormats) {
    const std::string folder = "to-" + std::string(name(to));
    const Reported done =
        report_of({"in", "-o", folder, "--format", std::string(name(to))}, inside(temp));
    CHECK(done.ended.exit_code == 0);
    for (const ImageFormat from : kImageFormats) {
      CAPTURE(name(from), name(to));
      const auto output =
          temp / (folder + "/" + std::string(name(from)) + "." + std::string(extension(to)));
      CHECK(facts_of(output).format == to);
      const Pixels pixels = pixels_of(output);
      CHECK(pixels.width == drawing.width);
      CHECK(pixels.height == drawing.height);
      if (pixels.bands == drawing.bands) {
        CHECK(difference(pixels, drawing) < 16);
      }
    }
  }
}

TEST_CASE("a file that has the asked-for format keeps its spelling of the extension") {
  const TempFolder temp;
  temp.write("Photo.JPEG", photo());
  CHECK(converted(temp, "Photo.JPEG", "Photo.JPEG", {"--format", "jpeg"}).format ==
        ImageFormat::jpeg);
}

TEST_CASE("a conversion is written even where it is larger") {
  const TempFolder temp;
  temp.write("photo.jpg", photo());
  CHECK(converted(temp, "photo.jpg", "photo.png", {"--format", "png"}).format == ImageFormat::png);
  CHECK(std::filesystem::file_size(temp / "web/photo.png") >
        std::filesystem::file_size(temp / "photo.jpg"));
}

TEST_CASE("pictures shrink to the asked-for sides with their aspect kept") {
  const TempFolder temp;
  need_engine();
  temp.write("wide.png", sample::image(ImageFormat::png, {.width = 200, .height = 100}));
  const auto size = [&](const Arguments& arguments) {
    return converted(temp, "wide.png", "wide.png", arguments).size;
  };
  CHECK(size({"--width", "50"}) == PixelSize{50, 25});
  CHECK(size({"--height", "10"}) == PixelSize{20, 10});
  CHECK(size({"--width", "50", "--height", "10"}) == PixelSize{20, 10});
  CHECK(size({"--long-edge", "80"}) == PixelSize{80, 40});
  CHECK(size({"--short-edge", "80"}) == PixelSize{160, 80});
}

TEST_CASE("pictures are never enlarged") {
  const TempFolder temp;
  need_engine();
  temp.write("small.png", sample::image(ImageFormat::png, {.width = 40, .height = 30}));
  for (const char* option : {"--width", "--height", "--long-edge", "--short-edge"}) {
    CAPTURE(option);
    CHECK(converted(temp, "small.png", "small.png", {option, "5000"}).size == PixelSize{40, 30});
  }
}

TEST_CASE("what a camera has turned comes out upright and without a tag") {
  const TempFolder temp;
  need_engine();
  for (std::uint32_t orientation = 1; orientation <= 8; ++orientation) {
    CAPTURE(orientation);
    temp.write("turned.jpg", sample::oriented_jpeg(orientation));
    const SourceFacts facts = converted(temp, "turned.jpg", "turned.png", {"--format", "png"});
    CHECK(facts.orientation == 1);
    CHECK(difference(pixels_of(temp / "web/turned.png"), sample::picture()) < 8);
  }
}

TEST_CASE("a lower quality makes a smaller file, and a format's own quality wins") {
  const TempFolder temp;
  temp.write("photo.jpg", photo(320));
  const auto size = [&](const Arguments& arguments) {
    converted(temp, "photo.jpg", "photo.jpg", arguments);
    return std::filesystem::file_size(temp / "web/photo.jpg");
  };
  const auto usual = size({});
  const auto low = size({"--quality", "30"});
  CHECK(low < usual);
  CHECK(size({"--quality", "80"}) == usual);
  CHECK(size({"--quality", "80", "--jpeg-quality", "30"}) == low);
  CHECK(size({"--quality", "30", "--webp-quality", "90"}) == low);
}

TEST_CASE("metadata goes unless it is asked for") {
  const TempFolder temp;
  need_engine();
  temp.write("photo.jpg", sample::jpeg_with_metadata("the-secret"));
  const auto has_secret = [&](const Arguments& arguments) {
    converted(temp, "photo.jpg", "photo.jpg", arguments);
    return read_file(temp / "web/photo.jpg").find("the-secret") != std::string::npos;
  };
  CHECK_FALSE(has_secret({"--long-edge", "50"}));
  CHECK(has_secret({"--long-edge", "50", "--keep", "all"}));
}

TEST_CASE("an asked-for loss is named in the record") {
  const TempFolder temp;
  need_engine();
  temp.write("moving.gif", sample::animation(ImageFormat::gif, 3));
  const Reported done = report_of({"moving.gif", "-o", "web", "--format", "jpeg"}, inside(temp));
  CHECK(done.report.of("moving.gif").at("status") == "saved");
  CHECK_FALSE(done.report.of("moving.gif").at("notes").empty());
}

TEST_CASE("times are kept where that is asked for") {
  const TempFolder temp;
  const auto photo_at = temp.write("photo.jpg", photo());
  const auto then = std::filesystem::last_write_time(photo_at) - std::chrono::hours(1000);
  std::filesystem::last_write_time(photo_at, then);
  converted(temp, "photo.jpg", "photo.jpg", {});
  CHECK(std::filesystem::last_write_time(temp / "web/photo.jpg") != then);
  converted(temp, "photo.jpg", "photo.jpg", {"--preserve-times"});
  CHECK(std::filesystem::last_write_time(temp / "web/photo.jpg") == then);
}

TEST_CASE("a picture of more than 100 MB is decoded into memory, since a worker can make no file",
          "[slow]") {
  const TempFolder temp;
  need_engine();
  constexpr std::uint32_t kSide = 6000;
  Pixels flat{kSide, kSide, 1, 3, 8, {}};
  flat.data.assign(std::size_t{kSide} * kSide * flat.bands, std::byte{200});
  const auto webp = encode_pixels(flat, {.format = ImageFormat::webp, .effort = 0});
  REQUIRE(webp.ok());
  temp.write("large.webp", *webp);
  CHECK(converted(temp, "large.webp", "large.jpg", {"--format", "jpeg"}).size.width == kSide);
  CHECK(converted(temp, "large.webp", "large.tif", {"--lossless", "--format", "tiff"}).size.width ==
        kSide);
}

}  // namespace
}  // namespace pixherd
