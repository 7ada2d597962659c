// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <optional>
#include <vector>

#include "pixherd/base/fd.hpp"
#include "pixherd/base/result.hpp"

namespace pixherd {

/// Folders on their way to the disk. A child does the waiting, so that the parent can go on giving
/// out work; it is killed and reaped where its end is not waited for. Where no child can be forked,
/// or each is killed by somebody, the folders are synced here and now.
class FolderSync {
 public:
  /// The descriptors stay the caller's, and open until the result is in.
  explicit FolderSync(std::vector<int> folders);
  FolderSync(const FolderSync&) = delete;
  FolderSync& operator=(const FolderSync&) = delete;
  ~FolderSync();

  /// success() once they are all on the disk, or why one could not be brought there (write_failed,
  /// disk_full, read_only), however often it is asked; before that nullopt.
  std::optional<Attempt> result();
  /// The same, once it is known.
  Attempt wait();

 private:
  std::optional<Attempt> result(int wait_flags);
  void begin();

  std::vector<int> folders_;
  unsigned forked_ = 0;
  Fd child_;             ///< a pidfd; none once it is reaped
  int failed_with_ = 0;  ///< the first errno
};

}  // namespace pixherd
