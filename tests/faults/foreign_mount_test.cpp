// SPDX-License-Identifier: Apache-2.0
// Mounts on which everything has one owner and one mode, which nobody can change: FAT, CIFS.
#include <fmt/format.h>

#include "check_tree.hpp"
#include "fault_tree.hpp"
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

}  // namespace
}  // namespace pixherd
