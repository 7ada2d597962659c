// SPDX-License-Identifier: Apache-2.0
// Content that is no image, or not the one that its name promises: 9 contents under 8 names.
#include <fmt/format.h>

#include <string_view>

#include "pixherd/base/text.hpp"
#include "support/catch.hpp"
#include "support/run_pixherd.hpp"

namespace pixherd {
namespace {

using namespace std::string_view_literals;

struct Content {
  std::string_view what;
  std::string_view bytes;
  std::string_view error;  ///< of the file that was named
  bool is_image = false;   ///< by its magic bytes
};

/// Nothing, the beginnings of images, and what else lies about in folders of images.
const std::vector<Content>& contents() {
  static const std::vector<Content> all{
      {"nothing", "", "empty_file"},
      {"one byte", "\xFF", "not_an_image"},
      {"half a magic", "\xFF\xD8", "not_an_image"},
      {"bare signature", "\x89PNG\r\n\x1A\n", "damaged", true},
      {"head of a JPEG", "\xFF\xD8\xFF\xE0\0\x10JFIF\0\1\1\0\0H"sv, "damaged", true},
      {"zeros", "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"sv, "not_an_image"},
      {"text", "Dear diary, today I was no image.\n", "not_an_image"},
      {"archive", "PK\x03\x04\x14\0\0\0\x08\0and so on"sv, "not_an_image"},
      {"document", "%PDF-1.7\n%\xE2\xE3\xCF\xD3\n1 0 obj", "not_an_image"},
  };
  return all;
}

constexpr std::array kNames{"a.jpg", "b.JPEG", "c.png", "d.webp",
                            "e.gif", "f.TIFF", "g.txt", "no extension"};

std::string path_of(const Content& content, std::string_view name) {
  return fmt::format("in/{} {}", content.what, name);
}

void write_all(const TempFolder& temp) {
  for (const Content& content : contents()) {
    for (const char* name : kNames) {
      temp.write(path_of(content, name), content.bytes);
    }
  }
}

/// Under a name of ours a file was meant to be an image; under any other it is passed over.
std::string_view walked_status(const Content& content, std::string_view name) {
  return content.is_image || format_of_file_name(name) ? "failed" : "ignored";
}

std::string_view head_of(const std::string& bytes) {
  return std::string_view(bytes).substr(0, std::min(bytes.size(), kSniffBytes));
}

TEST_CASE("what is no image fails under a name of ours and is passed over under any other") {
  const TempFolder temp;
  write_all(temp);
  const auto before = tree(temp / "in");
  const Reported done = report_of({"in", "-o", "web"}, inside(temp));
  CHECK(done.ended.exit_code == 1);
  CHECK(done.report.files.size() == contents().size() * kNames.size());
  for (const Content& content : contents()) {
    for (const char* name : kNames) {
      const Json& record = done.report.of(path_of(content, name));
      CAPTURE(content.what, name);
      CHECK(record.at("status") == walked_status(content, name));
      CHECK(record.at(record.at("status") == "failed" ? "error" : "reason").at("code") ==
            (record.at("status") == "failed" ? content.error : "not_an_image"));
    }
  }
  CHECK(names_in(temp / "web").empty());
  CHECK(tree(temp / "in") == before);
}

TEST_CASE("a camera's raw files are passed over in a walk, and fail where they are named") {
  const TempFolder temp;
  const std::string tiff("II*\0\10\0\0\0\0\0", 10);
  for (const char* name : {"a.DNG", "b.nef", "c.CR2", "d.arw"}) {
    temp.write(std::string("in/") + name, tiff);
  }
  temp.write("in/e.jpg", photo());
  const Reported done = report_of({"in", "-o", "web"}, inside(temp));
  CHECK(done.ended.exit_code == 0);
  CHECK(done.report.footer.at("totals").at("ignored") == 4);
  CHECK(done.report.footer.at("totals").at("saved") == 1);
  CHECK(report_of({"in/a.DNG", "-o", "web"}, inside(temp)).ended.exit_code == 1);
}

TEST_CASE("what is no image fails under any name where it was named") {
  const TempFolder temp;
  write_all(temp);
  const auto before = tree(temp / "in");
  Arguments arguments{"-o", "web"};
  for (const Content& content : contents()) {
    for (const char* name : kNames) {
      arguments.push_back(path_of(content, name));
    }
  }
  const Reported done = report_of(arguments, inside(temp));
  CHECK(done.ended.exit_code == 1);
  CHECK(done.report.footer.at("totals").at("failed") == contents().size() * kNames.size());
  for (const Content& content : contents()) {
    for (const char* name : kNames) {
      CAPTURE(content.what, name);
      CHECK(done.report.of(path_of(content, name)).at("error").at("code") == content.error);
    }
  }
  CHECK(tree(temp / "in") == before);
}

TEST_CASE("in place, content that is no image stays as it is under every name") {
  const TempFolder temp;
  write_all(temp);
  const auto before = tree(temp / "in");
  for (const Arguments& arguments :
       {Arguments{"--in-place", "in"}, Arguments{"--in-place", "--quality", "50", "in"}}) {
    const Reported done = report_of(arguments, inside(temp));
    CHECK(done.ended.exit_code == 1);
    CHECK(done.report.footer.at("totals").at("saved") == 0);
    CHECK(done.report.footer.at("totals").at("kept") == 0);
    CHECK(tree(temp / "in") == before);
  }
}

/// Every format under the name of every other.
std::vector<std::string> write_misnamed(const TempFolder& temp) {
  need_engine();
  std::vector<std::string> paths;
  for (const ImageFormat content : kImageFormats) {
    const sample::Bytes bytes = sample::image(content, {.width = 48, .height = 32});
    for (const ImageFormat named : kImageFormats) {
      if (named != content) {
        paths.push_back(fmt::format("in/{}.{}", name(content), extension(named)));
        temp.write(paths.back(), bytes);
      }
    }
  }
  return paths;
}

TEST_CASE("no format is written in silence under the name of another in place") {
  const TempFolder temp;
  const std::vector<std::string> paths = write_misnamed(temp);
  const auto before = tree(temp / "in");
  for (const Arguments& arguments :
       {Arguments{"--in-place", "in"}, Arguments{"--in-place", "in", "--quality", "50"}}) {
    const Reported done = report_of(arguments, inside(temp));
    CHECK(done.ended.exit_code == 0);
    for (const std::string& path : paths) {
      CAPTURE(path);
      CHECK(done.report.of(path).at("status") == "skipped");
      CHECK(done.report.of(path).at("reason").at("code") == "wrong_extension");
    }
    CHECK(tree(temp / "in") == before);
  }
}

TEST_CASE("with -o a misnamed image keeps name and format, and its record says so") {
  const TempFolder temp;
  const std::vector<std::string> paths = write_misnamed(temp);
  const Reported done = report_of({"in", "-o", "web"}, inside(temp));
  CHECK(done.ended.exit_code == 0);
  for (const std::string& path : paths) {
    CAPTURE(path);
    const Json& record = done.report.of(path);
    const std::string written = read_file(temp / ("web" + path.substr(2)));
    const auto format = sniff_format(std::as_bytes(std::span(head_of(written))));
    REQUIRE(format.has_value());
    CHECK(path.substr(3, name(*format).size()) == name(*format));
    CHECK(record.at("outputs").at(0).at("format") == name(*format));
    CHECK(record.at("notes").dump().find("though the name says") != std::string::npos);
  }
}

}  // namespace
}  // namespace pixherd
