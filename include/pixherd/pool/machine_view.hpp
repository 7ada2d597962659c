// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

namespace pixherd {

/// What the run has to know of the machine while it goes on.
class MachineView {
 public:
  virtual ~MachineView() = default;
  /// Processors that nobody used since the last call, on average; nullopt at the first, and where
  /// the kernel does not say.
  virtual std::optional<double> idle_cpus() = 0;
  /// Bytes that may be taken without taking them from others, by the machine and by our control
  /// group.
  virtual std::uint64_t memory_available() = 0;
  /// How many processes of our control group the kernel has killed for want of memory.
  virtual std::uint64_t memory_kills() = 0;
  /// Bytes of memory that process `pid` has; 0 where it is gone.
  virtual std::uint64_t resident_bytes(int pid) = 0;
  /// Processor time that process `pid` has taken, all threads; 0 where it is gone.
  virtual double cpu_seconds(int pid) = 0;
};

}  // namespace pixherd
