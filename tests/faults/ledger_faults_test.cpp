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
  std::string text;
  for (std::uint64_t i = 0; i < 5000; ++i) {
    append_record(text, some_entry(1));
  }
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

}  // namespace
}  // namespace pixherd
