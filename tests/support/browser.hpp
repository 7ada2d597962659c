// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "pixherd/base/fd.hpp"
#include "support/temp_folder.hpp"

namespace pixherd {

/// Chromium without a window, driven over two pipes by its DevTools protocol. What fails here fails
/// by an exception, and so the test.
class Browser {
 public:
  /// False where it is not installed.
  static bool is_there();

  Browser();
  ~Browser();
  Browser(const Browser&) = delete;
  Browser& operator=(const Browser&) = delete;

  void set_window(unsigned width, unsigned height);
  void set_dark(bool dark);

  /// Opens a file, and returns once it is loaded and its scripts have run.
  void open(const std::filesystem::path& page);

  /// The value of an expression.
  nlohmann::json value(const std::string& expression);
  /// Presses a key, as in "Tab", "Enter" or "ArrowRight", wherever the focus is.
  void press(const std::string& key);

  /// What pages have written to the console, errors of scripts and what the policy refused.
  [[nodiscard]] const std::vector<std::string>& complaints() const { return complaints_; }

 private:
  nlohmann::json call(const std::string& method, nlohmann::json parameters);
  nlohmann::json read_message();

  TempFolder profile_;
  pid_t pid_ = -1;
  Fd to_;
  Fd from_;
  std::string unread_;
  std::string session_;
  int last_call_ = 0;
  bool loaded_ = false;
  std::vector<std::string> complaints_;
};

}  // namespace pixherd
