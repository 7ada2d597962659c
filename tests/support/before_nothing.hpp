// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <span>
#include <stdexcept>

namespace pixherd {

/// Holds bytes right before a page that nobody may read, so that whoever reads but one byte beyond
/// them dies of it, with or without a sanitizer.
class BeforeNothing {
 public:
  explicit BeforeNothing(std::size_t most = std::size_t{1} << 20U)
      : room_((most + page_size() - 1) / page_size() * page_size()),
        memory_(::mmap(nullptr, room_ + page_size(), PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)) {
    if (memory_ == MAP_FAILED || ::mprotect(at(room_), page_size(), PROT_NONE) != 0) {
      throw std::runtime_error("no memory to fence");
    }
  }
  ~BeforeNothing() { ::munmap(memory_, room_ + page_size()); }
  BeforeNothing(const BeforeNothing&) = delete;
  BeforeNothing& operator=(const BeforeNothing&) = delete;

  /// There until the next call.
  std::span<const std::byte> hold(std::span<const std::byte> bytes) {
    if (bytes.size() > room_) {
      throw std::runtime_error("more than there is room for");
    }
    std::byte* begin = at(room_ - bytes.size());
    std::copy(bytes.begin(), bytes.end(), begin);
    return {begin, bytes.size()};
  }

 private:
  [[nodiscard]] std::byte* at(std::size_t offset) const {
    return static_cast<std::byte*>(memory_) + offset;
  }

  static std::size_t page_size() { return static_cast<std::size_t>(::sysconf(_SC_PAGESIZE)); }

  std::size_t room_;  ///< bytes; a page is behind them
  void* memory_;
};

}  // namespace pixherd
