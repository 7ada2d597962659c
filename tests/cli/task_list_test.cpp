// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "support/catch.hpp"
#include "support/run_pixherd.hpp"

namespace pixherd {
namespace {

Json entry(const std::string& input, const std::string& output, const Json& settings = nullptr) {
  Json object{{"input", input}, {"output", output}};
  if (!settings.is_null()) {
    object["settings"] = settings;
  }
  return object;
}

Reported run_list(const TempFolder& temp, const std::string& list) {
  temp.write("tasks", list);
  return report_of({"--tasks", "tasks"}, inside(temp));
}

/// A picture of 200 x 100.
void write_wide(const TempFolder& temp) {
  need_engine();
  temp.write("wide.png", sample::image(ImageFormat::png, {.width = 200, .height = 100}));
}

TEST_CASE("each entry of a task list has settings of its own, and one input several outputs") {
  const TempFolder temp;
  write_wide(temp);
  const Json list{
      entry("wide.png", "out/small.webp",
            {{"resize", {{"mode", "longest"}, {"size", 50}}}, {"outputFormat", "webp"}}),
      entry("wide.png", "out/deep/low.jpg",
            {{"quality", {{"global", 20}}}, {"outputFormat", "jpeg"}}),
      entry("wide.png", "out/high.jpg",
            {{"quality", {{"global", 20}, {"jpeg", 95}}}, {"outputFormat", "jpeg"}}),
      entry("wide.png", "out/same.png")};
  const auto before = bytes_of(temp / "wide.png");
  const Reported done = run_list(temp, list.dump());
  CHECK(done.ended.exit_code == 0);
  CHECK(done.report.files.size() == 4);
  CHECK(names_in(temp / "out") ==
        std::vector<std::string>{"deep/low.jpg", "high.jpg", "same.png", "small.webp"});
  CHECK(facts_of(temp / "out/small.webp").size == PixelSize{50, 25});
  CHECK(std::filesystem::file_size(temp / "out/deep/low.jpg") <
        std::filesystem::file_size(temp / "out/high.jpg"));
  CHECK(pixels_of(temp / "out/same.png") == pixels_of(temp / "wide.png"));
  CHECK(bytes_of(temp / "wide.png") == before);
  for (const Json& file : done.report.files) {
    CHECK(file.at("original_path") == "wide.png");
    CHECK(file.at("status") == "saved");
    CHECK(file.at("optimized_path").get<std::string>().starts_with("out/"));
  }
}

TEST_CASE("a task's quality for one format is heeded whichever the format is") {
  const TempFolder temp;
  write_wide(temp);
  for (const ImageFormat format : kImageFormats) {
    const std::string word(name(format));
    CAPTURE(word);
    const std::string low = fmt::format("low.{}", extension(format));
    const std::string high = fmt::format("high.{}", extension(format));
    const auto with_quality = [&](const std::string& output, int quality) {
      return entry("wide.png", output.c_str(),
                   {{"quality", {{word, quality}}}, {"outputFormat", word}});
    };
    const Json list{with_quality(low, 10), with_quality(high, 100)};
    REQUIRE(run_list(temp, list.dump()).ended.exit_code == 0);
    CHECK(std::filesystem::file_size(temp / low) < std::filesystem::file_size(temp / high));
  }
}

TEST_CASE("entries whose settings take turns have as many settings as there are") {
  const TempFolder temp;
  write_wide(temp);
  const auto low = [](const char* output) {
    return entry("wide.png", output, {{"quality", {{"jpeg", 20}}}, {"outputFormat", "jpeg"}});
  };
  const auto high = [](const char* output) {
    return entry("wide.png", output, {{"quality", {{"jpeg", 95}}}, {"outputFormat", "jpeg"}});
  };
  const auto hash_of = [&](const Json& list) {
    return run_list(temp, list.dump()).report.header.at("settings_hash");
  };
  CHECK(hash_of({low("1.jpg"), low("2.jpg"), high("3.jpg"), high("4.jpg")}) ==
        hash_of({low("5.jpg"), high("6.jpg"), low("7.jpg"), high("8.jpg")}));
  CHECK(std::filesystem::file_size(temp / "5.jpg") == std::filesystem::file_size(temp / "7.jpg"));
  CHECK(std::filesystem::file_size(temp / "6.jpg") == std::filesystem::file_size(temp / "8.jpg"));
  CHECK(std::filesystem::file_size(temp / "7.jpg") < std::filesystem::file_size(temp / "8.jpg"));
}

TEST_CASE("the modes of a task's resize") {
  const TempFolder temp;
  write_wide(temp);
  const auto size_with = [&](const Json& resize) {
    const Json list{entry("wide.png", "out.png", {{"resize", resize}})};
    REQUIRE(run_list(temp, list.dump()).ended.exit_code == 0);
    return facts_of(temp / "out.png").size;
  };
  CHECK(size_with({{"mode", "width"}, {"size", 100}}) == PixelSize{100, 50});
  CHECK(size_with({{"mode", "height"}, {"size", 20}}) == PixelSize{40, 20});
  CHECK(size_with({{"mode", "longest"}, {"size", 60}}) == PixelSize{60, 30});
  CHECK(size_with({{"mode", "shortest"}, {"size", 60}}) == PixelSize{120, 60});
  CHECK(size_with({{"mode", "none"}, {"size", 60}}) == PixelSize{200, 100});
  CHECK(size_with({{"width", 50}}) == PixelSize{50, 25});
  CHECK(size_with({{"width", 50}, {"height", 10}}) == PixelSize{20, 10});
  CHECK(size_with({{"width", 50}, {"height", 10}, {"maintainAspect", false}}) == PixelSize{50, 10});
  CHECK(size_with({{"mode", "longest"}, {"size", "60"}}) == PixelSize{60, 30});
  CHECK(size_with({{"mode", "longest"}, {"size", 5000}}) == PixelSize{200, 100});
}

TEST_CASE("a task list comes from standard input too, an object a line") {
  const TempFolder temp;
  temp.write("a.jpg", photo(150));
  temp.write("b.jpg", photo(160));
  Command how = inside(temp);
  how.input = entry("a.jpg", "out/a.jpg").dump() + "\n\n" + entry("b.jpg", "out/b.jpg").dump();
  const Reported done = report_of({"--tasks", "-"}, how);
  CHECK(done.ended.exit_code == 0);
  CHECK(names_in(temp / "out") == std::vector<std::string>{"a.jpg", "b.jpg"});
}

TEST_CASE("an empty task list is nothing to do") {
  const TempFolder temp;
  CHECK(run_list(temp, "[]").report.files.empty());
  CHECK(run_list(temp, "").ended.exit_code == 0);
}

TEST_CASE("an input that is missing fails its own entry only") {
  const TempFolder temp;
  temp.write("a.jpg", photo());
  temp.write("text.jpg", "hello");
  const Json list{entry("a.jpg", "out/a.jpg"), entry("missing.jpg", "out/b.jpg"),
                  entry("no/folder/c.jpg", "out/c.jpg"), entry("text.jpg", "out/d.jpg")};
  const Reported done = run_list(temp, list.dump());
  CHECK(done.ended.exit_code == 1);
  CHECK(done.report.of("a.jpg").at("status") == "saved");
  CHECK(done.report.of("missing.jpg").at("error").at("code") == "not_found");
  CHECK(done.report.of("no/folder/c.jpg").at("error").at("code") == "not_found");
  CHECK(done.report.of("text.jpg").at("error").at("code") == "not_an_image");
  CHECK(names_in(temp / "out") == std::vector<std::string>{"a.jpg"});
}

TEST_CASE("an output that cannot be named fails its own entry only") {
  const TempFolder temp;
  temp.write("a.jpg", photo(150));
  temp.write("b.jpg", photo(160));
  temp.write("file", "not a folder");
  std::filesystem::create_directory(temp / "out");
  const Json list{entry("a.jpg", "file/a.jpg"), entry("b.jpg", "out/b.jpg")};
  const Reported done = run_list(temp, list.dump());
  CHECK(done.ended.exit_code == 1);
  CHECK(done.report.of("a.jpg").at("status") == "failed");
  CHECK(done.report.of("b.jpg").at("status") == "saved");
}

TEST_CASE("entries whose folders lead nowhere fail one by one, and are not taken for one") {
  const TempFolder temp;
  temp.write("in/a.jpg", photo());
  for (const char* loop : {"x", "y"}) {
    std::filesystem::create_symlink(loop, temp / loop);
  }
  const Json list{entry("in/a.jpg", "x/a.jpg"), entry("in/a.jpg", "y/a.jpg"),
                  entry("in/a.jpg", "out/a.jpg")};
  const Reported done = run_list(temp, list.dump());
  CHECK(done.ended.exit_code == 1);
  CHECK(done.report.footer.at("totals").at("failed") == 2);
  CHECK(std::filesystem::exists(temp / "out/a.jpg"));
}

TEST_CASE("an entry whose result would not be smaller gets the original as its output") {
  const TempFolder temp;
  need_engine();
  const sample::Bytes small = sample::image(ImageFormat::jpeg);
  temp.write("small.jpg", small);
  const Json list{entry("small.jpg", "out/small.jpg", {{"quality", {{"jpeg", 100}}}})};
  const Reported done = run_list(temp, list.dump());
  CHECK(done.ended.exit_code == 0);
  CHECK(done.report.of("small.jpg").at("status") == "copied");
  REQUIRE(std::filesystem::exists(temp / "out/small.jpg"));
  CHECK(bytes_of(temp / "out/small.jpg") == small);
}

TEST_CASE("the copy of an original never falls on another input, or on a file nobody named") {
  const TempFolder temp;
  need_engine();
  temp.write("small.jpg", sample::image(ImageFormat::jpeg));
  temp.write("other.jpg", photo(200));
  temp.write("third.jpg", "somebody else's");
  const Json best{{"quality", {{"jpeg", 100}}}};
  const Json list{entry("small.jpg", "other.webp", best), entry("other.jpg", "out/other.jpg"),
                  entry("small.jpg", "third.webp", best)};
  temp.write("tasks", list.dump());
  const Ended ended = run_pixherd({"--tasks", "tasks"}, inside(temp));
  CAPTURE(ended.out, ended.err);
  CHECK((bytes_of(temp / "other.jpg") == photo(200)));
  CHECK(read_file(temp / "third.jpg") == "somebody else's");
}

TEST_CASE("an output whose name promises another format than it has is noted") {
  const TempFolder temp;
  need_engine();
  temp.write("a.jpg", photo());
  temp.write("moving.png", sample::animated_png());
  temp.write("misnamed.jpg", sample::image(ImageFormat::png));
  struct Named {
    const char* input;
    const char* output;
    const char* format;
    std::vector<std::string> notes;
  };
  const std::string is_jpeg = "the output is JPEG, though its name says WebP";
  const std::string is_png = "the output is PNG, though its name says JPEG";
  const std::string was_png = "the content is PNG, though the name says JPEG";
  const std::vector<Named> table{
      {"a.jpg", "out/a.webp", "original", {is_jpeg}},
      {"a.jpg", "out/a.webp", "webp", {}},
      {"a.jpg", "out/a.JPEG", "original", {}},
      {"a.jpg", "out/a", "original", {}},
      {"a.jpg", "out/a.bin", "webp", {}},
      {"a.jpg", "out/a.webp", "jpeg", {is_jpeg}},
      {"moving.png", "out/q.jpg", "original", {is_png}},
      {"misnamed.jpg", "out/m.png", "original", {was_png}},
      {"misnamed.jpg", "out/m.jpg", "original", {was_png}},
      {"misnamed.jpg", "out/m.jpg", "png", {is_png}},
  };
  for (const Named& named : table) {
    const Json list{entry(named.input, named.output, {{"outputFormat", named.format}})};
    const Reported done = run_list(temp, list.dump());
    CAPTURE(list.dump(), done.report.files.at(0).dump());
    CHECK(done.ended.exit_code == 0);
    const Json& notes = done.report.of(named.input).at("notes");
    std::vector<std::string> on_names;
    for (const std::string note : notes) {
      if (note.find("though") != std::string::npos) {
        on_names.push_back(note);
      }
    }
    CHECK(on_names == named.notes);
  }
}

TEST_CASE("a copy into a folder is noted where its name promises another format") {
  const TempFolder temp;
  need_engine();
  temp.write("in/misnamed.jpg", sample::animated_png());
  const Reported done = report_of({"in", "-o", "web"}, inside(temp));
  CHECK(done.report.of("in/misnamed.jpg").at("status") == "copied");
  CHECK(done.report.of("in/misnamed.jpg").at("notes").back() ==
        "the content is PNG, though the name says JPEG");
}

TEST_CASE("the lane that is asked for holds for every entry of a task list") {
  const TempFolder temp;
  temp.write("a.jpg", photo(150));
  temp.write("b.jpg", photo(160));
  const Json list{entry("a.jpg", "out/a.jpg"),
                  entry("b.jpg", "out/b.jpg", {{"quality", {{"jpeg", 60}}}})};
  temp.write("tasks", list.dump());
  const auto lanes = [&](const Arguments& more) {
    Arguments arguments{"--tasks", "tasks"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Reported done = report_of(arguments, inside(temp));
    return Json{done.report.of("a.jpg").at("lane"), done.report.of("b.jpg").at("lane")};
  };
  CHECK(lanes({}) == Json{"planes", "planes"});
  CHECK(lanes({"--lane", "auto"}) == Json{"planes", "planes"});
  CHECK(lanes({"--lane", "planes"}) == Json{"planes", "planes"});
  CHECK(lanes({"--lane", "libvips"}) == Json{"libvips", "libvips"});
}

TEST_CASE("the encoder's options hold for every entry of a task list") {
  const TempFolder temp;
  temp.write("a.jpg", photo(150));
  temp.write("tasks", Json{entry("a.jpg", "out/a.jpg")}.dump());
  REQUIRE(report_of({"--tasks", "tasks"}, inside(temp)).ended.exit_code == 0);
  CHECK(facts_of(temp / "out/a.jpg").jpeg.scans == 1);
  REQUIRE(report_of({"--tasks", "tasks", "--progressive"}, inside(temp)).ended.exit_code == 0);
  CHECK(facts_of(temp / "out/a.jpg").jpeg.scans > 1);
}

TEST_CASE("what is to be kept beside the pixels is said for the whole task list") {
  const TempFolder temp;
  need_engine();
  temp.write("a.jpg", sample::jpeg_with_metadata("whereabouts"));
  temp.write("p3.jpg", sample::with_profile(ImageFormat::jpeg, sample::display_p3_profile()));
  const Json best{{"quality", {{"jpeg", 40}}}};
  temp.write("tasks",
             Json{entry("a.jpg", "out/a.jpg", best), entry("p3.jpg", "out/p3.jpg", best)}.dump());
  struct Kept {
    const char* kind;
    bool metadata;
    bool profile;
  };
  for (const Kept& kept :
       {Kept{"none", false, false}, Kept{"icc", false, true}, Kept{"all", true, true}}) {
    const Ended ended = run_pixherd({"--tasks", "tasks", "--keep", kept.kind}, inside(temp));
    CAPTURE(kept.kind, ended.err);
    REQUIRE(ended.exit_code == 0);
    const std::string a = read_file(temp / "out/a.jpg");
    const std::string p3 = read_file(temp / "out/p3.jpg");
    CHECK((a.find("whereabouts") != std::string::npos) == kept.metadata);
    CHECK((p3.find("ICC_PROFILE") != std::string::npos) == kept.profile);
  }
}

TEST_CASE("absolute paths work in a task list") {
  const TempFolder temp;
  temp.write("a.jpg", photo());
  const std::string input = (temp / "a.jpg").string();
  const std::string output = (temp / "far/away/a.webp").string();
  const Json list{entry(input, output, {{"outputFormat", "webp"}})};
  const Reported done = run_list(temp, list.dump());
  CHECK(done.report.of(input).at("optimized_path") == output);
  CHECK(facts_of(output).format == ImageFormat::webp);
}

}  // namespace
}  // namespace pixherd
