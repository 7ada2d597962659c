// SPDX-License-Identifier: Apache-2.0
#include <sys/stat.h>

#include "support/catch.hpp"
#include "support/compare.hpp"
#include "support/exif_samples.hpp"
#include "support/run_pixherd.hpp"

namespace pixherd {
namespace {

/// Where one line of --print-config says that the quality comes from.
std::string quality_line(const Command& how, Arguments arguments = {}) {
  arguments.emplace_back("--print-config");
  const Ended ended = run_pixherd(arguments, how);
  CAPTURE(ended.err);
  REQUIRE(ended.exit_code == 0);
  const std::size_t at = ended.out.find("\nquality =") + 1;
  return at == 0 ? "" : ended.out.substr(at, ended.out.find('\n', at) - at);
}

TEST_CASE("the project's configuration is found from a folder below it, up to the one with .git") {
  TempFolder temp;
  temp.write("site/.pixherd.toml", "quality = 41\n");
  temp.write("site/images/in/a.txt", "");
  Command how = inside(temp);
  how.folder = temp.path() / "site/images";
  CHECK(quality_line(how).starts_with("quality = 41 "));
  temp.write("site/images/.git", "");
  CHECK(quality_line(how).empty());
  how.folder = temp.path() / "site";
  CHECK(quality_line(how).starts_with("quality = 41 "));
}

TEST_CASE("no configuration is taken from a folder above into which everybody may write") {
  TempFolder temp;
  temp.write("open/.pixherd.toml", "quality = 41\n");
  temp.write("open/in/a.txt", "");
  Command how = inside(temp);
  how.folder = temp.path() / "open/in";
  CHECK_FALSE(quality_line(how).empty());
  REQUIRE(::chmod((temp.path() / "open").c_str(), 0777) == 0);
  CHECK(quality_line(how).empty());
}

TEST_CASE("one's own configuration is in XDG_CONFIG_HOME, else in .config at home") {
  TempFolder temp;
  temp.write("xdg/pixherd/config.toml", "quality = 42\n");
  temp.write("home/.config/pixherd/config.toml", "quality = 43\n");
  Command how = inside(temp);
  how.environment["HOME"] = (temp.path() / "home").string();
  how.environment["XDG_CONFIG_HOME"] = (temp.path() / "xdg").string();
  CHECK(quality_line(how).starts_with("quality = 42 "));
  how.environment["XDG_CONFIG_HOME"] = "";
  CHECK(quality_line(how).starts_with("quality = 43 "));
  CHECK(quality_line(how, {"--no-config"}).empty());
}

TEST_CASE("a run obeys its configuration, and a printed one makes the same outputs") {
  need_engine();
  TempFolder temp;
  temp.write("in/a.jpg", photo());
  temp.write(".pixherd.toml", "output = \"web\"\nlong-edge = 64\nformat = \"webp\"\n");
  const Reported first = report_of({"in"}, inside(temp));
  CHECK(first.ended.exit_code == 0);
  CHECK(pixels_of(temp.path() / "web/a.webp").width == 64);

  const Ended printed = run_pixherd({"--print-config", "--quality", "61"}, inside(temp));
  temp.write("printed.toml", printed.out);
  const Reported typed = report_of({"in", "-o", "typed", "--quality", "61"}, inside(temp));
  const Reported again = report_of({"in", "-o", "again", "--config", "printed.toml"}, inside(temp));
  CHECK(typed.report.header["settings_hash"] == again.report.header["settings_hash"]);
  CHECK(typed.report.header["settings_hash"] != first.report.header["settings_hash"]);
  CHECK(bytes_of(temp.path() / "typed/a.webp") == bytes_of(temp.path() / "again/a.webp"));
}

TEST_CASE("what is to be kept, by the command line, is not stripped by a configuration") {
  const TempFolder temp;
  need_engine();
  temp.write(".pixherd.toml", "strip = [\"gps\"]\n");
  temp.write("a.jpg", sample::jpeg_with_exif({}));
  const auto tells_place = [&] {
    return read_file(temp / "a.jpg").find(sample::ExifText::kPlace) != std::string::npos;
  };
  REQUIRE(run_pixherd({"--in-place", "--keep", "all", "a.jpg"}, inside(temp)).exit_code == 0);
  CHECK(tells_place());
  REQUIRE(run_pixherd({"--in-place", "a.jpg"}, inside(temp)).exit_code == 0);
  CHECK_FALSE(tells_place());
}

TEST_CASE("an error in a configuration ends with exit code 2, and nothing is touched") {
  TempFolder temp;
  temp.write("in/a.jpg", "no image");
  temp.write(".pixherd.toml", "output = \"web\"\n\nqualty = 80\n");
  const Ended ended = run_pixherd({"in"}, inside(temp));
  CHECK(ended.exit_code == 2);
  CHECK(ended.err.starts_with(
      "pixherd: .pixherd.toml:3: qualty: no such option; did you mean quality?\n"));
  CHECK_FALSE(std::filesystem::exists(temp.path() / "web"));
  CHECK(run_pixherd({"--version"}, inside(temp)).exit_code == 0);
  CHECK(run_pixherd({"--help"}, inside(temp)).exit_code == 0);
}

TEST_CASE("a value that is no number is refused, as long as it may be") {
  const TempFolder temp;
  temp.write("in/a.jpg", "no image");
  temp.write(".pixherd.toml", "max-images-per-worker = \"" + std::string(500'000, 'a') + "\"\n");
  const Ended ended = run_pixherd({"in", "-o", "web"}, inside(temp));
  CHECK(ended.exit_code == 2);
  CHECK(ended.err.starts_with("pixherd: .pixherd.toml:1: --max-images-per-worker aaa"));
}

TEST_CASE("a configuration that cannot be read is an error and not passed over") {
  TempFolder temp;
  std::filesystem::create_directory(temp.path() / ".pixherd.toml");
  const Ended ended = run_pixherd({"in", "-o", "out"}, inside(temp));
  CHECK(ended.exit_code == 2);
  CHECK(ended.err.find(".pixherd.toml: the configuration cannot be read") != std::string::npos);
}

/// What a run says whose configuration is refused.
std::string refusal(const TempFolder& temp, const Arguments& options = {}) {
  Arguments arguments{"in", "-o", "out"};
  arguments.insert(arguments.end(), options.begin(), options.end());
  const Ended ended = run_pixherd(arguments, inside(temp));
  CAPTURE(ended.err);
  CHECK(ended.exit_code == 2);
  CHECK_FALSE(std::filesystem::exists(temp / "out"));
  return ended.err;
}

TEST_CASE("a configuration that is found is a file of an ordinary size, and never waited for") {
  const TempFolder temp;
  const std::filesystem::path file = temp / ".pixherd.toml";
  REQUIRE(::mkfifo(file.c_str(), 0600) == 0);
  CHECK(contains(refusal(temp),
                 ".pixherd.toml: the configuration cannot be read: it is no regular "
                 "file; give --no-config"));
  std::filesystem::remove(file);
  std::filesystem::create_symlink("/dev/zero", file);
  CHECK(contains(refusal(temp), "it is no regular file"));
  std::filesystem::remove(file);
  temp.write(".pixherd.toml", "");
  std::filesystem::resize_file(file, 3'000'000'000);
  CHECK(contains(refusal(temp), "is larger than 1.0 MB; give --no-config"));
}

TEST_CASE("a configuration that is named may be a pipe, and has an end") {
  const TempFolder temp;
  temp.write("in/a.txt", "");
  CHECK(contains(refusal(temp, {"--config", "/dev/zero"}),
                 "/dev/zero: the configuration cannot be read: is larger than 1.0 MB"));
  Command piped = inside(temp);
  piped.input = "quality = 44\n";
  CHECK(quality_line(piped, {"--config", "/dev/stdin"}).starts_with("quality = 44 "));
}

}  // namespace
}  // namespace pixherd
