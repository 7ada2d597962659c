// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "pixherd/cli/options.hpp"
#include "pixherd/domain/check_findings.hpp"
#include "pixherd/domain/outcome.hpp"
#include "pixherd/files/glob.hpp"

namespace pixherd {

/// The most bytes that a file may have, by its path.
class FileBudgets {
 public:
  /// `current_folder` is absolute: relative paths and globs count from it.
  FileBudgets(const Budgets& budgets, std::string current_folder);

  /// The limit of the last glob that matches the path or a folder above it, else the one for all; 0
  /// where there is none.
  [[nodiscard]] std::uint64_t limit_for(const std::string& path) const;

 private:
  struct Rule {
    Glob glob;
    bool from_root = false;
    std::uint64_t limit = 0;
  };

  std::uint64_t limit_for_all_;
  std::string current_folder_;
  std::vector<Rule> rules_;  ///< the last one of the options first
};

/// What --check looks for in every outcome, and the sum of what it found. Budgets hold for files as
/// they are where those would be replaced under their own names, else for what would come out.
class Inspection {
 public:
  explicit Inspection(const Options& options);

  /// `path` is the input's, as it was named.
  Finding look_at(const std::string& path, const Outcome& outcome);

  [[nodiscard]] CheckFindings findings() const;

 private:
  struct Sizes {
    std::uint64_t largest = 0;
    std::uint64_t all = 0;
    void add(std::uint64_t bytes);
  };
  [[nodiscard]] std::optional<Sizes> sizes_held(const Outcome& outcome) const;

  Savings least_;
  bool as_they_are_;
  std::uint64_t limit_for_total_;
  bool in_place_;
  bool has_budgets_;  ///< that an argument or a configuration gives for all files
  std::uint64_t total_ = 0;
  FileBudgets budgets_;
  CheckFindings findings_;
};

}  // namespace pixherd
