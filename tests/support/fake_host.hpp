// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "pixherd/host/host_probe.hpp"
#include "support/temp_folder.hpp"

namespace pixherd {

/// A host that a HostProbe can be pointed at: /proc and /sys/fs/cgroup below a temporary folder.
/// It has 64 processors, all allowed, and 32 GB of memory until a test says otherwise.
class FakeHost {
 public:
  FakeHost() {
    allow_cpus("0-63");
    set_memory_available_kb(31'250'000);
    std::filesystem::create_directories(folder_ / "sys/fs/cgroup");
  }

  [[nodiscard]] HostProbe probe() const { return HostProbe(folder_.path()); }
  [[nodiscard]] const std::filesystem::path& root() const { return folder_.path(); }

  void allow_cpus(std::string_view list) {
    write("proc/self/status", "Name:\tpixherd\nCpus_allowed:\tffffffff\nCpus_allowed_list:\t" +
                                  std::string(list) + "\nMems_allowed:\t1\n");
  }

  void set_memory_available_kb(std::uint64_t kilobytes) {
    write("proc/meminfo",
          "MemTotal:       99999999 kB\nMemFree:          123456 kB\nMemAvailable:   " +
              std::to_string(kilobytes) + " kB\nBuffers:           4321 kB\n");
  }

  /// We are in `group` of the one hierarchy; `mounted` is the group that stands at its mount point,
  /// "/" but in a container.
  void use_v2(std::string_view group, std::string_view mounted = "/") {
    write("proc/self/cgroup", "0::" + std::string(group) + "\n");
    write("proc/self/mountinfo",
          "22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw\n"
          "23 22 0:21 / /proc rw,nosuid shared:5 - proc proc rw\n"
          "31 22 0:26 " +
              std::string(mounted) +
              " /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw,nsdelegate\n");
  }

  /// Separate hierarchies for cpu and memory, and where `hybrid` a v2 one without controllers.
  void use_v1(std::string_view cpu_group, std::string_view memory_group, bool hybrid = false,
              std::string_view mounted = "/") {
    const std::string at(mounted);
    write("proc/self/cgroup", "12:pids:/elsewhere\n4:cpu,cpuacct:" + std::string(cpu_group) +
                                  "\n3:memory:" + std::string(memory_group) +
                                  "\n1:name=systemd:/elsewhere\n" +
                                  (hybrid ? "0::/unified\n" : ""));
    std::string mounts =
        "22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw\n"
        "40 22 0:30 " +
        at +
        " /sys/fs/cgroup/pids rw shared:11 - cgroup cgroup rw,pids\n"
        "41 22 0:31 " +
        at +
        " /sys/fs/cgroup/cpu,cpuacct rw shared:12 master:3 - cgroup cgroup "
        "rw,cpu,cpuacct\n"
        "42 22 0:32 " +
        at + " /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n";
    if (hybrid) {
      mounts += "43 22 0:33 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n";
    }
    write("proc/self/mountinfo", mounts);
  }

  /// A file of a control group, such as ("app/cpu.max", "150000 100000").
  void set(std::string_view file, std::string_view text) {
    write("sys/fs/cgroup/" + std::string(file), std::string(text) + "\n");
  }

  /// /proc/stat of `cpus` processors, in ticks since the start.
  void set_cpu_times(unsigned cpus, std::uint64_t busy, std::uint64_t idle, std::uint64_t iowait) {
    std::string text = "cpu  " + std::to_string(busy) + " 0 0 " + std::to_string(idle) + " " +
                       std::to_string(iowait) + " 0 0 0 0 0\n";
    for (unsigned cpu = 0; cpu < cpus; ++cpu) {
      text += "cpu" + std::to_string(cpu) + " 1 1 1 1 1 1 1 1 0 0\n";
    }
    write("proc/stat", text + "intr 12345\nctxt 999\n");
  }

  void write(std::string_view file, std::string_view text) { folder_.write(file, text); }
  void remove(std::string_view file) { std::filesystem::remove(folder_ / file); }

 private:
  TempFolder folder_;
};

}  // namespace pixherd
