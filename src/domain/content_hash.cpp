// SPDX-License-Identifier: Apache-2.0
#include "pixherd/domain/content_hash.hpp"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace pixherd {

ContentHash content_hash(std::span<const std::byte> bytes) {
  const XXH128_hash_t hash = XXH3_128bits(bytes.data(), bytes.size());
  return {hash.low64, hash.high64};
}

std::uint64_t short_hash(std::string_view text) { return XXH3_64bits(text.data(), text.size()); }

}  // namespace pixherd
