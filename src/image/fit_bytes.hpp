// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "pixherd/base/result.hpp"
#include "save.hpp"

namespace pixherd {

struct Fitted {
  Bytes bytes;
  int quality = 0;
};

/// Encodes at the first of `qualities`, and where that makes more than `max_bytes` at the best of
/// the others that does not. ErrorCode::too_large where none does; at most
/// QualitySearch::kMostTries encodings.
Result<Fitted> encode_within(std::uint64_t max_bytes, const FallingQualities& qualities,
                             const std::function<Result<Bytes>(int quality)>& encode);

/// Names the quality that it took.
std::string lowered_to(int quality);

}  // namespace pixherd
