// SPDX-License-Identifier: Apache-2.0
// That systemd understands the units of scripts/systemd, and that they leave the program what it
// needs.
#include <fmt/format.h>

#include "support/catch.hpp"
#include "support/compare.hpp"
#include "support/needed_program.hpp"
#include "support/run_pixherd.hpp"

namespace pixherd {
namespace {

bool is_missing(const std::string& program) {
  if (has_program(program)) {
    return false;
  }
  WARN("SKIPPED: needs " << program);
  return true;
}

/// The units, with the program under test in the place of the one that is installed.
void write_units(const TempFolder& temp) {
  const std::filesystem::path units = std::filesystem::path(PIXHERD_SOURCE_DIR) / "scripts/systemd";
  std::string service = read_file(units / "pixherd@.service");
  const std::string installed = "/usr/bin/pixherd";
  const std::size_t at = service.find("ExecStart=" + installed + " ");
  REQUIRE(at != std::string::npos);
  service.replace(service.find(installed, at), installed.size(), "\"" PIXHERD_BINARY "\"");
  temp.write("pixherd@.service", service);
  temp.write("pixherd@.timer", read_file(units / "pixherd@.timer"));
}

Ended run_line(const TempFolder& temp, const std::string& line) {
  Command how = inside(temp);
  how.program = "/bin/bash";
  how.arguments = {"-c", line};
  return run(how);
}

TEST_CASE("systemd finds nothing wrong with the units, and little that they leave open") {
  if (is_missing("systemd-analyze")) {
    return;
  }
  const TempFolder temp;
  write_units(temp);
  const Ended verified = run_line(
      temp,
      "systemd-analyze verify --man=no ./pixherd@srv-images.service ./pixherd@srv-images.timer");
  CHECK(verified.exit_code == 0);
  CHECK(verified.err == "");
  // Exposure in tenths: up to 2.0 of 10.
  const Ended security =
      run_line(temp, "systemd-analyze security --offline=true --threshold=20 ./pixherd@.service");
  CAPTURE(security.out, security.err);
  CHECK(security.exit_code == 0);
}

TEST_CASE("the command of the service is one that the program takes") {
  const TempFolder temp;
  write_units(temp);
  temp.write("images/a.jpg", photo());
  const Ended ended = run_line(temp,
                               "line=$(sed -n 's/^ExecStart=//p' pixherd@.service)\n"
                               "line=${line//%S\\/pixherd\\/%i/state}\n"
                               "eval \"exec ${line//%f/images}\"");
  CAPTURE(ended.err);
  CHECK(ended.exit_code == 0);
  CHECK(ended.out == "");
  CHECK(ended.err == "");
  CHECK(std::filesystem::exists(temp / "state/lock"));
  CHECK(read_file(temp / "images/a.jpg").size() < photo().size());
}

TEST_CASE("the calls of a run, those that confine workers too, are within the service's filter") {
  if (is_missing("systemd-analyze") || is_missing("strace")) {
    return;
  }
  const TempFolder temp;
  write_units(temp);
  temp.write("images/a.jpg", photo());
  write_one_of_each(temp);
  const Ended ended = run_line(temp, fmt::format(R"(set -e
    expand() {{
      local word
      systemd-analyze syscall-filter "$1" 2>/dev/null | sed -n 's/^    \([^#]\)/\1/p' |
        while read -r word; do
          if [[ $word == @* ]]; then expand "$word"; else echo "$word"; fi
        done
    }}
    for word in @default $(sed -n 's/^SystemCallFilter=//p' pixherd@.service); do
      if [[ $word == @* ]]; then expand "$word"; else echo "$word"; fi
    done | sort -u > allowed
    export ASAN_OPTIONS="${{ASAN_OPTIONS-}}:detect_leaks=0"  # it cannot look below strace
    strace -f -qq -o trace "{}" -q --in-place images in --state state --lock --nice 5
    sed -nE 's/^[0-9]+ +([a-z_0-9]+)\(.*/\1/p' trace | sort -u > made
    grep -x landlock_restrict_self made
    comm -23 made allowed)",
                                                 PIXHERD_BINARY));
  CAPTURE(ended.err);
  CHECK(ended.exit_code == 0);
  CHECK(ended.out == "landlock_restrict_self\n");
}

}  // namespace
}  // namespace pixherd
