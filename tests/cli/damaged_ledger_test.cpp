// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <string>

#include "support/catch.hpp"
#include "support/compare.hpp"
#include "support/with_ledger.hpp"

namespace pixherd {
namespace {

/// A bit of a record in the middle.
void damage_ledger(const TempFolder& temp) {
  std::string bytes = read_file(temp / "state/ledger");
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 4);
  temp.write("state/ledger", bytes);
}

TEST_CASE("where the ledger alone tells what has been halved a damaged one ends the run") {
  const TempFolder temp;
  write_photos(temp);
  const Arguments halve{"--in-place", "in", "--percent", "50%"};
  REQUIRE(run_with_state(temp, halve).ended.exit_code == 0);
  const auto halved = tree(temp / "in");
  damage_ledger(temp);
  for (int run = 0; run < 2; ++run) {
    const Ended ended = run_pixherd(with_state(halve), inside(temp));
    CHECK(ended.exit_code == 2);
    CHECK(contains(ended.err, "--state state: "));
    CHECK(contains(ended.err, "bytes of its ledger are damaged"));
    CHECK(tree(temp / "in") == halved);
  }
}

TEST_CASE("a damaged ledger is told of once, and mended") {
  const TempFolder temp;
  write_photos(temp);
  const Arguments run{"in", "-o", "web"};
  REQUIRE(run_with_state(temp, run).ended.exit_code == 0);
  damage_ledger(temp);
  Arguments plan = with_state(run);
  plan.emplace_back("--plan");
  CHECK(contains(run_pixherd(plan, inside(temp)).err, "bytes of the ledger were damaged"));
  const Reported told = run_with_state(temp, run);
  CHECK(told.ended.exit_code == 0);
  CHECK(contains(told.ended.err, "bytes of the ledger were damaged"));
  CHECK(count_with(told, "kept", "up_to_date") >= told.report.files.size() - 2);
  const Reported again = run_with_state(temp, run);
  CHECK_FALSE(contains(again.ended.err, "ledger"));
  check_all_up_to_date(again);
}

TEST_CASE("a record that was not written to its end is no damage") {
  const TempFolder temp;
  write_photos(temp);
  const Arguments halve{"--in-place", "in", "--percent", "50%"};
  REQUIRE(run_with_state(temp, halve).ended.exit_code == 0);
  const auto size = std::filesystem::file_size(temp / "state/ledger");
  for (const std::uint64_t cut : {1U, 9U}) {
    CAPTURE(cut);
    std::filesystem::resize_file(temp / "state/ledger", size - cut);
    CHECK(run_with_state(temp, halve).ended.exit_code == 0);
  }
}

}  // namespace
}  // namespace pixherd
