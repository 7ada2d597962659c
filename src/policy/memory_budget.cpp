// SPDX-License-Identifier: Apache-2.0
#include "pixherd/policy/memory_budget.hpp"

#include <algorithm>
#include <numeric>

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
    : budget_(budget), base_grant_(budget / std::max(1U, workers)), held_(workers, 0) {}

std::uint64_t MemoryGrants::held() const {
  return std::accumulate(held_.begin(), held_.end(), std::uint64_t{0});
}

bool MemoryGrants::is_deferred(unsigned worker) const {
  return std::any_of(deferred_.begin(), deferred_.end(),
                     [&](const Request& request) { return request.worker == worker; });
}

bool MemoryGrants::may_start(unsigned worker) const {
  if (held_[worker] != 0) {
    return !has_deferred();
  }
  const std::uint64_t all = held();
  return all == 0 || (!has_deferred() && all + base_grant_ <= budget_);
}

void MemoryGrants::start(unsigned worker) {
  held_[worker] = std::max(held_[worker], std::max<std::uint64_t>(1, base_grant_));
}

bool MemoryGrants::fits(const Request& request) const {
  std::uint64_t others = 0;
  bool others_run = false;
  for (unsigned worker = 0; worker < held_.size(); ++worker) {
    if (worker != request.worker && held_[worker] != 0) {
      others += held_[worker];
      others_run = others_run || !is_deferred(worker);
    }
  }
  // Where everybody else who is at work waits as well, waiting longer would be for ever.
  return !others_run || others + request.bytes <= budget_;
}

void MemoryGrants::grant(const Request& request) {
  held_[request.worker] = std::max(held_[request.worker], request.bytes);
}

bool MemoryGrants::ask(unsigned worker, std::uint64_t bytes) {
  start(worker);
  const Request request{worker, bytes};
  if (bytes <= held_[worker] || (!has_deferred() && fits(request))) {
    grant(request);
    return true;
  }
  deferred_.push_back(request);
  return false;
}

std::optional<unsigned> MemoryGrants::next_grant() {
  if (deferred_.empty() || !fits(deferred_.front())) {
    return std::nullopt;
  }
  const Request request = deferred_.front();
  deferred_.erase(deferred_.begin());
  grant(request);
  return request.worker;
}

void MemoryGrants::finish_task(unsigned worker) {
  if (held_[worker] != 0) {
    held_[worker] = std::max<std::uint64_t>(1, base_grant_);
  }
}

void MemoryGrants::release(unsigned worker) {
  held_[worker] = 0;
  std::erase_if(deferred_, [&](const Request& request) { return request.worker == worker; });
}

}  // namespace pixherd
