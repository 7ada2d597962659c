// SPDX-License-Identifier: Apache-2.0
// Configurations of other people, or that they keep from us.
#include <sys/stat.h>
#include <unistd.h>

#include "needs.hpp"
#include "support/catch.hpp"
#include "support/compare.hpp"
#include "support/run_pixherd.hpp"

namespace pixherd {
namespace {

constexpr uid_t kStranger = 12'345;

/// The root of a system who may not pass over what files allow to whom.
Command without_privileges(const TempFolder& temp) {
  Command command = inside(temp);
  command.program = "/usr/bin/setpriv";
  command.arguments = {"--bounding-set=-all", "--inh-caps=-all", PIXHERD_BINARY, "--print-config"};
  command.environment["XDG_CONFIG_HOME"] = "";
  command.environment["HOME"] = (temp / "home").string();
  return command;
}

TEST_CASE("one's own configuration is passed over where one may not enter, and not where it is") {
  if (lacks(Need::root)) {
    return;
  }
  const TempFolder temp;
  const auto file = temp.write("home/.config/pixherd/config.toml", "quality = 43\n");
  const Command command = without_privileges(temp);
  CHECK(contains(run(command).out, "\nquality = 43 "));
  REQUIRE((::chown(file.c_str(), kStranger, 0) == 0 && ::chmod(file.c_str(), 0600) == 0));
  const Ended unreadable = run(command);
  CHECK(unreadable.exit_code == 2);
  CHECK(contains(unreadable.err,
                 "config.toml: the configuration cannot be read: cannot open: Permission denied; "
                 "give --no-config"));
  const std::filesystem::path home = temp / "home";
  REQUIRE((::chown(home.c_str(), kStranger, 0) == 0 && ::chmod(home.c_str(), 0700) == 0));
  const Ended out_of_reach = run(command);
  CAPTURE(out_of_reach.err);
  CHECK(out_of_reach.exit_code == 0);
  CHECK_FALSE(contains(out_of_reach.out, "\nquality = 43 "));
}

}  // namespace
}  // namespace pixherd
