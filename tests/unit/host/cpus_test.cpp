// SPDX-License-Identifier: Apache-2.0
#include <sched.h>

#include "pixherd/host/host_probe.hpp"
#include "support/catch.hpp"
#include "support/compare.hpp"
#include "support/fake_host.hpp"

namespace pixherd {
namespace {

TEST_CASE("the affinity mask says how many processors may be used") {
  FakeHost host;
  for (unsigned cpus = 1; cpus <= 64; ++cpus) {
    host.allow_cpus("0-" + std::to_string(cpus - 1));
    CHECK(host.probe().cpus() == cpus);
  }
  const auto allowed = [&](std::string_view list) {
    host.allow_cpus(list);
    return host.probe().cpus();
  };
  CHECK(allowed("5") == 1);
  CHECK(allowed("0,2,4,6") == 4);
  CHECK(allowed("0-3,8") == 5);
  CHECK(allowed("0-1,8-11,63") == 7);
}

TEST_CASE("a list that cannot be read leaves what the kernel says") {
  cpu_set_t set;
  REQUIRE(::sched_getaffinity(0, sizeof set, &set) == 0);
  const auto own = static_cast<unsigned>(CPU_COUNT(&set));
  FakeHost host;
  host.allow_cpus("none");
  CHECK(host.probe().cpus() == own);
  host.remove("proc/self/status");
  CHECK(host.probe().cpus() == own);
}

TEST_CASE("a quota of version two is rounded up to whole processors") {
  FakeHost host;
  host.use_v2("/app");
  const auto with_quota = [&](std::string_view quota) {
    host.set("app/cpu.max", quota);
    return host.probe().cpus();
  };
  CHECK(with_quota("150000 100000") == 2);
  CHECK(with_quota("100000 100000") == 1);
  CHECK(with_quota("400000 100000") == 4);
  CHECK(with_quota("400001 100000") == 5);
  CHECK(with_quota("1000 100000") == 1);
  CHECK(with_quota("25000 50000") == 1);
  CHECK(with_quota("max 100000") == 64);
  CHECK(with_quota("9000000 100000") == 64);  // more than there are
  CHECK(with_quota("0 0") == 64);
  CHECK(with_quota("nonsense") == 64);
}

TEST_CASE("the least quota of all groups above us counts") {
  FakeHost host;
  host.use_v2("/outer/middle/inner");
  host.set("outer/middle/inner/cpu.max", "800000 100000");
  CHECK(host.probe().cpus() == 8);
  host.set("outer/middle/cpu.max", "max 100000");
  CHECK(host.probe().cpus() == 8);
  host.set("outer/cpu.max", "300000 100000");
  CHECK(host.probe().cpus() == 3);
  host.set("outer/middle/inner/cpu.max", "200000 100000");
  CHECK(host.probe().cpus() == 2);
  host.allow_cpus("7");
  CHECK(host.probe().cpus() == 1);
}

TEST_CASE("in a container the quota stands at the mount point") {
  FakeHost host;
  SECTION("named from the host's root") {
    host.use_v2("/docker/4f5a", "/docker/4f5a");
    host.set("cpu.max", "250000 100000");
    CHECK(host.probe().cpus() == 3);
  }
  SECTION("named from a root of its own") {
    host.use_v2("/");
    host.set("cpu.max", "250000 100000");
    CHECK(host.probe().cpus() == 3);
  }
  SECTION("with a group of our own below") {
    host.use_v2("/docker/4f5a/job", "/docker/4f5a");
    host.set("cpu.max", "800000 100000");
    host.set("job/cpu.max", "200000 100000");
    CHECK(host.probe().cpus() == 2);
  }
}

TEST_CASE("a group whose name begins as the mounted one's is not taken for it") {
  FakeHost host;
  host.use_v2("/job2", "/job");
  host.set("2/cpu.max", "100000 100000");  // what is left of the name is no group
  CHECK(host.probe().cpus() == 64);
}

TEST_CASE("a quota of version one is read in the hierarchy of the processors") {
  FakeHost host;
  host.use_v1("/app", "/app");
  host.set("cpu,cpuacct/app/cpu.cfs_period_us", "100000");
  host.set("cpu,cpuacct/app/cpu.cfs_quota_us", "150000");
  CHECK(host.probe().cpus() == 2);
  host.set("cpu,cpuacct/app/cpu.cfs_quota_us", "-1");
  CHECK(host.probe().cpus() == 64);
  host.set("cpu,cpuacct/cpu.cfs_period_us", "100000");
  host.set("cpu,cpuacct/cpu.cfs_quota_us", "600000");
  CHECK(host.probe().cpus() == 6);
}

TEST_CASE("a hybrid host limits processors by version one beside an empty version two") {
  FakeHost host;
  host.use_v1("/app", "/app", true);
  CHECK(host.probe().cpus() == 64);
  host.set("cpu,cpuacct/app/cpu.cfs_period_us", "50000");
  host.set("cpu,cpuacct/app/cpu.cfs_quota_us", "100000");
  CHECK(host.probe().cpus() == 2);
  host.set("unified/unified/cpu.max", "100000 100000");
  CHECK(host.probe().cpus() == 1);
}

TEST_CASE("a host without control groups limits nothing by them") {
  FakeHost host;
  CHECK(host.probe().cpus() == 64);
  host.write("proc/self/cgroup", "garbage\n:\n\n0::\n");
  host.write("proc/self/mountinfo", "1 2 3\n - \n31 22 0:26 / /x rw - cgroup2\n");
  CHECK(host.probe().cpus() == 64);
}

TEST_CASE("idle processors are those that had nothing to do since the last look") {
  FakeHost host;
  HostProbe probe = host.probe();
  host.set_cpu_times(4, 1000, 5000, 100);
  CHECK_FALSE(probe.idle_cpus().has_value());
  host.set_cpu_times(4, 1100, 5250, 150);  // of 400 ticks 300 were idle
  CHECK(nearly(probe.idle_cpus().value_or(-1), 3.0));
  host.set_cpu_times(4, 1500, 5250, 150);
  CHECK(nearly(probe.idle_cpus().value_or(-1), 0.0));
  host.set_cpu_times(4, 1500, 5650, 150);
  CHECK(nearly(probe.idle_cpus().value_or(-1), 4.0));
}

TEST_CASE("where it cannot be told how many are idle the answer is that it is unknown") {
  FakeHost host;
  HostProbe probe = host.probe();
  CHECK_FALSE(probe.idle_cpus().has_value());  // no /proc/stat
  host.set_cpu_times(4, 1000, 5000, 100);
  CHECK_FALSE(probe.idle_cpus().has_value());
  CHECK_FALSE(probe.idle_cpus().has_value());  // no tick has passed
  host.set_cpu_times(4, 900, 5000, 100);
  CHECK_FALSE(probe.idle_cpus().has_value());  // the clock has gone back
  host.write("proc/stat", "intr 1\n");
  CHECK_FALSE(probe.idle_cpus().has_value());
}

TEST_CASE("the real machine has at least one processor") {
  HostProbe probe;
  CHECK(probe.cpus() >= 1);
  CHECK(probe.cpus() <= static_cast<unsigned>(CPU_SETSIZE));
}

}  // namespace
}  // namespace pixherd
