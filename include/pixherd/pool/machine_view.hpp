// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

namespace pixherd {

/// What the run has to know of the machine while it goes on.
class MachineView {
 public:
  virtual ~MachineView() = default;
  virtual std::optional<double> idle_cpus() = 0;
  virtual std::uint64_t memory_available() = 0;
  /// How many processes of our control group the kernel has killed for want of memory.
  virtual std::uint64_t memory_kills() = 0;
  virtual std::uint64_t resident_bytes(int pid) = 0;
  /// Processor time that process `pid` has taken, all threads; 0 where it is gone.
  virtual double cpu_seconds(int pid) = 0;
};

}  // namespace pixherd
