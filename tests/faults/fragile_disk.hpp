// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "mounted.hpp"
#include "support/temp_folder.hpp"

namespace pixherd {

/// What is lost: the kernel's own words for it are in fs/ext4/ext4.h.
enum class Loss : std::uint32_t {
  data = 1,              ///< the journal is written, data that had not been is lost
  data_and_journal = 2,  ///< neither is
};

/// An ext4 of its own, in a file, that can lose its power. Needs loop devices.
class FragileDisk {
 public:
  /// `options` follow those of mount(8), with a comma before them.
  explicit FragileDisk(std::string options);

  [[nodiscard]] std::filesystem::path path() const { return home_ / "disk"; }

  void cut_power(Loss loss);

  /// As the machine does when it comes up again; the journal is replayed.
  void restart();

 private:
  void mount();

  TempFolder home_;
  std::string options_;
  std::string image_;
  std::optional<Mounted> mounted_;
};

}  // namespace pixherd
