// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "pixherd/cli/options.hpp"
#include "pixherd/domain/outcome.hpp"
#include "pixherd/files/replacement.hpp"

namespace pixherd {

/// What becomes of outputs that are there already (--overwrite), and how new ones get their names.
class Overwriting {
 public:
  Overwriting(Overwrite rule, Preserve preserve) : rule_(rule), preserve_(preserve) {}

  /// Why there is no need to work: the output is there, whatever would come out.
  [[nodiscard]] std::optional<Reason> before_work(const Folder& folder,
                                                  const std::string& name) const;

  /// Why an output of `bytes` bytes does not get its name, as far as can be seen now.
  [[nodiscard]] std::optional<Reason> against(const Folder& folder, const std::string& name,
                                              std::uint64_t bytes) const;

  /// Gives the output its name, or says why what is there stays; in between nobody's file is lost
  /// that was to be left.
  Result<std::optional<Reason>> commit(Replacement& output, const Folder& folder,
                                       const std::string& name, const SourceFile& source,
                                       std::uint64_t bytes) const;

 private:
  Overwrite rule_;
  Preserve preserve_;
};

}  // namespace pixherd
