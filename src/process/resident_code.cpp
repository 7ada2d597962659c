// SPDX-License-Identifier: Apache-2.0
#include "pixherd/process/resident_code.hpp"

#include <link.h>
#include <sys/mman.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace pixherd {
namespace {

struct Segment {
  std::uintptr_t address;
  std::size_t bytes;
};

/// Called for each loaded object, in the order of loading: its code and constants.
int note_object(dl_phdr_info* object, std::size_t /*bytes*/, void* objects) {
  auto& segments = static_cast<std::vector<std::vector<Segment>>*>(objects)->emplace_back();
  for (unsigned i = 0; i < object->dlpi_phnum; ++i) {
    const auto& header = object->dlpi_phdr[i];
    if (header.p_type == PT_LOAD && (header.p_flags & PF_W) == 0) {
      segments.push_back({object->dlpi_addr + header.p_vaddr, header.p_memsz});
    }
  }
  return 0;
}

}  // namespace

void keep_code_in_memory() {
  std::vector<std::vector<Segment>> objects;
  ::dl_iterate_phdr(note_object, &objects);
  if (objects.empty()) {
    return;
  }
  std::reverse(objects.begin() + 1, objects.end());  // the C library is loaded late
  for (const auto& segments : objects) {
    for (const auto& [address, bytes] : segments) {
      // What does not fit into the limit is left out; smaller ones may still fit.
      (void)::mlock2(reinterpret_cast<const void*>(address), bytes, MLOCK_ONFAULT);
    }
  }
}

}  // namespace pixherd
