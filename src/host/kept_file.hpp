// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string_view>

#include "pixherd/base/fd.hpp"

namespace pixherd {

/// A file of /proc or /sys that is asked again and again. It stays open, since opening it takes
/// memory of our control group's, and who asks for that while the group has none is killed. Where
/// descriptors are few, one may be needed for an image: then it is opened each time.
class KeptFile {
 public:
  explicit KeptFile(std::filesystem::path path);

  /// What stands in it now, as far as it fits into `buffer`; empty where it cannot be read.
  [[nodiscard]] std::string_view read(std::span<char> buffer) const;

  [[nodiscard]] bool is_there() const { return is_there_; }  ///< when it was first opened

 private:
  std::filesystem::path path_;
  bool is_there_ = false;
  Fd file_;
};

/// Takes the first line off `text`, or the first word of a line, and returns it.
std::string_view take_line(std::string_view& text);
std::string_view take_word(std::string_view& line);

/// The number behind `key` in lines of "key number" or "key: number kB"; kB are taken as bytes
/// x 1024. nullopt where there is none.
std::optional<std::uint64_t> number_behind(std::string_view text, std::string_view key);

/// The number that is all of the first line; nullopt where it is none ("max" included).
std::optional<std::uint64_t> number_in(std::string_view text);

}  // namespace pixherd
