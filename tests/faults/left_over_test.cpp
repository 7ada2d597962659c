// SPDX-License-Identifier: Apache-2.0
// What stays of a run that was killed, or that could not remove what it had displaced.
#include <algorithm>

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

}  // namespace
}  // namespace pixherd
