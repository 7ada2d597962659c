// SPDX-License-Identifier: Apache-2.0
#include "pixherd/policy/memory_budget.hpp"

#include <algorithm>

namespace pixherd {
namespace {

constexpr std::uint64_t kLargeMachine = 16'000'000'000;
constexpr double kLargeMachineShare = 0.7;
constexpr double kSmallMachineShare = 0.5;

}  // namespace

MemoryConfig get_memory_config(std::uint64_t available, std::optional<double> asked) {
  const double share = available > kLargeMachine ? kLargeMachineShare : kSmallMachineShare;
  return {available, asked.value_or(share)};
}

MemoryGrants::MemoryGrants(std::uint64_t budget, unsigned workers)
    : budget_(budget),
      base_grant_(budget / std::max(1U, workers)),
      held_(workers, 0),
      is_deferred_(workers, false) {}

void MemoryGrants::hold(unsigned worker, std::uint64_t bytes) {
  std::uint64_t& held = held_[worker];
  at_work_ += (bytes != 0 ? 1U : 0U);
  at_work_ -= (held != 0 ? 1U : 0U);
  held_by_all_ += bytes;
  held_by_all_ -= held;
  held = bytes;
}

bool MemoryGrants::may_start(unsigned worker) const {
  if (held_[worker] != 0) {
    return !has_deferred();
  }
  const std::uint64_t all = held();
  return all == 0 || (!has_deferred() && all + base_grant_ <= budget_);
}

void MemoryGrants::start(unsigned worker) {
  hold(worker, std::max(held_[worker], std::max<std::uint64_t>(1, base_grant_)));
}

bool MemoryGrants::fits(const Request& request) const {
  const std::uint64_t others = held_by_all_ - held_[request.worker];
  const std::size_t waiting = deferred_.size() + (is_deferred_[request.worker] ? 0 : 1);
  // Where everybody else who is at work waits as well, waiting longer would be for ever.
  return at_work_ <= waiting || others + request.bytes <= budget_;
}

void MemoryGrants::grant(const Request& request) {
  hold(request.worker, std::max(held_[request.worker], request.bytes));
}

bool MemoryGrants::ask(unsigned worker, std::uint64_t bytes) {
  start(worker);
  // Beyond the budget all requests are alike; sums of what workers claim are never too large.
  const Request request{worker, std::min(bytes, budget_ + 1)};
  if (bytes <= held_[worker] || (!has_deferred() && fits(request))) {
    grant(request);
    return true;
  }
  if (!is_deferred_[worker]) {
    deferred_.push_back(request);
    is_deferred_[worker] = true;
  }
  return false;
}

std::optional<unsigned> MemoryGrants::next_grant() {
  if (deferred_.empty() || !fits(deferred_.front())) {
    return std::nullopt;
  }
  const Request request = deferred_.front();
  deferred_.pop_front();
  is_deferred_[request.worker] = false;
  grant(request);
  return request.worker;
}

void MemoryGrants::finish_task(unsigned worker) {
  if (held_[worker] != 0) {
    hold(worker, std::max<std::uint64_t>(1, base_grant_));
  }
}

void MemoryGrants::release(unsigned worker) {
  hold(worker, 0);
  if (is_deferred_[worker]) {
    std::erase_if(deferred_, [&](const Request& request) { return request.worker == worker; });
    is_deferred_[worker] = false;
  }
}

}  // namespace pixherd
