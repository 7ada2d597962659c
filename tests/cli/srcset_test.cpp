// SPDX-License-Identifier: Apache-2.0
#include "support/catch.hpp"
#include "support/run_pixherd.hpp"

namespace pixherd {
namespace {

Arguments with(Arguments arguments, const Arguments& more) {
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

const Arguments kThreeWidths{"in", "-o", "web", "--widths", "40,80,160"};

TEST_CASE("each width comes in each format, none wider than its source") {
  const TempFolder temp;
  temp.write("in/deep/wide.jpg", photo(120));
  const Reported done =
      report_of(with(kThreeWidths, {"--formats", "avif,webp,jpeg"}), inside(temp));
  CHECK(done.ended.exit_code == 0);
  CHECK(names_in(temp / "web") ==
        std::vector<std::string>{"deep/wide-40.avif", "deep/wide-40.jpg", "deep/wide-40.webp",
                                 "deep/wide-80.avif", "deep/wide-80.jpg", "deep/wide-80.webp"});
  const Json& record = done.report.of("in/deep/wide.jpg");
  CHECK(record.at("status") == "saved");
  REQUIRE(record.at("outputs").size() == 6);
  std::uint64_t sum = 0;
  for (const Json& output : record.at("outputs")) {
    const std::string path = output.at("path");
    CAPTURE(path);
    const SourceFacts facts = facts_of(temp / path);
    CHECK(name(facts.format) == output.at("format"));
    CHECK(facts.size.width == output.at("width"));
    CHECK(facts.size.height == output.at("height"));
    CHECK(path.find("-" + std::to_string(facts.size.width) + ".") != std::string::npos);
    CHECK(std::filesystem::file_size(temp / path) == output.at("size"));
    sum += output.at("size").get<std::uint64_t>();
  }
  CHECK(record.at("optimized_size") == sum);
}

TEST_CASE("a format that is a source's own and is asked for by name comes once") {
  const TempFolder temp;
  temp.write("in/a.jpg", photo(120));
  temp.write("in/b.webp", sample::lossy_webp());
  const Reported done = report_of(
      {"in", "-o", "web", "--widths", "40,80", "--formats", "webp,original"}, inside(temp));
  CHECK(done.ended.exit_code == 0);
  CHECK(names_in(temp / "web") == std::vector<std::string>{"a-40.jpg", "a-40.webp", "a-80.jpg",
                                                           "a-80.webp", "b-40.webp", "b-80.webp"});
}

TEST_CASE("a source that is narrower than all widths comes in its own") {
  const TempFolder temp;
  temp.write("in/small.jpg", photo(30));
  const Reported done = report_of(with(kThreeWidths, {"--formats", "webp,jpeg"}), inside(temp));
  CHECK(done.ended.exit_code == 0);
  CHECK(names_in(temp / "web") == std::vector<std::string>{"small-30.jpg", "small-30.webp"});
}

TEST_CASE("a rendition is what a run for it alone would make, but for the decoding they share") {
  const TempFolder temp;
  temp.write("in/a.jpg", photo(160));
  REQUIRE(
      run_pixherd({"in", "-o", "many", "--widths", "80,160", "--formats", "webp,png"}, inside(temp))
          .exit_code == 0);
  for (const std::string format : {"webp", "png"}) {
    REQUIRE(
        run_pixherd({"in", "-o", "one", "--width", "80", "--format", format, "--lane", "libvips"},
                    inside(temp))
            .exit_code == 0);
    const Pixels alone = pixels_of(temp / ("one/a." + format));
    const Pixels among = pixels_of(temp / ("many/a-80." + format));
    // The decoding they share is of a size for the widest, which averages the sample's noise
    // otherwise: 2.3 of 255 were seen.
    CHECK(difference(alone, among) < 5);
  }
}

TEST_CASE("animations stay animated where the format can") {
  const TempFolder temp;
  need_engine();
  temp.write("in/a.gif", sample::animation(ImageFormat::gif, 3));
  const Reported done =
      report_of({"in", "-o", "web", "--widths", "48", "--formats", "webp,jpeg"}, inside(temp));
  CHECK(done.ended.exit_code == 0);
  CHECK(facts_of(temp / "web/a-48.webp").frames == 3);
  CHECK(facts_of(temp / "web/a-48.jpg").frames == 1);
  CHECK(done.report.of("in/a.gif").at("notes").dump().find("first of 3 frames") !=
        std::string::npos);
}

TEST_CASE("beside their sources a second run takes no rendition for a source") {
  const TempFolder temp;
  temp.write("in/a.jpg", photo(160));
  temp.write("in/tiny.jpg", photo(30));
  const Arguments arguments{"in", "--same-folder", "--widths", "40,80", "--formats", "webp,jpeg"};
  REQUIRE(run_pixherd(arguments, inside(temp)).exit_code == 0);
  const std::vector<std::string> names = names_in(temp / "in");
  CHECK(names.size() == 2 + 4 + 2);
  const Reported again = report_of(arguments, inside(temp));
  CHECK(again.ended.exit_code == 0);
  CHECK(names_in(temp / "in") == names);
  // A folder is no source, whatever its name.
  temp.write("in/2024/b.jpg", photo(160));
  temp.write("in/2024-80.jpg", photo(160));
  CHECK(report_of(arguments, inside(temp)).report.of("in/2024-80.jpg").at("status") == "saved");
  const Json& passed_over = again.report.of("in/a-40.webp");
  CHECK(passed_over.at("reason").at("code") == "own_output");
  CHECK(passed_over.at("status") == "ignored");
}

TEST_CASE("a number behind a name makes no rendition of a picture") {
  const TempFolder temp;
  temp.write("in/trip.jpg", photo(160));
  temp.write("in/trip-2.jpg", photo(150));
  temp.write("in/trip-2019.jpg", photo(140));
  const auto before = tree(temp / "in");
  const Arguments arguments{"in", "--same-folder", "--widths", "40,80"};
  const Reported done = report_of(arguments, inside(temp));
  CHECK(done.report.footer.at("totals").at("saved") == 3);
  const std::vector<std::string> all{"trip-2-40.jpg",    "trip-2-80.jpg",    "trip-2.jpg",
                                     "trip-2019-40.jpg", "trip-2019-80.jpg", "trip-2019.jpg",
                                     "trip-40.jpg",      "trip-80.jpg",      "trip.jpg"};
  CHECK(names_in(temp / "in") == all);
  report_of(arguments, inside(temp));
  CHECK(names_in(temp / "in") == all);
  for (const auto& [name, facts] : before) {
    CAPTURE(name);
    CHECK((tree(temp / "in").at(name) == facts));
  }
}

TEST_CASE("pictures that would make the same renditions are left alone, whatever their names") {
  const TempFolder temp;
  need_engine();
  temp.write("in/trip.jpg", photo(160));
  temp.write("in/trip-2.jpg", photo(150));
  temp.write("in/trip-2.webp", sample::lossy_webp());
  const Reported done =
      report_of({"in", "--same-folder", "--widths", "40", "--formats", "avif"}, inside(temp));
  CHECK(done.report.of("in/trip.jpg").at("status") == "saved");
  for (const std::string name : {"in/trip-2.jpg", "in/trip-2.webp"}) {
    CHECK(done.report.of(name).at("status") == "skipped");
    CHECK(done.report.of(name).at("reason").at("code") == "same_name");
  }
}

TEST_CASE("a rendition in its source's own width is no source of the next run") {
  const TempFolder temp;
  temp.write("in/tiny.jpg", photo(30));
  Arguments arguments{"in", "--same-folder", "--widths", "40,80", "--formats", "webp,jpeg"};
  report_of(arguments, inside(temp));
  const std::vector<std::string> all{"tiny-30.jpg", "tiny-30.webp", "tiny.jpg"};
  CHECK(names_in(temp / "in") == all);
  for (const Arguments& more :
       {Arguments{}, Arguments{"--dry-run"}, Arguments{"--overwrite", "all"}}) {
    Arguments again = arguments;
    again.insert(again.end(), more.begin(), more.end());
    const Reported second = report_of(again, inside(temp));
    CAPTURE(again);
    CHECK(second.report.footer.at("totals").at("ignored") == 2);
    CHECK(second.report.of("in/tiny-30.webp").at("reason").at("code") == "own_output");
    CHECK(names_in(temp / "in") == all);
  }
}

TEST_CASE("renditions that would meet under one name are found before anything is made") {
  const TempFolder temp;
  need_engine();
  temp.write("in/a.jpg", photo());
  temp.write("in/a.png", sample::image(ImageFormat::png));
  const Ended ended =
      run_pixherd({"in", "-o", "web", "--widths", "40", "--formats", "webp"}, inside(temp));
  CHECK(ended.exit_code == 2);
  CHECK(ended.err.find("in/a.jpg and in/a.png would both become") != std::string::npos);
  CHECK_FALSE(std::filesystem::exists(temp / "web"));
}

TEST_CASE("where one rendition cannot have its name its task fails, and no other has got its own") {
  const TempFolder temp;
  temp.write("in/hero.jpg", photo());
  std::filesystem::create_directories(temp / "in/hero-80.jpg");
  const Arguments arguments{"in", "--same-folder", "--widths", "40,80", "--overwrite", "all"};
  const Reported done = report_of(arguments, inside(temp));
  CHECK(done.report.of("in/hero.jpg").at("status") == "failed");
  CHECK(names_in(temp / "in") == std::vector<std::string>{"hero.jpg"});
  std::filesystem::remove(temp / "in/hero-80.jpg");
  report_of(arguments, inside(temp));
  CHECK(names_in(temp / "in") ==
        std::vector<std::string>{"hero-40.jpg", "hero-80.jpg", "hero.jpg"});
}

TEST_CASE("a damaged source makes no rendition, and the others are made") {
  const TempFolder temp;
  sample::Bytes damaged = photo();
  damaged.resize(damaged.size() / 2);
  temp.write("in/damaged.jpg", damaged);
  temp.write("in/whole.jpg", photo());
  const Reported done = report_of(kThreeWidths, inside(temp));
  CHECK(done.ended.exit_code == 1);
  CHECK(names_in(temp / "web") ==
        std::vector<std::string>{"whole-160.jpg", "whole-40.jpg", "whole-80.jpg"});
}

TEST_CASE("names follow the template") {
  const TempFolder temp;
  temp.write("in/{width}.jpg", photo(160));
  const Ended ended = run_pixherd(
      {"in", "-o", "web", "--widths", "80", "--name-template", "{width}x{height}_{stem}.{ext}"},
      inside(temp));
  CHECK(ended.exit_code == 0);
  REQUIRE(names_in(temp / "web").size() == 1);
  CHECK(names_in(temp / "web").front().starts_with("80x"));
  CHECK(names_in(temp / "web").front().ends_with("_{width}.jpg"));
}

TEST_CASE("the manifest lists what was made, with paths from where it stands") {
  const TempFolder temp;
  temp.write("in/b & \"c\".jpg", photo(160));
  temp.write("in/a.jpg", photo(160));
  const Arguments arguments = with(kThreeWidths, {"--formats", "avif,jpeg"});
  REQUIRE(run_pixherd(with(arguments, {"--manifest", "web/list.json"}), inside(temp)).exit_code ==
          0);
  const Json list = Json::parse(read_file(temp / "web/list.json"));
  REQUIRE(list.size() == 2);
  CHECK(list[0].at("source") == "in/a.jpg");
  CHECK(list[0].at("outputs").size() == 6);
  for (const Json& entry : list) {
    for (const Json& output : entry.at("outputs")) {
      CHECK(std::filesystem::exists(temp / "web" / output.at("path").get<std::string>()));
    }
  }
  const std::string picture = list[1].at("picture");
  CHECK(picture.find("<source type=\"image/avif\" srcset=\"b%20%26%20%22c%22-40.avif 40w, ") !=
        std::string::npos);
  CHECK(picture.find("<img src=\"b%20%26%20%22c%22-160.jpg\"") != std::string::npos);

  REQUIRE(run_pixherd(with(arguments, {"--manifest", "page.html"}), inside(temp)).exit_code == 0);
  const std::string page = read_file(temp / "page.html");
  CHECK(page.starts_with("<!doctype html>"));
  CHECK(page.find("srcset=\"web/a-40.avif 40w") != std::string::npos);
  CHECK(page.find("<figcaption>in/b &amp; &quot;c&quot;.jpg</figcaption>") != std::string::npos);
}

TEST_CASE("a manifest that cannot be written is told, before the run where that can be seen") {
  const TempFolder temp;
  temp.write("in/a.jpg", photo());
  temp.write("file", photo());
  const auto before = tree(temp.path());
  const Ended refused =
      run_pixherd(with(kThreeWidths, {"--manifest", "file/list.json"}), inside(temp));
  CHECK(refused.exit_code == 2);
  CHECK(refused.err.find("--manifest file/list.json") != std::string::npos);
  CHECK(tree(temp.path()) == before);
  // An output has that name, so that it can be no folder.
  const Ended ended =
      run_pixherd(with(kThreeWidths, {"--manifest", "web/a-40.jpg/list.json"}), inside(temp));
  CHECK(ended.exit_code == 3);
  CHECK(ended.err.find("--manifest web/a-40.jpg/list.json") != std::string::npos);
}

TEST_CASE("the outputs of many images do not depend on the number of workers") {
  const TempFolder temp;
  for (std::uint32_t i = 0; i < 12; ++i) {
    temp.write("in/" + std::to_string(i) + ".jpg", photo(100 + 10 * i));
  }
  const Arguments more{"--formats", "webp,jpeg", "--processes"};
  Arguments one = with(with(kThreeWidths, more), {"1"});
  REQUIRE(run_pixherd(one, inside(temp)).exit_code == 0);
  std::filesystem::rename(temp / "web", temp / "one");
  REQUIRE(run_pixherd(with(with(kThreeWidths, more), {"4"}), inside(temp)).exit_code == 0);
  REQUIRE(names_in(temp / "web") == names_in(temp / "one"));
  for (const std::string& name : names_in(temp / "web")) {
    CHECK(read_file(temp / ("web/" + name)) == read_file(temp / ("one/" + name)));
  }
}

}  // namespace
}  // namespace pixherd
