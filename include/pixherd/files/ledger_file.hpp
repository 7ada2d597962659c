// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pixherd/base/fd.hpp"
#include "pixherd/base/result.hpp"
#include "pixherd/files/tree.hpp"

namespace pixherd {

/// The ledger in the folder of --state, whatever the bytes mean. Runs may share it: each
/// appends whole records, and the file is only ever replaced by one that has it alone.
class LedgerFile {
 public:
  /// Opens the ledger for appending. The folder is made where the one above it is there.
  static Result<LedgerFile> open(const std::string& path);

  /// Opens it for reading; where there is none it is as if it were empty.
  static Result<LedgerFile> look_into(const std::string& path);

  /// Hands on the bytes of every NAME.ledger that somebody has put there, and of the ledger itself,
  /// which comes last: piece by piece, and an empty one at the end of each file. All of it, or an
  /// Error; links are not followed.
  Attempt read(const std::function<void(std::string_view)>& take) const;

  /// True where no other run has it open. Reading, replacing and share() then belong together.
  [[nodiscard]] bool is_alone() const { return alone_; }
  /// Puts these bytes in the place of the ledger, whole and synced, or leaves it as it is.
  Attempt replace(std::string_view bytes);
  /// Lets others in, who wait for it.
  Attempt share();

  /// In one piece, behind whatever others have appended.
  Attempt append(std::string_view record);
  /// All of it is on the disk, and has its name still.
  Attempt sync();

  /// None where it was only looked for.
  [[nodiscard]] const std::optional<Tree>& folder() const { return folder_; }

 private:
  LedgerFile() = default;
  Attempt open_ledger();
  /// A pipe or a device is refused.
  [[nodiscard]] Attempt check_kind() const;
  [[nodiscard]] bool leads_to_ledger() const;
  /// The names of what was put beside the ledger, in their order.
  [[nodiscard]] Result<std::vector<std::string>> merged_names() const;
  [[nodiscard]] Error about(int error_number, std::string_view file, std::string_view what) const;

  std::string path_;
  std::optional<Tree> folder_;
  Folder top_;  ///< the same, open
  Fd ledger_;
  bool alone_ = false;
};

}  // namespace pixherd
