// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "pixherd/base/bytes.hpp"

namespace pixherd {

/// Where what stood in a file stands once parts of it have grown or gone.
class Shifts {
 public:
  /// By how much parts grow, by their place in the file as it was.
  explicit Shifts(const std::map<std::uint64_t, std::int64_t>& growths);

  /// By how many bytes what stood at `at` moves; negative: towards the beginning.
  [[nodiscard]] std::int64_t of(std::uint64_t at) const;
  /// By how many bytes what stands in [at, at + length) grows.
  [[nodiscard]] std::int64_t growth(std::uint64_t at, std::uint64_t length) const {
    return of(at + length) - of(at);
  }

 private:
  struct Step {
    std::uint64_t at = 0;
    std::int64_t shift = 0;  ///< of all that stood behind `at`
  };
  std::vector<Step> steps_;
};

/// Parts of a file that are to be replaced, taken out or overwritten, by their place in the file as
/// it was. They may not overlap.
class Splices {
 public:
  void replace(std::uint64_t at, std::uint64_t length, Bytes by);
  void take_out(std::uint64_t at, std::uint64_t length) { replace(at, length, {}); }
  /// A big-endian number in place of another as wide.
  void overwrite(std::uint64_t at, std::uint64_t value, unsigned width);

  /// As things are now. Numbers that are overwritten change nothing of it.
  [[nodiscard]] Shifts shifts() const { return Shifts(growths_); }

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
