// SPDX-License-Identifier: Apache-2.0
#include <sys/stat.h>

#include "support/catch.hpp"
#include "support/run_pixherd.hpp"

namespace pixherd {
namespace {

sample::Bytes cut(const sample::Bytes& whole, std::size_t length) {
  return {whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length)};
}

std::string error_code(const Reported& done, const std::string& path) {
  const Json& record = done.report.of(path);
  CHECK(record.at("status") == "failed");
  CHECK(record.at("outputs").empty());
  CHECK(record.at("optimized_path").is_null());
  CHECK_FALSE(record.at("error").at("message").get<std::string>().empty());
  return record.at("error").at("code");
}

TEST_CASE("files cut short anywhere are never replaced, and each is one failure") {
  const TempFolder temp;
  need_engine();
  std::size_t written = 0;
  for (const sample::Named& source : sample::one_of_each()) {
    for (const std::size_t percent : {1U, 20U, 50U, 80U, 99U}) {
      const std::size_t length = std::max<std::size_t>(1, source.bytes.size() * percent / 100);
      temp.write("in/" + source.name + " " + std::to_string(percent) + "." +
                     std::string(extension(source.format)),
                 cut(source.bytes, length));
      ++written;
    }
  }
  const auto before = tree(temp / "in");
  for (const Arguments& arguments :
       {Arguments{"--in-place", "in"}, Arguments{"--in-place", "in", "--quality", "40"},
        Arguments{"in", "-o", "web", "--long-edge", "20"}}) {
    const Reported done = report_of(arguments, inside(temp));
    CHECK(done.ended.exit_code == 1);
    CHECK(done.report.footer.at("totals").at("failed") == written);
    CHECK(tree(temp / "in") == before);
  }
  CHECK(names_in(temp / "web").empty());
}

TEST_CASE("damaged, empty and foreign files are one record each, and the rest goes on") {
  const TempFolder temp;
  temp.write("in/a.jpg", photo());
  temp.write("in/empty.jpg", "");
  temp.write("in/text.png", "hello");
  temp.write("in/cut.jpg", cut(photo(), photo().size() / 2));
  temp.write("in/document.gif", "%PDF-1.7\n and so on");
  temp.write("in/z.jpg", photo());
  const Reported done = report_of({"in", "-o", "web"}, inside(temp));
  CHECK(done.ended.exit_code == 1);
  CHECK(done.report.files.size() == 6);
  CHECK(error_code(done, "in/empty.jpg") == "empty_file");
  CHECK(error_code(done, "in/text.png") == "not_an_image");
  CHECK(error_code(done, "in/cut.jpg") == "damaged");
  CHECK(error_code(done, "in/document.gif") == "not_an_image");
  CHECK(done.report.of("in/empty.jpg").at("compression_ratio").is_null());
  CHECK(names_in(temp / "web") == std::vector<std::string>{"a.jpg", "z.jpg"});
}

TEST_CASE("a walked file that is no image is ignored, a named one is a failure") {
  const TempFolder temp;
  temp.write("in/a.jpg", photo());
  temp.write("in/notes.txt", "hello");
  temp.write("in/nothing", "");
  const Reported walked = report_of({"in", "-o", "web"}, inside(temp));
  CHECK(walked.ended.exit_code == 0);
  CHECK(walked.report.of("in/notes.txt").at("status") == "ignored");
  CHECK(walked.report.of("in/notes.txt").at("reason").at("code") == "not_an_image");
  CHECK(walked.report.of("in/nothing").at("status") == "ignored");
  CHECK(names_in(temp / "web") == std::vector<std::string>{"a.jpg"});
  const Reported named = report_of({"in/notes.txt", "in/nothing", "-o", "web"}, inside(temp));
  CHECK(named.ended.exit_code == 1);
  CHECK(error_code(named, "in/notes.txt") == "not_an_image");
  CHECK(error_code(named, "in/nothing") == "empty_file");
}

TEST_CASE("an image without an extension, or with another's, is known by its content") {
  const TempFolder temp;
  temp.write("in/photo", photo());
  temp.write("in/photo.png", photo());
  const Reported done = report_of({"in", "-o", "web"}, inside(temp));
  CHECK(done.ended.exit_code == 0);
  CHECK(done.report.of("in/photo").at("status") == "saved");
  CHECK(done.report.of("in/photo.png").at("outputs").at(0).at("format") == "jpeg");
  CHECK_FALSE(done.report.of("in/photo.png").at("notes").empty());
}

TEST_CASE("what is no regular file is one failure and never waited for") {
  const TempFolder temp;
  REQUIRE(::mkfifo((temp / "pipe.jpg").c_str(), 0600) == 0);
  temp.write("a.jpg", photo());
  const Reported done = report_of({"pipe.jpg", "a.jpg", "/dev/null", "-o", "web"}, inside(temp));
  CHECK(done.ended.exit_code == 1);
  CHECK(error_code(done, "pipe.jpg") == "not_a_file");
  CHECK(error_code(done, "/dev/null") == "not_a_file");
  CHECK(done.report.of("a.jpg").at("status") == "saved");
}

TEST_CASE("damaged picture data fails with -o too") {
  const TempFolder temp;
  sample::Bytes bad = photo(320);
  for (std::size_t at = bad.size() / 2; at < bad.size() / 2 + 200; ++at) {
    bad[at] = std::byte{0x55};
  }
  temp.write("bad.jpg", bad);
  for (const Arguments& arguments :
       {Arguments{"bad.jpg", "-o", "web"}, Arguments{"--in-place", "bad.jpg"}}) {
    const Reported done = report_of(arguments, inside(temp));
    CHECK(error_code(done, "bad.jpg") == "damaged");
    CHECK(bytes_of(temp / "bad.jpg") == bad);
  }
}

}  // namespace
}  // namespace pixherd
