// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace pixherd {

/// Reads what this process may use of the machine: not what the host has, but what the affinity
/// mask and the control groups (v1 and v2) above us leave. What limits comes from files below
/// `root` ("/" but for tests), so that a test can fake any host; where these do not say what the
/// host has, and for cpu_seconds(), the kernel is asked. What cannot be read does not limit.
/// The groups are those that we were in when it was made. What is asked again and again during a
/// run is kept open (some descriptors, and one a process asked for): the answer then takes no
/// memory of the group's, which may have none just when it is wanted.
class HostProbe {
 public:
  explicit HostProbe(std::filesystem::path root = "/");
  HostProbe(HostProbe&& other) noexcept;
  HostProbe& operator=(HostProbe&& other) noexcept;
  ~HostProbe();

  /// Processors that may be used: the affinity mask, and the quota of each control group above us
  /// (rounded up). At least 1.
  [[nodiscard]] unsigned cpus() const;

  /// Bytes that may still be used: the least of MemAvailable and, for each control group above us,
  /// limit - usage + inactive file pages. In version two memory.high is a limit, too.
  [[nodiscard]] std::uint64_t memory_available();

  /// How many processes of our memory control group the kernel has killed since there was too
  /// little; 0 where it does not say.
  [[nodiscard]] std::uint64_t memory_kills();

  /// What tells this start of the machine from all others; empty where it cannot be told.
  [[nodiscard]] std::string boot_id() const;

  /// What names the machine, be it started anew; empty where nothing does. A copy of the machine or
  /// of its image has another host name.
  [[nodiscard]] std::string machine_name() const;

  /// Processors that had nothing to do since the last call, from /proc/stat; nullopt at the first
  /// call and where it cannot be told.
  std::optional<double> idle_cpus();

  /// Resident bytes of process `pid`; 0 where it is gone.
  [[nodiscard]] std::uint64_t resident_bytes(int pid);

  /// Processor time that process `pid` has taken, user and system; 0 where it is gone.
  [[nodiscard]] static double cpu_seconds(int pid);

 private:
  struct CpuTimes {
    std::uint64_t idle = 0;
    std::uint64_t total = 0;
    unsigned cpus = 0;
  };
  struct Files;
  [[nodiscard]] std::optional<CpuTimes> cpu_times();

  std::filesystem::path root_;
  std::unique_ptr<Files> files_;
  std::optional<CpuTimes> last_times_;
};

}  // namespace pixherd
