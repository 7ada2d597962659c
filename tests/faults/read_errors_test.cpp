// SPDX-License-Identifier: Apache-2.0
// Calls on one source that fail: what is said of the file is what the system has said.
#include "fault_tree.hpp"
#include "injection.hpp"
#include "needs.hpp"
#include "support/catch.hpp"

namespace pixherd {
namespace {

/// A run in place on one picture, a call on which fails.
Injected run_on_one(const TempFolder& temp, const Fault& fault, unsigned when) {
  temp.write("in/only.jpg", photo(96));
  return run_with(fault, when, command_for(temp, Way::in_place));
}

TEST_CASE("a source whose name cannot be looked at is unreadable, and not busy") {
  if (lacks(Need::strace)) {
    return;
  }
  for (const char* error : {"EIO", "ESTALE"}) {
    unsigned unreadable = 0;
    for (unsigned when = 1;; ++when) {
      const TempFolder temp;
      const Injected done = run_on_one(temp, {"newfstatat", error, "only.jpg"}, when);
      if (done.times == 0) {
        break;
      }
      CAPTURE(error, when, done.ended.out, done.ended.err);
      const Json record = parse_report(done.ended.out).of("in/only.jpg");
      REQUIRE(record.at("status") != "skipped");
      if (record.at("status") == "failed" && record.at("error").at("code") == "unreadable") {
        CHECK(done.ended.exit_code == 1);
        ++unreadable;
      }
    }
    CHECK(unreadable > 0);
  }
}

TEST_CASE("a source that vanishes between its opening and its lock is busy") {
  if (lacks(Need::strace)) {
    return;
  }
  const TempFolder temp;
  const Injected done = run_on_one(temp, {"newfstatat", "ENOENT", "only.jpg"}, 2);
  REQUIRE(done.times > 0);
  CAPTURE(done.ended.out, done.ended.err);
  CHECK(done.ended.exit_code == 0);
  CHECK(parse_report(done.ended.out).of("in/only.jpg").at("reason").at("code") == "busy");
}

TEST_CASE("a read of a source that is interrupted is tried again") {
  if (lacks(Need::strace)) {
    return;
  }
  for (unsigned when = 1;; ++when) {
    const TempFolder temp;
    const std::string path = (temp / "in/only.jpg").string();
    const Injected done = run_on_one(temp, {"read", "EINTR", path}, when);
    CAPTURE(when, done.ended.out, done.ended.err);
    REQUIRE(parse_report(done.ended.out).of("in/only.jpg").at("status") == "saved");
    if (done.times == 0) {
      CHECK(when > 1);
      break;
    }
  }
}

TEST_CASE("a manifest that cannot be read is not replaced") {
  if (lacks(Need::strace)) {
    return;
  }
  for (const unsigned when : {1U, 2U}) {  // before the run, and at its end
    const TempFolder temp;
    temp.write("in/a.jpg", photo());
    Command command = inside(temp);
    command.program = PIXHERD_BINARY;
    command.arguments = {"in", "-o", "web", "--widths", "40", "--manifest", "list.json"};
    const std::string earlier = R"([{"source": "in/a.jpg", "outputs": []}])";
    temp.write("list.json", earlier);
    CAPTURE(when);
    const Injected injected = run_with({"openat", "EMFILE", "list.json"}, when, command);
    CAPTURE(injected.ended.out, injected.ended.err);
    CHECK(injected.times == 1);
    CHECK(injected.ended.exit_code == (when == 1 ? 2 : 3));
    CHECK(injected.ended.err.find("--manifest list.json: cannot open: Too many open files") !=
          std::string::npos);
    CHECK(read_file(temp / "list.json") == earlier);
  }
}

}  // namespace
}  // namespace pixherd
