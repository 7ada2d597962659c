// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>

#include "pixherd/base/bytes.hpp"

namespace pixherd {

/// Parts of a file that are to be replaced, taken out or overwritten, by their place in the file as
/// it was. They may not overlap.
class Splices {
 public:
  void replace(std::uint64_t at, std::uint64_t length, Bytes by);
  void take_out(std::uint64_t at, std::uint64_t length) { replace(at, length, {}); }
  /// A big-endian number in place of another as wide.
  void overwrite(std::uint64_t at, std::uint64_t value, unsigned width);

  /// By how many bytes what stood at `at` moves; negative: towards the beginning.
  [[nodiscard]] std::int64_t shift(std::uint64_t at) const;
  /// By how many bytes what stands in [at, at + length) grows.
  [[nodiscard]] std::int64_t growth(std::uint64_t at, std::uint64_t length) const {
    return shift(at + length) - shift(at);
  }

  /// The file as it becomes; nullopt where two parts overlap, or one is not in the file.
  [[nodiscard]] std::optional<Bytes> applied(std::span<const std::byte> file) const;

 private:
  struct Part {
    std::uint64_t length = 0;
    Bytes by;
  };
  std::multimap<std::uint64_t, Part> parts_;
  std::map<std::uint64_t, std::int64_t> growths_;  ///< of those parts that change in length
};

}  // namespace pixherd
