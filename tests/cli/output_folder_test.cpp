// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <sys/stat.h>

#include "support/catch.hpp"
#include "support/run_pixherd.hpp"

namespace pixherd {
namespace {

/// One of each kind of image, in folders two deep.
void write_deep_samples(const TempFolder& temp) {
  need_engine();
  std::size_t number = 0;
  for (const sample::Named& each : sample::one_of_each()) {
    const std::string folder = number++ % 2 == 0 ? "in/" : "in/deep/er/";
    temp.write(folder + each.name + "." + std::string(extension(each.format)), each.bytes);
  }
}

mode_t mode_of(const std::filesystem::path& path) {
  struct stat facts {};
  REQUIRE(::stat(path.c_str(), &facts) == 0);
  return facts.st_mode & 07777U;
}

TEST_CASE("a folder goes to the output folder with its tree, every format readable again") {
  const TempFolder temp;
  write_deep_samples(temp);
  const auto before = tree(temp / "in");
  const Reported done = report_of({"in", "-o", "web"}, inside(temp));
  CHECK(done.ended.exit_code == 0);
  CHECK(tree(temp / "in") == before);
  CHECK(names_in(temp / "web") == names_in(temp / "in"));
  CHECK(done.report.files.size() == names_in(temp / "in").size());
  for (const std::string& name : names_in(temp / "in")) {
    CAPTURE(name);
    const Json& record = done.report.of("in/" + name);
    const bool copied = record.at("status") == "copied";
    CHECK((copied || record.at("status") == "saved"));
    CHECK(record.at("reason").is_null() == !copied);
    const std::string output = read_file(temp / ("web/" + name));
    CHECK(record.at("optimized_path") == "web/" + name);
    CHECK(record.at("optimized_size") == output.size());
    CHECK(record.at("outputs").at(0).at("size") == output.size());
    CHECK((output == before.at(name).bytes) == copied);
    CHECK(output.size() <= before.at(name).bytes.size());
    const SourceFacts source = facts_of(temp / ("in/" + name));
    const SourceFacts result = facts_of(temp / ("web/" + name));
    CHECK(result.format == source.format);
    CHECK(result.frames == source.frames);
    CHECK(record.at("outputs").at(0).at("width") == pixels_of(temp / ("web/" + name)).width);
  }
}

TEST_CASE("what would not get smaller is copied, so that the output folder is complete") {
  const TempFolder temp;
  need_engine();
  const sample::Bytes small = sample::image(ImageFormat::jpeg);
  temp.write("in/small.jpg", small);
  temp.write("in/photo.jpg", photo());
  const Reported done = report_of({"in", "-o", "web", "--jpeg-quality", "100"}, inside(temp));
  const Json& record = done.report.of("in/small.jpg");
  CHECK(done.ended.exit_code == 0);
  CHECK(record.at("status") == "copied");
  CHECK(record.at("reason").at("code") == "not_smaller");
  CHECK(record.at("optimized_path") == "web/small.jpg");
  CHECK(record.at("saved_bytes") == 0);
  CHECK(bytes_of(temp / "web/small.jpg") == small);
}

TEST_CASE("what is skipped is copied under its own name") {
  const TempFolder temp;
  need_engine();
  temp.write("in/moving.png", sample::animated_png());
  const Reported done = report_of({"in", "-o", "web"}, inside(temp));
  CHECK(done.report.of("in/moving.png").at("status") == "copied");
  CHECK(done.report.of("in/moving.png").at("reason").at("code") == "animated_png");
  CHECK(bytes_of(temp / "web/moving.png") == sample::animated_png());
}

TEST_CASE("what failed is not copied, and the rest is done") {
  const TempFolder temp;
  sample::Bytes cut = photo();
  cut.resize(cut.size() / 2);
  temp.write("in/cut.jpg", cut);
  temp.write("in/photo.jpg", photo());
  const Reported done = report_of({"in", "-o", "web"}, inside(temp));
  CHECK(done.ended.exit_code == 1);
  CHECK(done.report.of("in/cut.jpg").at("error").at("code") == "damaged");
  CHECK(done.report.of("in/cut.jpg").at("optimized_path").is_null());
  CHECK(names_in(temp / "web") == std::vector<std::string>{"photo.jpg"});
}

TEST_CASE("files are named by themselves, from several folders") {
  const TempFolder temp;
  temp.write("a/one.jpg", photo(150));
  temp.write("b/c/two.jpg", photo(160));
  temp.write("b/c/not-named.jpg", photo(170));
  const Reported done = report_of({"a/one.jpg", "b/c/two.jpg", "-o", "deep/web"}, inside(temp));
  CHECK(done.report.files.size() == 2);
  CHECK(done.report.of("a/one.jpg").at("optimized_path") == "deep/web/one.jpg");
  CHECK(names_in(temp / "deep") == std::vector<std::string>{"web/one.jpg", "web/two.jpg"});
}

TEST_CASE("a file that is named twice, and walked besides, runs once") {
  const TempFolder temp;
  temp.write("in/one.jpg", photo());
  const Reported done =
      report_of({"in", "in/one.jpg", "./in/one.jpg", "in", "-o", "web"}, inside(temp));
  CHECK(done.report.files.size() == 1);
  CHECK(names_in(temp / "web") == std::vector<std::string>{"one.jpg"});
}

TEST_CASE("outputs of an earlier run are written over") {
  const TempFolder temp;
  temp.write("in/photo.jpg", photo());
  temp.write("web/photo.jpg", "an older file");
  temp.write("web/other.txt", "somebody else's");
  REQUIRE(run_pixherd({"in", "-o", "web"}, inside(temp)).exit_code == 0);
  const std::string once = read_file(temp / "web/photo.jpg");
  CHECK(facts_of(temp / "web/photo.jpg").size == PixelSize{160, 106});
  REQUIRE(run_pixherd({"in", "-o", "web"}, inside(temp)).exit_code == 0);
  CHECK(read_file(temp / "web/photo.jpg") == once);
  CHECK(names_in(temp / "web") == std::vector<std::string>{"other.txt", "photo.jpg"});
  CHECK(read_file(temp / "web/other.txt") == "somebody else's");
}

TEST_CASE("an output folder inside the input folder is not walked") {
  const TempFolder temp;
  temp.write("in/photo.jpg", photo());
  for (int run = 0; run < 2; ++run) {
    const Reported done = report_of({"in", "-o", "in/web"}, inside(temp));
    CHECK(done.report.files.size() == 1);
    CHECK(names_in(temp / "in") == std::vector<std::string>{"photo.jpg", "web/photo.jpg"});
  }
}

TEST_CASE("an output has its source's permissions, less the umask") {
  const TempFolder temp;
  for (const auto& [name, mode] :
       {std::pair{"open.jpg", 0666U}, std::pair{"mine.jpg", 0600U}, std::pair{"run.jpg", 04755U}}) {
    ::chmod(temp.write(std::string("in/") + name, photo()).c_str(), mode);
  }
  Command how = inside(temp);
  how.umask = 027;
  REQUIRE(run_pixherd({"in", "-o", "web"}, how).exit_code == 0);
  CHECK(mode_of(temp / "web/open.jpg") == 0640);
  CHECK(mode_of(temp / "web/mine.jpg") == 0600);
  CHECK(mode_of(temp / "web/run.jpg") == 0750);
}

TEST_CASE("hidden files and folders are passed over unless they are asked for") {
  const TempFolder temp;
  temp.write("in/photo.jpg", photo());
  temp.write("in/.git/photo.jpg", photo());
  temp.write("in/.hidden.jpg", photo());
  CHECK(report_of({"in", "-o", "web"}, inside(temp)).report.files.size() == 1);
  CHECK(report_of({"in", "-o", "all", "--hidden"}, inside(temp)).report.files.size() == 3);
}

TEST_CASE("links are not followed while walking, and folders below are left with --no-recursive") {
  const TempFolder temp;
  temp.write("in/photo.jpg", photo());
  temp.write("in/below/photo.jpg", photo());
  temp.write("outside/photo.jpg", photo());
  std::filesystem::create_symlink("../outside/photo.jpg", temp / "in/link.jpg");
  std::filesystem::create_directory_symlink("../outside", temp / "in/linked");
  CHECK(report_of({"in", "-o", "web"}, inside(temp)).report.files.size() == 2);
  CHECK(names_in(temp / "web") == std::vector<std::string>{"below/photo.jpg", "photo.jpg"});
  CHECK(report_of({"in", "-o", "flat", "--no-recursive"}, inside(temp)).report.files.size() == 1);
}

TEST_CASE("a named link is read through, and stays a link") {
  const TempFolder temp;
  temp.write("real.jpg", photo());
  std::filesystem::create_symlink("real.jpg", temp / "link.jpg");
  const Reported done = report_of({"link.jpg", "-o", "web"}, inside(temp));
  CHECK(done.report.of("link.jpg").at("status") == "saved");
  CHECK(std::filesystem::is_symlink(temp / "link.jpg"));
  CHECK(std::filesystem::is_regular_file(std::filesystem::symlink_status(temp / "web/link.jpg")));
}

TEST_CASE("what is no file is not replaced by one, by whatever name it goes") {
  const TempFolder temp;
  for (const std::string name : {"pipe.jpg", "link.jpg", "folder.jpg", "photo.jpg"}) {
    temp.write("in/" + name, photo());
  }
  std::filesystem::create_directory(temp / "web");
  REQUIRE(::mkfifo((temp / "web/pipe.jpg").c_str(), 0600) == 0);
  std::filesystem::create_symlink("pipe.jpg", temp / "web/link.jpg");
  std::filesystem::create_directory(temp / "web/folder.jpg");
  const Reported done = report_of({"in", "-o", "web"}, inside(temp));
  CHECK(done.ended.exit_code == 1);
  for (const std::string name : {"in/pipe.jpg", "in/link.jpg", "in/folder.jpg"}) {
    CAPTURE(name);
    CHECK(done.report.of(name).at("status") == "failed");
    CHECK(done.report.of(name).at("error").at("code") == "write_failed");
  }
  CHECK(done.report.of("in/photo.jpg").at("status") == "saved");
  CHECK(std::filesystem::is_fifo(temp / "web/pipe.jpg"));
  CHECK(std::filesystem::is_symlink(temp / "web/link.jpg"));
}

TEST_CASE("an output folder that cannot be made or written to stops the run before it begins") {
  const TempFolder temp;
  temp.write("in/one.jpg", photo());
  temp.write("in/two.jpg", photo());
  SECTION("something else is in the way: nothing was meant so") {
    temp.write("file", "no folder");
    std::filesystem::create_symlink("nowhere", temp / "dangling");
    for (const std::string output : {"file", "file/web", "dangling"}) {
      const Ended ended = run_pixherd({"in", "-o", output, "--json"}, inside(temp));
      CHECK(ended.exit_code == 2);
      CHECK(ended.err.find(output.substr(0, output.find('/'))) != std::string::npos);
      CHECK(ended.out.empty());
    }
  }
  SECTION("/sys holds no folders of ours: every file is told of") {
    const Reported done = report_of({"in", "-o", "/sys/web"}, inside(temp));
    CHECK(done.ended.exit_code == 3);
    CHECK(done.report.footer.at("totals").at("unprocessed") == 2);
    CHECK(done.ended.err.find("/sys/web") != std::string::npos);
  }
}

TEST_CASE("a folder without images is no failure") {
  const TempFolder temp;
  std::filesystem::create_directory(temp / "in");
  const Ended ended = run_pixherd({"in", "-o", "web"}, inside(temp));
  CHECK(ended.exit_code == 0);
  CHECK(ended.out == "no images found\n");
  CHECK(ended.err == "");
}

}  // namespace
}  // namespace pixherd
