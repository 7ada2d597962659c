// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

namespace pixherd {

/// From here on what this process mounts is seen by it and its children alone, and goes with it.
/// Needs root.
void use_own_mounts();

/// A file system on a folder of its own until the end of this object.
class Mounted {
 public:
  /// `options` are those of mount(8), `what` its device: "tmpfs", or an image file with -o loop.
  Mounted(const std::string& type, const std::string& options, const std::string& what,
          std::filesystem::path where);
  ~Mounted();
  Mounted(const Mounted&) = delete;
  Mounted& operator=(const Mounted&) = delete;

  /// Takes it away and REQUIREs that nobody was using it any more.
  void unmount();

 private:
  std::filesystem::path where_;
  bool there_ = true;
};

}  // namespace pixherd
