// SPDX-License-Identifier: Apache-2.0
#include "pixherd/policy/send_ahead.hpp"

namespace pixherd {

bool wants_more(const HandView& hand) {
  constexpr double kSecondsAhead = 0.005;
  constexpr std::size_t kTwo = 2;
  constexpr double kSmallShare = 1.0 / 100;
  constexpr std::size_t kMostAhead = 32;
  if (hand.waiting == 0 || hand.tasks == 0) {
    return hand.waiting > 0;
  }
  if (hand.seconds < kSecondsAhead) {
    return hand.tasks < kMostAhead;
  }
  return hand.tasks < kTwo && hand.seconds < kSmallShare * hand.share;
}

}  // namespace pixherd
