// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

namespace pixherd {

/// What a run may plan with.
struct MemoryConfig {
  std::uint64_t available = 0;  ///< bytes
  double percentage = 0;        ///< share of it that may be used

  [[nodiscard]] std::uint64_t budget() const {
    return static_cast<std::uint64_t>(static_cast<double>(available) * percentage);
  }
  bool operator==(const MemoryConfig&) const = default;
};

/// 0.7 of what is available above 16,000,000,000 bytes, 0.5 otherwise, unless `asked` says.
MemoryConfig get_memory_config(std::uint64_t available, std::optional<double> asked = {});

/// Who holds how much of the budget. Every worker that is at work holds a grant of
/// budget / workers; one that needs more for an image asks and gets it now or later. A huge image
/// thus waits until the others have finished what they have, and then runs with them held back.
/// Pure bookkeeping: the pool carries its answers out.
class MemoryGrants {
 public:
  MemoryGrants(std::uint64_t budget, unsigned workers);

  [[nodiscard]] std::uint64_t base_grant() const { return base_grant_; }

  /// What a worker at work may take without asking, which costs small images a sixth of their time.
  /// More of its base grant it asks for, and gets at once: an image's time limit grows with that.
  [[nodiscard]] std::uint64_t unasked() const { return std::min(base_grant_, kUnasked); }

  /// May this worker, which has nothing to do, be given a task? False while another's deferred
  /// request waits for memory, or while what is held leaves no room for one more grant. Where
  /// nobody is at work the answer is always true: a run never stands still.
  [[nodiscard]] bool may_start(unsigned worker) const;

  /// The worker is at work and holds its base grant (nothing happens where it is already).
  void start(unsigned worker);

  /// The worker needs `bytes` for its task. True: granted, go on. False: deferred, next_grant()
  /// will name it later.
  bool ask(unsigned worker, std::uint64_t bytes);

  /// The worker has finished its task but has more of them: what it held beyond its base grant is
  /// free again.
  void finish_task(unsigned worker);

  /// The worker has nothing to do, or is gone.
  void release(unsigned worker);

  /// The next deferred request that can be granted by now; call until it names nobody.
  std::optional<unsigned> next_grant();

  [[nodiscard]] std::uint64_t held() const { return held_by_all_; }
  [[nodiscard]] bool has_deferred() const { return !deferred_.empty(); }
  [[nodiscard]] bool is_deferred(unsigned worker) const { return is_deferred_[worker]; }

 private:
  static constexpr std::uint64_t kUnasked = 16 << 20;

  struct Request {
    unsigned worker;
    std::uint64_t bytes;
  };
  [[nodiscard]] bool fits(const Request& request) const;
  void grant(const Request& request);
  void hold(unsigned worker, std::uint64_t bytes);

  std::uint64_t budget_;
  std::uint64_t base_grant_;
  std::vector<std::uint64_t> held_;  ///< by worker; 0: not at work
  std::uint64_t held_by_all_ = 0;
  unsigned at_work_ = 0;           ///< workers that hold something
  std::deque<Request> deferred_;   ///< first come, first served; at most one of a worker
  std::vector<bool> is_deferred_;  ///< by worker
};

}  // namespace pixherd
