// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>

namespace pixherd {

/// A folder of its own for one test; gone, with all that is in it, at the end.
class TempFolder {
 public:
  TempFolder();
  ~TempFolder();
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] std::filesystem::path operator/(std::string_view relative) const {
    return path_ / relative;
  }

  /// Writes a file, and the folders that it needs.
  std::filesystem::path write(std::string_view relative, std::string_view text) const;
  std::filesystem::path write(std::string_view relative, std::span<const std::byte> bytes) const;

 private:
  std::filesystem::path path_;
};

std::string read_file(const std::filesystem::path& path);

/// Every file below `folder` by its relative path, with its bytes: to see what a run has changed.
std::map<std::string, std::string> snapshot(const std::filesystem::path& folder);

}  // namespace pixherd
