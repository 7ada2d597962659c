// SPDX-License-Identifier: Apache-2.0
// What stays of a run that was killed, or that could not remove what it had displaced.
#include <algorithm>
#include <csignal>

#include "fault_tree.hpp"
#include "injection.hpp"
#include "needs.hpp"
#include "support/catch.hpp"

namespace pixherd {
namespace {

std::vector<std::string> temporaries_below(const TempFolder& temp, const std::string& folder) {
  std::vector<std::string> names = names_in(temp / folder);
  std::erase_if(names, [](const std::string& name) { return name.find(".pixherd-") == name.npos; });
  return names;
}

Command with_arguments(const TempFolder& temp, const Arguments& arguments) {
  Command command = command_for(temp, Way::in_place);
  command.arguments = arguments;
  command.arguments.emplace_back("--json");
  return command;
}

TEST_CASE("the original that a killed run had displaced goes, though nothing is left to do") {
  if (lacks(Need::strace)) {
    return;
  }
  const TempFolder temp;
  temp.write("in/deep/one.jpg", photo(96));
  const Command command =
      with_arguments(temp, {"--in-place", "in", "--quality", "40", "--state", "state"});
  REQUIRE(run(killed_at("unlinkat", 1, command)).signal_number == SIGKILL);
  REQUIRE(temporaries_below(temp, "in").size() == 1);
  const Ended again = run(command);
  CAPTURE(again.out, again.err);
  CHECK(parse_report(again.out).of("in/deep/one.jpg").at("reason").at("code") == "up_to_date");
  CHECK(temporaries_below(temp, "in").empty());
}

TEST_CASE("an original that was displaced and cannot be removed is noted with its name") {
  if (lacks(Need::strace)) {
    return;
  }
  for (const char* error : {"EIO", "EPERM"}) {
    const TempFolder temp;
    temp.write("in/one.jpg", photo(96));
    const Injected done =
        run_with({"unlinkat", error}, kEveryTime, command_for(temp, Way::in_place));
    CAPTURE(done.ended.out, done.ended.err);
    const Json record = parse_report(done.ended.out).of("in/one.jpg");
    CHECK(record.at("status") == "saved");
    const std::vector<std::string> left = temporaries_below(temp, "in");
    REQUIRE(left.size() == 1);
    CHECK(record.at("notes").dump().find("the original stays as " + left.front()) !=
          std::string::npos);
  }
}

TEST_CASE(
    "where a conversion can remove neither its source nor its output it says that both stay") {
  if (lacks(Need::strace)) {
    return;
  }
  const TempFolder temp;
  temp.write("in/one.jpg", photo(96));
  const Injected done =
      run_with({"unlinkat", "EIO"}, kEveryTime,
               with_arguments(temp, {"--in-place", "in", "--format", "webp", "--remove-source"}));
  CAPTURE(done.ended.out, done.ended.err);
  const Json record = parse_report(done.ended.out).of("in/one.jpg");
  CHECK(record.at("error").at("message").get<std::string>().find(
            "its output one.webp cannot be removed either") != std::string::npos);
  CHECK(std::filesystem::exists(temp / "in/one.jpg"));
  CHECK(std::filesystem::exists(temp / "in/one.webp"));
}

/// Of a run in place on the outputs of a conversion that was killed at that call.
Report after_killed_conversion(unsigned when, bool named) {
  const TempFolder temp;
  for (unsigned i = 0; i < 3; ++i) {
    temp.write("in/" + std::to_string(i) + ".jpg", photo(96 + i));
  }
  run(killed_at("unlinkat", when,
                with_arguments(temp, {"--in-place", "in", "--format", "webp", "--remove-source",
                                      "--processes", "1"})));
  Arguments inputs{"--in-place"};
  for (const std::string& name : names_in(temp / "in")) {
    // An output whose source stands goes, and the next conversion makes it again.
    const bool is_to_go = name.ends_with(".webp") &&
                          std::filesystem::exists(temp / ("in/" + name.substr(0, 1) + ".jpg"));
    if (named && name.front() != '.' && !is_to_go) {
      inputs.push_back("in/" + name);
    }
  }
  if (!named) {
    inputs.emplace_back("in");
  }
  const Ended ended = run(with_arguments(temp, inputs));
  CAPTURE(ended.out, ended.err);
  CHECK(ended.exit_code == 0);
  CHECK(temporaries_below(temp, "in").empty());
  return parse_report(ended.out);
}

TEST_CASE("what a killed conversion left does not make its outputs files of several names") {
  if (lacks(Need::strace)) {
    return;
  }
  for (const bool named : {false, true}) {
    for (unsigned when = 1; when <= 6; ++when) {
      CAPTURE(named, when);
      for (const Json& record : after_killed_conversion(when, named).files) {
        CAPTURE(record.dump());
        CHECK((record.at("reason").is_null() || record.at("reason").at("code") != "hard_link"));
      }
    }
  }
}

}  // namespace
}  // namespace pixherd
