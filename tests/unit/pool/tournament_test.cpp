// SPDX-License-Identifier: Apache-2.0
#include "pixherd/pool/tournament.hpp"

#include "support/catch.hpp"
#include "support/random.hpp"

namespace pixherd {
namespace {

/// The same, found by looking at everybody.
std::optional<unsigned> looked_up(const std::vector<std::optional<unsigned>>& standings) {
  std::optional<unsigned> first;
  for (unsigned slot = 0; slot < standings.size(); ++slot) {
    if (standings[slot] && (!first || *standings[slot] > *standings[*first])) {
      first = slot;
    }
  }
  return first;
}

TEST_CASE("whatever changes, a tournament is won by whom a look at everybody finds") {
  for (const unsigned slots : {1U, 2U, 3U, 5U, 8U, 13U, 64U}) {
    Random random(slots);
    Tournament<unsigned> tournament(slots);
    std::vector<std::optional<unsigned>> standings(slots);
    CHECK_FALSE(tournament.winner().has_value());
    for (int i = 0; i < 500; ++i) {
      const unsigned slot = random() % slots;
      const std::uint32_t dice = random() % 10;
      standings[slot] = dice < 3 ? std::nullopt : std::optional(dice);  // some have the same
      tournament.set(slot, standings[slot]);
      REQUIRE(tournament.winner() == looked_up(standings));
    }
  }
}

}  // namespace
}  // namespace pixherd
