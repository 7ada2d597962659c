// SPDX-License-Identifier: Apache-2.0
#include "pixherd/host/host_probe.hpp"

#include <fcntl.h>
#include <sched.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>

#include "control_groups.hpp"
#include "pixherd/base/text.hpp"

namespace pixherd {
namespace {

/// How many processors a list such as "0-3,8" names.
unsigned count_cpu_list(const std::string& list) {
  unsigned count = 0;
  std::istringstream ranges(list);
  std::string range;
  while (std::getline(ranges, range, ',')) {
    const std::size_t dash = range.find('-');
    const auto first = parse_number(range.substr(0, dash));
    const auto last = dash == std::string::npos ? first : parse_number(range.substr(dash + 1));
    if (first && last && *last >= *first) {
      count += static_cast<unsigned>(*last - *first + 1);
    }
  }
  return count;
}

std::optional<unsigned> affinity_from_status(const std::filesystem::path& root) {
  std::ifstream lines(root / "proc/self/status");
  std::string key;
  while (lines >> key) {
    if (key == "Cpus_allowed_list:") {
      std::string list;
      lines >> list;
      const unsigned count = count_cpu_list(list);
      return count > 0 ? std::optional(count) : std::nullopt;
    }
  }
  return std::nullopt;
}

unsigned affinity_from_kernel() {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (::sched_getaffinity(0, sizeof set, &set) != 0) {
    return 1;
  }
  return static_cast<unsigned>(std::max(1, CPU_COUNT(&set)));
}

/// Whole processors for a quota and its period, both in microseconds.
std::optional<unsigned> processors(std::optional<std::uint64_t> quota,
                                   std::optional<std::uint64_t> period) {
  if (!quota || !period || *quota == 0 || *period == 0) {
    return std::nullopt;
  }
  return static_cast<unsigned>((*quota + *period - 1) / *period);
}

std::optional<unsigned> quota_of(GroupVersion version, const std::filesystem::path& folder) {
  if (version == GroupVersion::v1) {
    return processors(number_in(folder / "cpu.cfs_quota_us"),  // "-1" where there is none
                      number_in(folder / "cpu.cfs_period_us"));
  }
  std::istringstream words(first_line(folder / "cpu.max"));
  std::string quota;
  std::string period;
  words >> quota >> period;
  return processors(parse_number(quota), parse_number(period));
}

/// limit - usage + inactive file pages, which the kernel gives back before it kills anyone.
std::optional<std::uint64_t> room_of(GroupVersion version, const std::filesystem::path& folder) {
  const bool v1 = version == GroupVersion::v1;
  const auto limit = number_in(folder / (v1 ? "memory.limit_in_bytes" : "memory.max"));
  const auto usage = number_in(folder / (v1 ? "memory.usage_in_bytes" : "memory.current"));
  if (!limit || !usage) {
    return std::nullopt;
  }
  const std::uint64_t inactive =
      number_behind(folder / "memory.stat", v1 ? "total_inactive_file" : "inactive_file")
          .value_or(0);
  const std::uint64_t held = *usage > inactive ? *usage - inactive : 0;
  return *limit > held ? *limit - held : 0;
}

/// A descriptor is not kept for a count where a run may need it for an image.
constexpr rlim_t kFewDescriptors = 64;

bool has_few_descriptors() {
  rlimit limit{};
  return ::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur < kFewDescriptors;
}

Fd open_to_read(const std::filesystem::path& path) {
  return Fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
}

/// The number in the line "oom_kill N".
std::uint64_t kills_told_by(const Fd& file) {
  constexpr std::string_view kKey = "oom_kill ";
  std::array<char, 512> text{};
  const ssize_t count = ::pread(file.get(), text.data(), text.size(), 0);
  const std::string_view told(text.data(), static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
  const std::size_t at = told.find(kKey);
  if (at == std::string_view::npos) {
    return 0;
  }
  const std::string_view rest = told.substr(at + kKey.size());
  return parse_number(std::string(rest.substr(0, rest.find('\n')))).value_or(0);
}

}  // namespace

HostProbe::HostProbe(std::filesystem::path root) : root_(std::move(root)) {}

unsigned HostProbe::cpus() const {
  unsigned cpus = affinity_from_status(root_).value_or(affinity_from_kernel());
  for (const ControlGroups& groups : control_groups(root_, "cpu")) {
    for (const auto& folder : groups.folders) {
      if (const auto quota = quota_of(groups.version, folder)) {
        cpus = std::min(cpus, *quota);
      }
    }
  }
  return std::max(1U, cpus);
}

std::uint64_t HostProbe::memory_available() const {
  const auto fallback = [] {
    return static_cast<std::uint64_t>(::sysconf(_SC_AVPHYS_PAGES)) *
           static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  };
  const auto of_host = number_behind(root_ / "proc/meminfo", "MemAvailable");
  std::uint64_t available = of_host ? *of_host : fallback();
  for (const ControlGroups& groups : control_groups(root_, "memory")) {
    for (const auto& folder : groups.folders) {
      if (const auto room = room_of(groups.version, folder)) {
        available = std::min(available, *room);
      }
    }
  }
  return available;
}

std::uint64_t HostProbe::memory_kills() {
  if (!kill_counts_) {
    kill_counts_ = find_kill_counts(root_);
  }
  std::uint64_t kills = 0;
  for (const auto& [path, file] : *kill_counts_) {
    kills += file ? kills_told_by(file) : kills_told_by(open_to_read(path));
  }
  return kills;
}

std::vector<HostProbe::KillCount> HostProbe::find_kill_counts(const std::filesystem::path& root) {
  std::vector<KillCount> counts;
  const bool keep = !has_few_descriptors();
  for (const ControlGroups& groups : control_groups(root, "memory")) {
    if (!groups.folders.empty()) {
      const bool v1 = groups.version == GroupVersion::v1;
      auto path = groups.folders.front() / (v1 ? "memory.oom_control" : "memory.events");
      Fd file = keep ? open_to_read(path) : Fd();
      counts.push_back({std::move(path), std::move(file)});
    }
  }
  return counts;
}

std::optional<HostProbe::CpuTimes> HostProbe::cpu_times() const {
  std::ifstream lines(root_ / "proc/stat");
  std::string line;
  CpuTimes times;
  bool found = false;
  while (std::getline(lines, line) && line.starts_with("cpu")) {
    std::istringstream words(line);
    std::string label;
    words >> label;
    if (label != "cpu") {
      ++times.cpus;
      continue;
    }
    // user nice system idle iowait irq softirq steal
    std::uint64_t value = 0;
    for (int field = 0; field < 8 && words >> value; ++field) {
      times.total += value;
      times.idle += field == 3 || field == 4 ? value : 0;
    }
    found = true;
  }
  return found && times.cpus > 0 ? std::optional(times) : std::nullopt;
}

std::optional<double> HostProbe::idle_cpus() {
  const auto now = cpu_times();
  const auto before = std::exchange(last_times_, now);
  if (!now || !before || now->total <= before->total) {
    return std::nullopt;
  }
  const auto idle = static_cast<double>(now->idle - std::min(now->idle, before->idle));
  return idle / static_cast<double>(now->total - before->total) * now->cpus;
}

std::uint64_t HostProbe::resident_bytes(int pid) const {
  std::istringstream words(first_line(root_ / "proc" / std::to_string(pid) / "statm"));
  std::uint64_t size = 0;
  std::uint64_t resident = 0;
  words >> size >> resident;
  return resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

std::string HostProbe::boot_id() const {
  return first_line(root_ / "proc" / "sys" / "kernel" / "random" / "boot_id");
}

double HostProbe::cpu_seconds(int pid) {
  clockid_t clock = 0;
  timespec taken{};
  if (::clock_getcpuclockid(pid, &clock) != 0 || ::clock_gettime(clock, &taken) != 0) {
    return 0;
  }
  return static_cast<double>(taken.tv_sec) + static_cast<double>(taken.tv_nsec) * 1e-9;
}

}  // namespace pixherd
