// SPDX-License-Identifier: Apache-2.0
// What the plan makes of control groups, version 1 and 2, on hosts made of plain files.
#include "support/catch.hpp"
#include "support/run_pixherd.hpp"

namespace pixherd {
namespace {

Command on_large_host(const TempFolder& temp) {
  temp.write("in/a.jpg", photo());
  return on_host(temp, 16, 64'000'000'000);
}

TEST_CASE("more than 16 GB are planned with by seven tenths, less by half, unless told") {
  const TempFolder temp;
  temp.write("in/a.jpg", photo());
  const auto percentage = [&](std::uint64_t memory, const Arguments& arguments = {}) {
    return plan_of(on_host(temp, 4, memory), arguments).at("memory").at("percentage");
  };
  CHECK(percentage(16'000'000'000) == 0.5);
  CHECK(percentage(16'000'002'048) == 0.7);
  CHECK(percentage(64'000'000'000) == 0.7);
  CHECK(percentage(1'000'000'000) == 0.5);
  CHECK(percentage(64'000'000'000, {"--target-memory-percentage", "0.25"}) == 0.25);
}

TEST_CASE("limits of version 2 groups hold, of every group above us") {
  const TempFolder temp;
  const Command how = on_large_host(temp);
  temp.write("host/proc/self/cgroup", "0::/outer/inner\n");
  temp.write("host/proc/self/mountinfo",
             "30 25 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw\n");
  temp.write("host/sys/fs/cgroup/outer/memory.max", "3000000000\n");
  temp.write("host/sys/fs/cgroup/outer/memory.current", "1500000000\n");
  temp.write("host/sys/fs/cgroup/outer/memory.stat", "anon 5\ninactive_file 500000000\n");
  temp.write("host/sys/fs/cgroup/outer/inner/memory.max", "max\n");
  temp.write("host/sys/fs/cgroup/outer/inner/memory.current", "1000\n");
  temp.write("host/sys/fs/cgroup/outer/inner/cpu.max", "250000 100000\n");
  temp.write("host/sys/fs/cgroup/outer/cpu.max", "max 100000\n");
  const Json plan = plan_of(how);
  CHECK(plan.at("memory").at("available") == 2'000'000'000);
  CHECK(plan.at("memory").at("percentage") == 0.5);
  CHECK(plan.at("memory").at("budget") == 1'000'000'000);
  CHECK(plan.at("cpus") == 3);
}

TEST_CASE("limits of version 1 groups hold, each controller from its own mount") {
  const TempFolder temp;
  const Command how = on_large_host(temp);
  temp.write("host/proc/self/cgroup", "5:memory:/job\n4:cpu,cpuacct:/job\n1:name=systemd:/x\n");
  temp.write(
      "host/proc/self/mountinfo",
      "31 25 0:27 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n"
      "32 25 0:28 / /sys/fs/cgroup/cpu,cpuacct rw shared:9 - cgroup cgroup rw,cpu,cpuacct\n");
  temp.write("host/sys/fs/cgroup/memory/job/memory.limit_in_bytes", "1000000000\n");
  temp.write("host/sys/fs/cgroup/memory/job/memory.usage_in_bytes", "300000000\n");
  temp.write("host/sys/fs/cgroup/memory/job/memory.stat", "total_inactive_file 100000000\n");
  temp.write("host/sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
  temp.write("host/sys/fs/cgroup/memory/memory.usage_in_bytes", "400000000\n");
  temp.write("host/sys/fs/cgroup/cpu,cpuacct/job/cpu.cfs_quota_us", "400000\n");
  temp.write("host/sys/fs/cgroup/cpu,cpuacct/job/cpu.cfs_period_us", "100000\n");
  temp.write("host/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us", "-1\n");
  temp.write("host/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us", "100000\n");
  const Json plan = plan_of(how);
  CHECK(plan.at("memory").at("available") == 800'000'000);
  CHECK(plan.at("cpus") == 4);
}

TEST_CASE("in a container the group's name begins at the mount") {
  const TempFolder temp;
  const Command how = on_large_host(temp);
  temp.write("host/proc/self/cgroup", "5:memory:/docker/abc\n");
  temp.write("host/proc/self/mountinfo",
             "31 25 0:27 /docker/abc /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory\n");
  temp.write("host/sys/fs/cgroup/memory/memory.limit_in_bytes", "700000000\n");
  temp.write("host/sys/fs/cgroup/memory/memory.usage_in_bytes", "200000000\n");
  CHECK(plan_of(how).at("memory").at("available") == 500'000'000);
}

TEST_CASE("a group that is over its limit leaves nothing, and the plan still stands") {
  const TempFolder temp;
  const Command how = on_large_host(temp);
  temp.write("host/proc/self/cgroup", "0::/\n");
  temp.write("host/proc/self/mountinfo", "30 25 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n");
  temp.write("host/sys/fs/cgroup/memory.max", "1000000\n");
  temp.write("host/sys/fs/cgroup/memory.current", "2000000\n");
  const Json plan = plan_of(how);
  CHECK(plan.at("memory").at("budget") == 0);
  CHECK(plan.at("batch").at("size") == 1);
  CHECK(report_of({"in", "-o", "web"}, how).ended.exit_code == 0);
}

}  // namespace
}  // namespace pixherd
