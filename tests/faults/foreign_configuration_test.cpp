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

TEST_CASE("a project's configuration that is somebody else's is refused, unless it is named") {
  if (lacks(Need::root)) {
    return;
  }
  const TempFolder temp;
  const auto file = temp.write("shared/.pixherd.toml", "quality = 41\n");
  temp.write("shared/work/a.txt", "");
  Command how = inside(temp);
  how.folder = temp / "shared/work";
  CHECK(contains(run_pixherd({"--print-config"}, how).out, "\nquality = 41 "));
  REQUIRE(::chown(file.c_str(), kStranger, 0) == 0);
  const Ended refused = run_pixherd({"--print-config"}, how);
  CAPTURE(refused.err);
  CHECK(refused.exit_code == 2);
  CHECK(contains(refused.err,
                 "shared/.pixherd.toml: the configuration cannot be read: it belongs "
                 "to somebody else (user 12345), not to you, root or its folder's owner; give "
                 "--no-config, "
                 "or name the one that is to be used: --config FILE\n"));
  CHECK(run_pixherd({"--print-config", "--no-config"}, how).exit_code == 0);
  const Ended named = run_pixherd({"--print-config", "--config", file.string()}, how);
  CHECK(contains(named.out, "\nquality = 41 "));
  // A container's root works in the project of whoever started it.
  REQUIRE(::chown((temp / "shared").c_str(), kStranger, 0) == 0);
  CHECK(contains(run_pixherd({"--print-config"}, how).out, "\nquality = 41 "));
}

TEST_CASE("a link of somebody else's to a configuration of ours is none of ours") {
  if (lacks(Need::root)) {
    return;
  }
  const TempFolder temp;
  temp.write("elsewhere.toml", "quality = 41\n");
  std::filesystem::create_symlink("elsewhere.toml", temp / ".pixherd.toml");
  CHECK(run_pixherd({"--print-config"}, inside(temp)).exit_code == 0);
  REQUIRE(::lchown((temp / ".pixherd.toml").c_str(), kStranger, 0) == 0);
  CHECK(run_pixherd({"--print-config"}, inside(temp)).exit_code == 2);
}

TEST_CASE("where nobody has a number of his own no project's configuration is anybody's") {
  if (lacks(Need::root)) {
    return;
  }
  const TempFolder temp;
  temp.write(".pixherd.toml", "quality = 41\n");
  Command command = inside(temp);
  command.program = "/usr/bin/unshare";
  command.arguments = {"-U", PIXHERD_BINARY, "--print-config"};
  const Ended ended = run(command);
  CAPTURE(ended.err);
  if (contains(ended.err, "unshare")) {
    WARN("SKIPPED: no user namespaces");
    return;
  }
  CHECK(ended.exit_code == 2);
  CHECK(contains(ended.err, "not to you, root"));
  command.arguments = {"-Ur", PIXHERD_BINARY, "--print-config"};
  CHECK(contains(run(command).out, "\nquality = 41 "));
}

}  // namespace
}  // namespace pixherd
