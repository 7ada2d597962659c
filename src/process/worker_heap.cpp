// SPDX-License-Identifier: Apache-2.0
#include "worker_heap.hpp"

#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>

namespace pixherd {
namespace {

constexpr int kMebibyte = 1024 * 1024;
/// The engine's threads take few and large blocks; an arena of theirs would not be covered.
constexpr int kArenas = 1;
/// A larger block is mapped alone, and goes back as soon as it is freed.
constexpr int kLargestInHeap = 64 * kMebibyte;
/// The heap grows by this much more than is asked for. What is not touched takes no memory.
constexpr int kGrowth = 96 * kMebibyte;
/// Kept for the next image, at most.
constexpr int kKept = 128 * kMebibyte;

/// How far the heap has been covered; it may have shrunk since.
std::uintptr_t& covered_end() {
  static std::uintptr_t end = 0;
  return end;
}

std::uintptr_t heap_end() { return reinterpret_cast<std::uintptr_t>(::sbrk(0)); }

}  // namespace

void set_up_heap() {
  ::mallopt(M_ARENA_MAX, kArenas);
  ::mallopt(M_MMAP_THRESHOLD, kLargestInHeap);
  ::mallopt(M_TRIM_THRESHOLD, kKept);
  ::mallopt(M_TOP_PAD, kGrowth);
  covered_end() = heap_end();
  // More than the parent can have left over, so that the heap grows now; volatile, or the compiler
  // sees through it.
  void* volatile block = std::malloc(kLargestInHeap / 8);
  std::free(block);
  cover_heap_growth();
}

void cover_heap_growth() {
  const std::uintptr_t end = heap_end();
  const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
  const std::uintptr_t begin = (covered_end() + page - 1) / page * page;
  if (end > begin) {
    ::madvise(reinterpret_cast<void*>(begin), end - begin, MADV_HUGEPAGE);
  }
  covered_end() = end;
}

}  // namespace pixherd
