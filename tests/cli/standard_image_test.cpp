// SPDX-License-Identifier: Apache-2.0
#include <csignal>

#include "support/catch.hpp"
#include "support/run_pixherd.hpp"

namespace pixherd {
namespace {

std::string text_of(const sample::Bytes& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

Command fed(const TempFolder& temp, std::string input) {
  Command how = inside(temp);
  how.input = std::move(input);
  return how;
}

/// What the same image becomes in a folder.
std::string by_folder(const TempFolder& temp, const Arguments& options) {
  Arguments arguments{"a.jpg", "-o", "folder"};
  arguments.insert(arguments.end(), options.begin(), options.end());
  REQUIRE(run_pixherd(arguments, inside(temp)).exit_code == 0);
  const auto names = names_in(temp / "folder");
  REQUIRE(names.size() == 1);
  return read_file(temp / ("folder/" + names.front()));
}

TEST_CASE("one image goes from standard input to standard output, as it would into a folder") {
  const TempFolder temp;
  temp.write("a.jpg", photo());
  for (const Arguments& options :
       {Arguments{}, Arguments{"--format", "webp"}, Arguments{"--width", "40"}}) {
    Arguments from_stream{"-", "-o", "-"};
    Arguments named{"a.jpg", "-o", "-"};
    from_stream.insert(from_stream.end(), options.begin(), options.end());
    named.insert(named.end(), options.begin(), options.end());
    const std::string expected = by_folder(temp, options);
    std::filesystem::remove_all(temp / "folder");
    CAPTURE(options);
    const Ended streamed = run_pixherd(from_stream, fed(temp, text_of(photo())));
    CHECK(streamed.exit_code == 0);
    CHECK(streamed.out == expected);
    CHECK(streamed.err.find("1 saved") != std::string::npos);
    const Ended read = run_pixherd(named, inside(temp));
    CHECK(read.exit_code == 0);
    CHECK(read.out == expected);
  }
  CHECK(names_in(temp.path()) == std::vector<std::string>{"a.jpg"});
}

TEST_CASE("what cannot be made smaller comes out as it was") {
  const TempFolder temp;
  need_engine();
  const std::string moving = text_of(sample::animated_png());
  const Ended ended = run_pixherd({"-", "-o", "-", "-q"}, fed(temp, moving));
  CHECK(ended.exit_code == 0);
  CHECK(ended.out == moving);
  CHECK(ended.err.empty());
}

TEST_CASE("nothing comes out of another format than was asked for") {
  const TempFolder temp;
  for (const char* format : {"webp", "png"}) {
    CAPTURE(format);
    const Ended ended = run_pixherd({"-", "-o", "-", "--lossless", "--format", format},
                                    fed(temp, text_of(photo())));
    CHECK(ended.exit_code == 1);
    CHECK(ended.out.empty());
    CHECK(ended.err.find("would come out as JPEG") != std::string::npos);
  }
}

TEST_CASE("where an image fails nothing comes out") {
  const TempFolder temp;
  sample::Bytes cut = photo();
  cut.resize(cut.size() / 2);
  temp.write("cut.jpg", cut);
  temp.write("words.jpg", "words");
  struct Bad {
    Arguments arguments;
    std::string input;
    int exit_code;
    std::string named;
  };
  const std::vector<Bad> all{
      {{"-", "-o", "-"}, text_of(cut), 1, "standard input"},
      {{"-", "-o", "-"}, "words", 1, "standard input"},
      {{"-", "-o", "-"}, "", 1, "is empty"},
      {{"-", "-o", "-", "--max-input-bytes", "1000"}, text_of(photo()), 1, "--max-input-bytes"},
      {{"cut.jpg", "-o", "-"}, "", 1, "cut.jpg"},
      {{"words.jpg", "-o", "-"}, "", 1, "words.jpg"},
      {{"missing.jpg", "-o", "-"}, "", 2, "missing.jpg"},
      {{".", "-o", "-"}, "", 2, "is a folder"},
      {{"-", "-o", "web"}, "", 2, "-o -"},
      {{"cut.jpg", "words.jpg", "-o", "-"}, "", 2, "one image"},
      {{"-", "-o", "-", "--suffix", "x"}, "", 2, "--suffix"},
  };
  for (const Bad& bad : all) {
    const Ended ended = run_pixherd(bad.arguments, fed(temp, bad.input));
    CAPTURE(bad.arguments, ended.err);
    CHECK(ended.exit_code == bad.exit_code);
    CHECK(ended.out.empty());
    CHECK(ended.err.find(bad.named) != std::string::npos);
  }
}

/// The shell's own way to say how a program ended that was not the last of a pipe.
Ended run_in_shell(const TempFolder& temp, const std::string& script) {
  Command how = inside(temp);
  how.program = "/bin/bash";
  return run_pixherd({"-c", script, "bash", PIXHERD_BINARY}, how);
}

TEST_CASE("where nobody reads it ends as others do") {
  const TempFolder temp;
  need_engine();
  temp.write("a.png", sample::image(ImageFormat::png, {.width = 600, .height = 600}));
  const Ended closed =
      run_in_shell(temp, R"("$1" a.png -o - -q | (exec 0<&-; exec true); echo "${PIPESTATUS[0]}")");
  CHECK(closed.out == std::to_string(128 + SIGPIPE) + "\n");
  CHECK(closed.err.empty());
  const Ended full = run_in_shell(temp, R"("$1" a.png -o - -q > /dev/full; echo $?)");
  CHECK(full.out == "3\n");
  CHECK(full.err.find("standard output") != std::string::npos);
  const Ended shut = run_in_shell(temp, R"("$1" a.png -o - -q >&-; echo $?)");
  CHECK(shut.out == "3\n");
}

TEST_CASE("with --dry-run nothing comes out, and what would be saved is told") {
  const TempFolder temp;
  const Ended ended = run_pixherd({"-", "-o", "-", "--dry-run"}, fed(temp, text_of(photo())));
  CHECK(ended.exit_code == 0);
  CHECK(ended.out.empty());
  CHECK(ended.err.find("1 would be saved") != std::string::npos);
}

TEST_CASE("a file that grows while it is read is no more than its limit") {
  const TempFolder temp;
  Command how = inside(temp);
  how.program = "/bin/bash";
  const Ended ended = run_pixherd(
      {"-c", R"(set -o pipefail; cat /dev/zero | "$1" - -o - --max-input-bytes 1M; echo $?)",
       "bash", PIXHERD_BINARY},
      how);
  CHECK(ended.out == "1\n");
}

}  // namespace
}  // namespace pixherd
