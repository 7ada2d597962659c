// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

#include "control_groups.hpp"
#include "kept_file.hpp"

namespace pixherd {

/// What the control groups that we were in when this was made say of memory. Asking again takes
/// no memory of theirs.
class MemoryGroups {
 public:
  explicit MemoryGroups(const std::filesystem::path& root);

  /// Bytes that the group with the least room leaves; nullopt where none limits.
  [[nodiscard]] std::optional<std::uint64_t> room() const;

  /// How many processes of our own group the kernel has killed since there was too little.
  [[nodiscard]] std::uint64_t kills() const;

 private:
  struct Limit {
    GroupVersion version;
    KeptFile most;
    KeptFile high;  ///< from where on version two slows down who takes more
    KeptFile used;
    KeptFile details;
  };
  [[nodiscard]] static std::optional<std::uint64_t> room_of(const Limit& limit);

  std::vector<Limit> limits_;
  std::vector<KeptFile> kill_counts_;
};

}  // namespace pixherd
