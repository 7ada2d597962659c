// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "pixherd/pool/run_observer.hpp"
#include "pixherd/report/patience.hpp"

namespace pixherd {

/// A stream whose reader may be slow, or asleep: what it does not take at once waits here, so that
/// nobody who writes ever waits. The descriptor stays the caller's, and keeps its flags, which it
/// may share with other programs.
class ReportStream {
 public:
  /// From `bound` waiting bytes on is_full(); what is written all the same is kept too.
  explicit ReportStream(int fd, std::size_t bound = kBound) : fd_(fd), bound_(bound) {}

  void write(std::string_view text);
  /// Hands on what the reader takes now.
  void flush();
  /// Waits until the reader has taken everything, or the patience is at its end.
  void finish(const Patience& patience);

  /// To be watched for writing while there is something that waits; -1 where there is nothing.
  [[nodiscard]] int blocked_fd() const { return waiting_.empty() || unheard_ ? -1 : fd_; }
  [[nodiscard]] bool is_full() const { return waiting_.size() - written_ >= bound_ && !unheard_; }
  /// The first failure to write, since which nothing was written.
  [[nodiscard]] std::optional<Unheard> unheard() const { return unheard_; }

 private:
  /// The records of some 10,000 files.
  static constexpr std::size_t kBound = std::size_t{8} * 1024 * 1024;

  bool write_piece();

  int fd_;
  std::size_t bound_;
  std::string waiting_;
  std::size_t written_ = 0;  ///< of waiting_
  std::optional<Unheard> unheard_;
};

}  // namespace pixherd
