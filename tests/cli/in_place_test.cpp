// SPDX-License-Identifier: Apache-2.0
#include <sys/stat.h>
#include <sys/xattr.h>

#include <array>

#include "support/catch.hpp"
#include "support/compare.hpp"
#include "support/run_pixherd.hpp"

namespace pixherd {
namespace {

TEST_CASE("in place every image keeps its pixels and gets smaller, or stays untouched") {
  const TempFolder temp;
  write_one_of_each(temp);
  const auto before = tree(temp / "in");
  std::map<std::string, Pixels> pictures;
  for (const std::string& name : names_in(temp / "in")) {
    pictures[name] = pixels_of(temp / ("in/" + name));
  }
  const Reported done = report_of({"--in-place", "in"}, inside(temp));
  CHECK(done.ended.exit_code == 0);
  const auto after = tree(temp / "in");
  CHECK(after.size() == before.size());
  for (const auto& [name, facts] : before) {
    CAPTURE(name);
    const Json& record = done.report.of("in/" + name);
    CHECK(pixels_of(temp / ("in/" + name)) == pictures[name]);
    CHECK(after.at(name).mode == facts.mode);
    if (record.at("status") == "saved") {
      CHECK(after.at(name).bytes.size() < facts.bytes.size());
      CHECK(record.at("optimized_size") == after.at(name).bytes.size());
      CHECK(record.at("optimized_path") == "in/" + name);
    } else {
      CHECK(record.at("status") == "kept");
      CHECK_FALSE(record.at("reason").is_null());
      CHECK(record.at("optimized_path").is_null());
      CHECK(after.at(name) == facts);
    }
  }
  CHECK(done.report.of("in/jpeg.jpg").at("status") == "saved");
  CHECK(done.report.of("in/png.png").at("status") == "saved");
}

TEST_CASE("in place all metadata stays") {
  const TempFolder temp;
  need_engine();
  temp.write("photo.jpg", sample::jpeg_with_metadata("the-secret"));
  temp.write("image.png", sample::with_png_chunk(sample::image(ImageFormat::png), "tEXt",
                                                 std::string("Title\0the-secret", 16)));
  temp.write("wide.webp", sample::with_profile(ImageFormat::webp, sample::display_p3_profile()));
  const Reported done =
      report_of({"--in-place", "photo.jpg", "image.png", "wide.webp"}, inside(temp));
  CHECK(done.report.of("photo.jpg").at("status") == "saved");
  CHECK(done.report.of("image.png").at("status") == "saved");
  CHECK(read_file(temp / "photo.jpg").find("the-secret") != std::string::npos);
  CHECK(read_file(temp / "image.png").find("the-secret") != std::string::npos);
  CHECK(read_file(temp / "wide.webp").find("ICCP") != std::string::npos);
}

TEST_CASE("in place the turn of a camera stays a tag, since no pixel is touched") {
  const TempFolder temp;
  need_engine();
  temp.write("turned.jpg", sample::oriented_jpeg(6));
  REQUIRE(report_of({"--in-place", "turned.jpg"}, inside(temp)).ended.exit_code == 0);
  CHECK(facts_of(temp / "turned.jpg").orientation == 6);
}

TEST_CASE("a lossy option in place changes pixels") {
  const TempFolder temp;
  temp.write("photo.jpg", photo(320));
  const Pixels before = pixels_of(temp / "photo.jpg");
  const Reported done = report_of({"--in-place", "photo.jpg", "--quality", "30"}, inside(temp));
  CHECK(done.report.of("photo.jpg").at("status") == "saved");
  const Pixels after = pixels_of(temp / "photo.jpg");
  CHECK(after != before);
  CHECK(difference(after, before) < 16);
  REQUIRE(report_of({"--in-place", "photo.jpg", "--width", "100"}, inside(temp)).ended.exit_code ==
          0);
  CHECK(facts_of(temp / "photo.jpg").size.width == 100);
}

TEST_CASE("in place an option for some formats leaves the others without loss") {
  const TempFolder temp;
  need_engine();
  temp.write("photo.jpg", sample::with_jpeg_segment(photo(320), 0xFE, "a remark"));
  temp.write("image.png", sample::with_png_chunk(sample::image(ImageFormat::png), "tEXt",
                                                 std::string("Title\0the remark", 16)));
  const Pixels photo_before = pixels_of(temp / "photo.jpg");
  const Pixels image_before = pixels_of(temp / "image.png");
  Arguments order{"--in-place", "photo.jpg", "image.png"};
  std::string lossless = "photo.jpg";
  SECTION("a quality of JPEGs") {
    order.insert(order.end(), {"--jpeg-quality", "30"});
    lossless = "image.png";
  }
  SECTION("colours of palettes") { order.insert(order.end(), {"--colours", "4"}); }
  const Reported done = report_of(order, inside(temp));
  CHECK(done.ended.exit_code == 0);
  CHECK(done.report.of("photo.jpg").at("status") == "saved");
  CHECK(done.report.of("image.png").at("status") == "saved");
  CHECK((pixels_of(temp / "photo.jpg") == photo_before) == (lossless == "photo.jpg"));
  CHECK((pixels_of(temp / "image.png") == image_before) == (lossless == "image.png"));
  CHECK(contains(read_file(temp / lossless), "remark"));

  // A second run finds nothing to do, nor does one with a ledger.
  const auto once = tree(temp.path());
  const TempFolder state;
  order.insert(order.end(), {"--state", state.path().string()});
  REQUIRE(report_of(order, inside(temp)).ended.exit_code == 0);
  CHECK(tree(temp.path()) == once);
}

TEST_CASE("in place no limit to the bytes is nothing lossy") {
  const TempFolder temp;
  temp.write("photo.jpg", sample::with_jpeg_segment(photo(320), 0xFE, "a remark"));
  const Pixels before = pixels_of(temp / "photo.jpg");
  const Reported done = report_of({"--in-place", "photo.jpg", "--max-bytes", "0"}, inside(temp));
  CHECK(done.ended.exit_code == 0);
  CHECK(pixels_of(temp / "photo.jpg") == before);
  CHECK(read_file(temp / "photo.jpg").find("a remark") != std::string::npos);
}

TEST_CASE("in place only what is above --max-bytes is changed, and loses no more than it has to") {
  need_engine();
  const TempFolder temp;
  const sample::Bytes jpeg = photo(320);
  temp.write("within.jpg", sample::with_jpeg_segment(jpeg, 0xFE, "a remark"));
  temp.write("above.jpg", sample::with_jpeg_segment(jpeg, 0xFE, std::string(30'000, 'r')));
  temp.write("far.jpg", sample::with_jpeg_segment(photo(900), 0xFE, "a remark"));
  const std::string limit = std::to_string(jpeg.size() + 100);
  const Pixels within = pixels_of(temp / "within.jpg");
  const Pixels far = pixels_of(temp / "far.jpg");
  const Arguments order{"--in-place", "within.jpg", "above.jpg", "far.jpg", "--max-bytes", limit};
  const Reported done = report_of(order, inside(temp));
  CAPTURE(done.ended.out);
  CHECK(done.ended.exit_code == 0);
  CHECK(pixels_of(temp / "within.jpg") == within);
  CHECK(contains(read_file(temp / "within.jpg"), "a remark"));
  CHECK(pixels_of(temp / "above.jpg") == within);
  CHECK_FALSE(pixels_of(temp / "far.jpg") == far);
  for (const char* name : {"within.jpg", "above.jpg", "far.jpg"}) {
    CHECK(std::filesystem::file_size(temp / name) <= std::stoull(limit));
  }

  // What keeps within the limit now is changed no more.
  const Pixels once = pixels_of(temp / "far.jpg");
  REQUIRE(report_of(order, inside(temp)).ended.exit_code == 0);
  CHECK(pixels_of(temp / "far.jpg") == once);
}

TEST_CASE("in place a quality that is asked for holds for files within --max-bytes, too") {
  need_engine();
  const TempFolder temp;
  temp.write("photo.jpg", photo(320));
  const Pixels before = pixels_of(temp / "photo.jpg");
  REQUIRE(
      report_of({"--in-place", "photo.jpg", "--max-bytes", "10M", "--quality", "30"}, inside(temp))
          .ended.exit_code == 0);
  CHECK_FALSE(pixels_of(temp / "photo.jpg") == before);
}

TEST_CASE("in place a loss that nobody asked for leaves the file alone, with a reason") {
  const TempFolder temp;
  need_engine();
  temp.write("motion.jpg", sample::with_trailer(photo(), "ftypmp4 and a video"));
  temp.write("moving.png", sample::animated_png());
  const auto before = tree(temp.path());
  const Reported done =
      report_of({"--in-place", "motion.jpg", "moving.png", "--quality", "20"}, inside(temp));
  CHECK(done.ended.exit_code == 0);
  CHECK(done.report.of("motion.jpg").at("reason").at("code") == "trailing_data");
  CHECK(done.report.of("moving.png").at("reason").at("code") == "animated_png");
  CHECK(done.report.of("motion.jpg").at("status") == "skipped");
  CHECK(tree(temp.path()) == before);
}

TEST_CASE("mode and attributes of a replaced file stay, and its time where asked") {
  const TempFolder temp;
  const std::string path = temp.write("photo.jpg", photo()).string();
  const bool attributes = ::setxattr(path.c_str(), "user.note", "kept", 4, 0) == 0;
  REQUIRE(::chmod(path.c_str(), 0751) == 0);
  const auto then = std::filesystem::last_write_time(path) - std::chrono::hours(1000);
  std::filesystem::last_write_time(path, then);
  const Reported done = report_of({"--in-place", "photo.jpg", "--preserve-times"}, inside(temp));
  REQUIRE(done.report.of("photo.jpg").at("status") == "saved");
  struct stat facts {};
  REQUIRE(::stat(path.c_str(), &facts) == 0);
  CHECK((facts.st_mode & 07777U) == 0751U);
  CHECK(std::filesystem::last_write_time(path) == then);
  if (attributes) {
    std::array<char, 8> value{};
    REQUIRE(::getxattr(path.c_str(), "user.note", value.data(), value.size()) == 4);
    CHECK(std::string(value.data(), 4) == "kept");
  } else {
    WARN("no user attributes on this file system: not looked at");
  }
}

TEST_CASE("an orientation tag that was to go, and stays, is noted") {
  const TempFolder temp;
  need_engine();
  temp.write("turned.jpg", sample::oriented_jpeg(6));
  temp.write("upright.jpg", sample::oriented_jpeg(1));
  const Reported done = report_of({"--in-place", ".", "--strip", "orientation"}, inside(temp));
  const std::string note = "the orientation tag is kept: without it the picture would be turned";
  CHECK(done.report.of("turned.jpg").at("notes") == Json::array({note}));
  CHECK(done.report.of("upright.jpg").at("notes").empty());
  CHECK(facts_of(temp / "turned.jpg").orientation == 6);

  const Reported copied = report_of(
      {"turned.jpg", "-o", "web", "--strip", "orientation", "--min-savings", "99%"}, inside(temp));
  CHECK(copied.report.of("turned.jpg").at("status") == "copied");
  CHECK(copied.report.of("turned.jpg").at("notes") == Json::array({note}));
  CHECK(report_of({"--in-place", ".", "--strip", "gps"}, inside(temp))
            .report.of("turned.jpg")
            .at("notes")
            .empty());
}

}  // namespace
}  // namespace pixherd
