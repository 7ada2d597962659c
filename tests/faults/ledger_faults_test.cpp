// SPDX-License-Identifier: Apache-2.0
// A ledger that something goes wrong with.
#include <fmt/format.h>

#include "injection.hpp"
#include "needs.hpp"
#include "support/catch.hpp"
#include "support/ledger_samples.hpp"
#include "support/with_ledger.hpp"

namespace pixherd {
namespace {

TEST_CASE("a ledger that cannot be shortened is written on") {
  if (lacks(Need::strace)) {
    return;
  }
  const TempFolder temp;
  write_photos(temp);
  const std::string text = mostly_outdated_records();
  temp.write("state/ledger", text);
  Command command = inside(temp);
  command.program = PIXHERD_BINARY;
  command.arguments = with_state({"in", "-o", "web"});
  const Injected injected = run_with({"renameat", "EIO"}, 1, command);
  CHECK(injected.times == 1);
  CHECK(injected.ended.exit_code == 0);
  CHECK(injected.ended.err.find("--state") != std::string::npos);
  CHECK(std::filesystem::file_size(temp / "state/ledger") > text.size());
  check_all_up_to_date(run_with_state(temp, {"in", "-o", "web"}));
}

TEST_CASE("a folder of ledgers that is read in part is not taken for all of them") {
  if (lacks(Need::strace)) {
    return;
  }
  const TempFolder temp;
  write_photos(temp, 1);
  temp.write("state/other.ledger", "");
  const auto before = tree(temp.path());
  Command command = inside(temp);
  command.program = PIXHERD_BINARY;
  command.arguments = with_state({"in", "-o", "web", "-n"});
  const std::string state = (temp / "state").string();
  const Injected injected = run_with({"getdents64", "EIO", state}, kEveryTime, command);
  CAPTURE(injected.ended.err);
  CHECK(injected.times > 0);
  CHECK(injected.ended.exit_code == 2);
  CHECK(injected.ended.err.find("state: the folder cannot be read") != std::string::npos);
  CHECK(tree(temp.path()) == before);
}

TEST_CASE("an image that waits for descriptors is not in the ledger as one that failed") {
  const TempFolder temp;
  need_engine();
  for (unsigned i = 0; i < 60; ++i) {
    temp.write(fmt::format("in/{0}/{0}.jpg", i), photo(100 + i));
  }
  Command command = inside(temp);
  command.program = "/bin/bash";
  // Whoever starts it has left so many open that fewer images may be than it seems.
  command.arguments = {"-c",
                       "ulimit -n 200; for i in {20..139}; do eval \"exec $i</dev/null\"; done; "
                       "exec \"$0\" \"$@\"",
                       PIXHERD_BINARY};
  const Arguments arguments{"in", "-o", "web", "--widths", "10,12,14,16,18,20,22,24,26,28,30,32"};
  const Arguments all = with_state(arguments);
  command.arguments.insert(command.arguments.end(), all.begin(), all.end());
  CHECK(run(command).exit_code == 0);
  CHECK(read_file(temp / "state/ledger").find("too_many_open_files") == std::string::npos);
  check_all_up_to_date(run_with_state(temp, arguments));
}

TEST_CASE("images that are named in more folders than may be open at first are done") {
  const TempFolder temp;
  need_engine();
  std::string tasks;
  Command command = inside(temp);
  command.program = "/bin/bash";
  command.arguments = {"-c", R"(ulimit -Sn 64; exec "$0" "$@")", PIXHERD_BINARY};
  for (unsigned i = 0; i < 100; ++i) {
    const std::string name = fmt::format("in/{0}/{0}.jpg", i);
    temp.write(name, photo(100));
    command.arguments.push_back(name);
    tasks += fmt::format("{{\"input\":\"{0}\",\"output\":\"there/{1}/a.jpg\"}}\n", name, i);
  }
  temp.write("tasks", tasks);
  command.arguments.insert(command.arguments.end(), {"-o", "web"});
  const Ended named = run(command);
  CAPTURE(named.err);
  CHECK(named.exit_code == 0);
  CHECK(names_in(temp / "web").size() == 100);

  // Folders that are no roots of inputs need not stay open.
  command.arguments = {"-c", "ulimit -n 150; exec \"$0\" --tasks tasks", PIXHERD_BINARY};
  const Ended listed = run(command);
  CAPTURE(listed.err);
  CHECK(listed.exit_code == 0);
  CHECK(names_in(temp / "there").size() == 100);
}

}  // namespace
}  // namespace pixherd
