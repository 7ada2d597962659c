// SPDX-License-Identifier: Apache-2.0
#include "fit_bytes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "pixherd/image/quality_search.hpp"

namespace pixherd {
namespace {

Error does_not_fit(const FallingQualities& tried, std::size_t made, std::uint64_t max_bytes) {
  if (tried.lossless) {
    return {ErrorCode::too_large,
            fmt::format("{} bytes without loss, more than the {} of --max-bytes: give a --quality, "
                        "fewer pixels (--long-edge) or another --format",
                        made, max_bytes)};
  }
  return {ErrorCode::too_large,
          fmt::format("{} bytes even at quality {}, more than the {} of --max-bytes: ask for fewer "
                      "pixels (--long-edge) or for another --format",
                      made, tried.each.back(), max_bytes)};
}

}  // namespace

Result<Fitted> encode_within(std::uint64_t max_bytes, const FallingQualities& qualities,
                             const std::function<Result<Bytes>(int quality)>& encode) {
  QualitySearch search(qualities.each.size());
  Fitted best;
  std::size_t smallest = SIZE_MAX;
  while (const auto step = search.next()) {
    const int quality = qualities.each[*step];
    Result<Bytes> bytes = encode(quality);
    if (!bytes) {
      return std::move(bytes).error();
    }
    smallest = std::min(smallest, bytes->size());
    const bool fits = bytes->size() <= max_bytes;
    if (fits) {
      best = {std::move(*bytes), quality};
    }
    search.tried(fits);
  }
  if (!search.answer()) {
    return does_not_fit(qualities, smallest, max_bytes);
  }
  return best;
}

std::string lowered_to(int quality) {
  return fmt::format("quality {}, to keep within --max-bytes", quality);
}

}  // namespace pixherd
