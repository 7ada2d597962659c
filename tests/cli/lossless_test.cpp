// SPDX-License-Identifier: Apache-2.0
#include "support/catch.hpp"
#include "support/run_pixherd.hpp"

namespace pixherd {
namespace {

/// A PNG, a JPEG and a lossy WebP, in the folder "in".
void write_three(const TempFolder& temp) {
  need_engine();
  temp.write("in/drawing.png", sample::image(ImageFormat::png, {.few_colours = true}));
  temp.write("in/photo.jpg", photo());
  temp.write("in/lossy.webp", sample::lossy_webp());
}

TEST_CASE("option --lossless with an output folder gives every file, with its pixels") {
  const TempFolder temp;
  write_three(temp);
  const Reported done = report_of({"in", "-o", "web", "--lossless"}, inside(temp));
  CHECK(done.ended.exit_code == 0);
  CHECK(names_in(temp / "web") == names_in(temp / "in"));
  for (const std::string& name : names_in(temp / "in")) {
    CAPTURE(name);
    CHECK(same_picture(pixels_of(temp / ("web/" + name)), pixels_of(temp / ("in/" + name))));
  }
  CHECK(done.report.of("in/drawing.png").at("status") == "saved");
  CHECK(done.report.of("in/photo.jpg").at("status") == "saved");
  CHECK(done.report.of("in/lossy.webp").at("status") == "copied");
  CHECK(done.report.of("in/lossy.webp").at("reason").at("code") == "lossy_source");
}

TEST_CASE(
    "option --lossless --format converts what can be, and copies the rest under its own name") {
  const TempFolder temp;
  write_three(temp);
  const Reported done =
      report_of({"in", "-o", "web", "--lossless", "--format", "tiff"}, inside(temp));
  CHECK(done.ended.exit_code == 0);
  CHECK(names_in(temp / "web") ==
        std::vector<std::string>{"drawing.tif", "lossy.webp", "photo.jpg"});
  CHECK(done.report.of("in/drawing.png").at("outputs").at(0).at("format") == "tiff");
  CHECK(same_picture(pixels_of(temp / "web/drawing.tif"), pixels_of(temp / "in/drawing.png")));
  for (const std::string name : {"photo.jpg", "lossy.webp"}) {
    CAPTURE(name);
    CHECK(done.report.of("in/" + name).at("reason").at("code") == "lossy_source");
    CHECK(read_file(temp / ("web/" + name)) == read_file(temp / ("in/" + name)));
  }
}

TEST_CASE("what cannot be converted without loss keeps its name, whatever metadata is to go") {
  const std::vector<Arguments> ways{
      {"in", "-o", "web"}, {"in", "--same-folder"}, {"--in-place", "in", "--remove-source"}};
  for (const Arguments& way : ways) {
    for (const Arguments& metadata :
         {Arguments{"--keep", "none"}, Arguments{"--strip", "gps"}, Arguments{"--keep", "icc"}}) {
      CAPTURE(way, metadata);
      const TempFolder temp;
      need_engine();
      temp.write("in/photo.jpg", sample::jpeg_with_metadata("somewhere"));
      temp.write("in/deep.png", sample::image(ImageFormat::png, {.sixteen_bits = true}));
      temp.write("in/drawing.png", sample::image(ImageFormat::png, {.few_colours = true}));
      const Pixels drawing = pixels_of(temp / "in/drawing.png");
      Arguments arguments = way;
      arguments.insert(arguments.end(), {"--lossless", "--format", "webp"});
      arguments.insert(arguments.end(), metadata.begin(), metadata.end());
      const Reported done = report_of(arguments, inside(temp));
      CHECK(done.ended.exit_code == 0);
      const std::filesystem::path outputs = way.at(1) == "-o" ? temp / "web" : temp / "in";
      CHECK(same_picture(pixels_of(outputs / "drawing.webp"), drawing));
      for (const std::string& name : names_in(outputs)) {
        CAPTURE(name);
        CHECK(format_of_file_name(name) == facts_of(outputs / name).format);
      }
      CHECK(std::filesystem::exists(outputs / "photo.jpg"));
      CHECK(std::filesystem::exists(outputs / "deep.png"));
    }
  }
}

TEST_CASE("a conversion without loss that drops metadata need not be smaller") {
  const TempFolder temp;
  need_engine();
  temp.write("in/a.png", sample::with_png_chunk(sample::image(ImageFormat::png), "tEXt",
                                                std::string("Author\0nobody", 13)));
  const Reported done = report_of(
      {"in", "-o", "web", "--lossless", "--format", "tiff", "--keep", "icc"}, inside(temp));
  CHECK(done.ended.exit_code == 0);
  CHECK(facts_of(temp / "web/a.tif").format == ImageFormat::tiff);
  CHECK(same_picture(pixels_of(temp / "web/a.tif"), pixels_of(temp / "in/a.png")));
}

TEST_CASE("option --lossless beside the sources leaves them as they are") {
  const TempFolder temp;
  write_three(temp);
  const auto before = tree(temp / "in");
  const Reported done =
      report_of({"in", "--same-folder", "--lossless", "--format", "webp"}, inside(temp));
  CHECK(done.ended.exit_code == 0);
  CHECK(done.report.of("in/drawing.png").at("optimized_path") == "in/drawing.webp");
  CHECK(same_picture(pixels_of(temp / "in/drawing.webp"), pixels_of(temp / "in/drawing.png")));
  for (const auto& [name, facts] : before) {
    CAPTURE(name);
    CHECK(tree(temp / "in").at(name) == facts);
  }
}

TEST_CASE("option --lossless in place may change the format, and the source goes") {
  const TempFolder temp;
  write_three(temp);
  const Pixels drawing = pixels_of(temp / "in/drawing.png");
  const Reported done = report_of(
      {"in", "--in-place", "--lossless", "--format", "webp", "--remove-source"}, inside(temp));
  CHECK(done.ended.exit_code == 0);
  CHECK(names_in(temp / "in") ==
        std::vector<std::string>{"drawing.webp", "lossy.webp", "photo.jpg"});
  CHECK(same_picture(pixels_of(temp / "in/drawing.webp"), drawing));
}

TEST_CASE("option --progressive and --baseline hold for lossless work too") {
  const TempFolder temp;
  temp.write("photo.jpg", photo(320));
  for (const std::string scans : {"--progressive", "--baseline"}) {
    CAPTURE(scans);
    REQUIRE(report_of({"photo.jpg", "-o", "out", "--lossless", scans}, inside(temp))
                .report.of("photo.jpg")
                .at("status") == "saved");
    CHECK((facts_of(temp / "out/photo.jpg").jpeg.scans > 1) == (scans == "--progressive"));
  }
  REQUIRE(run_pixherd({"photo.jpg", "-o", "out", "--lossless"}, inside(temp)).exit_code == 0);
  CHECK(facts_of(temp / "out/photo.jpg").jpeg.scans > 1);  // which is the smaller of both
}

/// Of the first picture of a GIF.
bool is_interlaced(const std::string& gif) {
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(gif.at(at)); };
  std::size_t at = 13 + ((byte(10) & 0x80U) != 0 ? std::size_t{6} << (byte(10) & 7U) : 0);
  while (byte(at) == 0x21) {
    for (at += 2; byte(at) != 0; at += byte(at) + std::size_t{1}) {
    }
    ++at;
  }
  REQUIRE(byte(at) == 0x2C);
  return (byte(at + 9) & 0x40U) != 0;
}

TEST_CASE("option --progressive holds for a GIF without loss as for one with") {
  const TempFolder temp;
  write_three(temp);
  const auto made = [&](const Arguments& more) {
    Arguments order{"in/drawing.png", "-o", "out", "--format", "gif"};
    order.insert(order.end(), more.begin(), more.end());
    REQUIRE(run_pixherd(order, inside(temp)).exit_code == 0);
    return is_interlaced(read_file(temp / "out/drawing.gif"));
  };
  // An engine may not know how.
  CHECK(made({"--lossless", "--progressive"}) == made({"--progressive"}));
  CHECK_FALSE(made({"--lossless"}));
}

TEST_CASE("a damaged file fails --lossless, and the others are done") {
  const TempFolder temp;
  write_three(temp);
  sample::Bytes cut = sample::image(ImageFormat::png);
  cut.resize(cut.size() / 2);
  temp.write("in/cut.png", cut);
  const Reported done =
      report_of({"in", "-o", "web", "--lossless", "--format", "webp"}, inside(temp));
  CHECK(done.ended.exit_code == 1);
  CHECK(done.report.of("in/cut.png").at("error").at("code") == "damaged");
  CHECK(done.report.of("in/drawing.png").at("status") == "saved");
  CHECK_FALSE(std::filesystem::exists(temp / "web/cut.webp"));
}

}  // namespace
}  // namespace pixherd
