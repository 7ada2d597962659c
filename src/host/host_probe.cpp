// SPDX-License-Identifier: Apache-2.0
#include "pixherd/host/host_probe.hpp"

#include <sched.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>

#include "control_groups.hpp"
#include "kept_file.hpp"
#include "memory_groups.hpp"
#include "pixherd/base/text.hpp"

namespace pixherd {
namespace {

std::string first_line(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::string line;
  std::getline(in, line);
  return line;
}

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

std::uint64_t page_bytes() { return static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE)); }

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
    return processors(number_in(first_line(folder / "cpu.cfs_quota_us")),  // "-1": there is none
                      number_in(first_line(folder / "cpu.cfs_period_us")));
  }
  std::istringstream words(first_line(folder / "cpu.max"));
  std::string quota;
  std::string period;
  words >> quota >> period;
  return processors(parse_number(quota), parse_number(period));
}

}  // namespace

/// What is asked again and again.
struct HostProbe::Files {
  explicit Files(const std::filesystem::path& root)
      : memory(root / "proc/meminfo"), times(root / "proc/stat"), groups(root) {}

  /// Those of processes that are gone are closed before another is opened.
  const KeptFile& of_process(int pid, const std::filesystem::path& root) {
    auto found = processes.find(pid);
    if (found == processes.end()) {
      std::erase_if(processes,
                    [this](const auto& entry) { return entry.second.read(buffer).empty(); });
      found = processes.emplace(pid, root / "proc" / std::to_string(pid) / "statm").first;
    }
    return found->second;
  }

  std::vector<char> buffer = std::vector<char>(64 * 1024);  ///< /proc/stat of 512 processors
  KeptFile memory;
  KeptFile times;
  MemoryGroups groups;
  std::map<int, KeptFile> processes;
};

HostProbe::HostProbe(std::filesystem::path root)
    : root_(std::move(root)), files_(std::make_unique<Files>(root_)) {}
HostProbe::HostProbe(HostProbe&&) noexcept = default;
HostProbe& HostProbe::operator=(HostProbe&&) noexcept = default;
HostProbe::~HostProbe() = default;

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

std::uint64_t HostProbe::memory_available() {
  const auto of_host = number_behind(files_->memory.read(files_->buffer), "MemAvailable");
  const std::uint64_t available =
      of_host ? *of_host : static_cast<std::uint64_t>(::sysconf(_SC_AVPHYS_PAGES)) * page_bytes();
  return std::min(available, files_->groups.room().value_or(available));
}

std::uint64_t HostProbe::memory_kills() { return files_->groups.kills(); }

/// "cpu  user nice system idle iowait irq softirq steal ..." and the same for each processor.
std::optional<HostProbe::CpuTimes> HostProbe::cpu_times() {
  std::string_view text = files_->times.read(files_->buffer);
  CpuTimes times;
  bool found = false;
  while (text.starts_with("cpu")) {
    std::string_view words = take_line(text);
    if (take_word(words) != "cpu") {
      ++times.cpus;
      continue;
    }
    for (int field = 0; field < 8; ++field) {
      const std::uint64_t value = parse_number(take_word(words)).value_or(0);
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

std::uint64_t HostProbe::resident_bytes(int pid) {
  std::string_view words = files_->of_process(pid, root_).read(files_->buffer);
  (void)take_word(words);  // what it has mapped
  return parse_number(take_word(words)).value_or(0) * page_bytes();
}

std::string HostProbe::boot_id() const {
  return first_line(root_ / "proc" / "sys" / "kernel" / "random" / "boot_id");
}

std::string HostProbe::machine_name() const {
  return first_line(root_ / "etc" / "machine-id") +
         first_line(root_ / "proc" / "sys" / "kernel" / "hostname");
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
