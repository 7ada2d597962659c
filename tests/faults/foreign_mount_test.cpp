// SPDX-License-Identifier: Apache-2.0
// Mounts on which everything has one owner and one mode, which nobody can change (FAT, CIFS), and
// mounts below the output's folder.
#include <fmt/format.h>

#include "check_tree.hpp"
#include "fault_tree.hpp"
#include "injection.hpp"
#include "mounted.hpp"
#include "needs.hpp"
#include "support/catch.hpp"
#include "support/with_ledger.hpp"

namespace pixherd {
namespace {

TEST_CASE("where modes are those of the mount outputs are made all the same") {
  if (lacks(Need::bindfs)) {
    return;
  }
  use_own_mounts();
  for (const Way way : kEveryWay) {
    CAPTURE(name_of(way));
    const TempFolder temp;
    write_tree(temp, 3);
    const std::string folder = temp.path().string();
    must_run(
        fmt::format("bindfs --force-user=12345 --force-group=12345 --chmod-deny --chown-deny "
                    "-p 0755 '{0}' '{0}'",
                    folder));
    const FileTree before = tree(temp.path());
    Command command = command_for(temp, way);
    command.arguments.insert(command.arguments.end(), {"--state", "state"});
    const Ended ended = run(command);
    CAPTURE(ended.out, ended.err);
    CHECK(ended.exit_code == 0);
    CHECK(parse_report(ended.out).footer.at("totals").at("failed") == 0);
    must_run(fmt::format("umount '{}'", folder));
  }
}

TEST_CASE("each file system that outputs went to is brought to the disk") {
  if (lacks(Need::root) || lacks(Need::strace)) {
    return;
  }
  const TempFolder temp;
  temp.write("in/a.jpg", photo());
  temp.write("in/sub/b.jpg", photo());
  const Mounted other("tmpfs", "size=1m", "tmpfs", temp / "web/sub");
  const Injected injected = run_with({"syncfs", "EIO"}, 2, command_for(temp, Way::into_folder));
  CHECK(injected.times == 1);
  CHECK(injected.ended.exit_code == 3);
}

}  // namespace
}  // namespace pixherd
