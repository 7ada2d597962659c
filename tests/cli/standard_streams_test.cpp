// SPDX-License-Identifier: Apache-2.0
// Standard streams that are closed, full, gone or no file at all.
#include "run_pixherd.hpp"
#include "support/catch.hpp"

namespace pixherd {
namespace {

/// Runs "pixherd WORDS" in a shell, which understands redirections.
Ended in_shell(const TempFolder& temp, const std::string& words) {
  Command how = inside(temp);
  how.program = "/bin/sh";
  return run_pixherd({"-c", std::string(PIXHERD_BINARY) + " " + words}, how);
}

TEST_CASE("text that standard output does not take is an error") {
  const TempFolder temp;
  temp.write("in/photo.jpg", photo());
  for (const char* words : {"--help", "--version", "in -o web --plan", "in -o web", "in -o web -v",
                            "in -o web --stats", "in -o web --json", "in -o web --json -q"}) {
    for (const char* output : {" > /dev/full", " >&-"}) {
      const Ended ended = in_shell(temp, std::string(words) + output);
      CAPTURE(words, output, ended.err);
      CHECK(ended.exit_code == 3);
      CHECK(ended.err.find("standard output") != std::string::npos);
      CHECK(ended.err.find("internal") == std::string::npos);
    }
  }
}

TEST_CASE("a plan that is longer than any buffer fails no other way") {
  const TempFolder temp;
  for (int i = 0; i < 200; ++i) {
    temp.write("in/" + std::to_string(i) + ".jpg", photo());
  }
  const Ended ended =
      in_shell(temp, "in --plan --min-batch-size 1 --tasks-per-process 1 > /dev/full");
  CAPTURE(ended.err);
  CHECK(ended.exit_code == 3);
  CHECK(ended.err.find("standard output") != std::string::npos);
  CHECK(ended.err.find("internal") == std::string::npos);
}

TEST_CASE("a standard output that nobody writes to may be closed or full") {
  const TempFolder temp;
  temp.write("in/photo.jpg", photo());
  for (const char* output : {" > /dev/full", " >&-"}) {
    const Ended quiet = in_shell(temp, std::string("in -o web -q") + output);
    CHECK(quiet.exit_code == 0);
    CHECK(quiet.err == "");
    CHECK(in_shell(temp, std::string("--shrinkify") + output).exit_code == 2);
  }
}

}  // namespace
}  // namespace pixherd
