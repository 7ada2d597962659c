// SPDX-License-Identifier: Apache-2.0
// What the ledger knows of outputs that stand beside their sources, and of its own folder.
#include "support/catch.hpp"
#include "support/with_ledger.hpp"

namespace pixherd {
namespace {

TEST_CASE("pictures in the folder of the ledger are inputs, and what belongs to it is none") {
  for (const char* state : {"in", "in/0"}) {
    const TempFolder temp;
    write_photos(temp);
    const Reported done = report_of({"in", "-o", "web", "--state", state, "--lock"}, inside(temp));
    CAPTURE(state, done.ended.out);
    CHECK(done.ended.exit_code == 0);
    CHECK(done.report.footer.at("totals").at("saved") == 7);
    CHECK(done.report.files.size() == 7);
    check_all_up_to_date(report_of({"in", "-o", "web", "--state", state}, inside(temp)));
  }
}

}  // namespace
}  // namespace pixherd
