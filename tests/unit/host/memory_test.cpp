// SPDX-License-Identifier: Apache-2.0
#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <iterator>

#include "pixherd/host/host_probe.hpp"
#include "support/catch.hpp"
#include "support/compare.hpp"
#include "support/fake_host.hpp"

namespace pixherd {
namespace {

constexpr std::uint64_t kOfHost = 32'000'000'000;

TEST_CASE("without a limit there is what the host calls available") {
  FakeHost host;
  CHECK(host.probe().memory_available() == kOfHost);
  host.set_memory_available_kb(1000);
  CHECK(host.probe().memory_available() == 1'024'000);
}

TEST_CASE("a limit of version two leaves what is not used, and the cache counts as not used") {
  FakeHost host;
  host.use_v2("/app");
  host.set("app/memory.max", "1000000000");
  host.set("app/memory.current", "400000000");
  CHECK(host.probe().memory_available() == 600'000'000);
  host.set("app/memory.stat", "anon 1\nfile 350000000\ninactive_file 300000000\nactive_file 5");
  CHECK(host.probe().memory_available() == 900'000'000);
  host.set("app/memory.stat", "inactive_file 999999999999");
  CHECK(host.probe().memory_available() == 1'000'000'000);
  host.set("app/memory.max", "max");
  CHECK(host.probe().memory_available() == kOfHost);
}

TEST_CASE("in version two the mark from where on the kernel slows us down is a limit, too") {
  FakeHost host;
  host.use_v2("/outer/app");
  host.set("outer/app/memory.max", "max");
  host.set("outer/app/memory.high", "900000000");
  host.set("outer/app/memory.current", "400000000");
  CHECK(host.probe().memory_available() == 500'000'000);
  host.set("outer/app/memory.max", "800000000");
  CHECK(host.probe().memory_available() == 400'000'000);
  host.set("outer/app/memory.high", "max");
  CHECK(host.probe().memory_available() == 400'000'000);
  host.set("outer/memory.high", "500000000");
  host.set("outer/memory.current", "400000000");
  CHECK(host.probe().memory_available() == 100'000'000);
}

TEST_CASE("a group that is over its limit has nothing left") {
  FakeHost host;
  host.use_v2("/app");
  host.set("app/memory.max", "1000");
  host.set("app/memory.current", "5000");
  CHECK(host.probe().memory_available() == 0);
}

TEST_CASE("the group above us that leaves least counts") {
  FakeHost host;
  host.use_v2("/outer/inner");
  host.set("outer/inner/memory.max", "2000000000");
  host.set("outer/inner/memory.current", "0");
  host.set("outer/memory.max", "4000000000");
  host.set("outer/memory.current", "3500000000");
  CHECK(host.probe().memory_available() == 500'000'000);
  host.set("outer/memory.current", "100");
  CHECK(host.probe().memory_available() == 2'000'000'000);
  host.set_memory_available_kb(7);
  CHECK(host.probe().memory_available() == 7 * 1024);
}

TEST_CASE("a limit of version one has other files") {
  FakeHost host;
  host.use_v1("/app", "/web/app");
  host.set("memory/web/app/memory.limit_in_bytes", "1000000000");
  host.set("memory/web/app/memory.usage_in_bytes", "700000000");
  host.set("memory/web/app/memory.stat", "inactive_file 1\ntotal_inactive_file 200000000");
  CHECK(host.probe().memory_available() == 500'000'000);
  host.set("memory/web/memory.limit_in_bytes", "800000000");
  host.set("memory/web/memory.usage_in_bytes", "700000000");
  CHECK(host.probe().memory_available() == 100'000'000);
}

TEST_CASE("the largest number that there is means no limit in version one") {
  FakeHost host;
  host.use_v1("/app", "/app");
  host.set("memory/app/memory.limit_in_bytes", "9223372036854771712");
  host.set("memory/app/memory.usage_in_bytes", "700000000");
  CHECK(host.probe().memory_available() == kOfHost);
}

TEST_CASE("in a container of version one the limit stands at the mount point") {
  FakeHost host;
  host.use_v1("/docker/9c", "/docker/9c", false, "/docker/9c");
  host.set("memory/memory.limit_in_bytes", "64000000");
  host.set("memory/memory.usage_in_bytes", "4000000");
  CHECK(host.probe().memory_available() == 60'000'000);
}

TEST_CASE("a hybrid host limits memory by version one beside an empty version two") {
  FakeHost host;
  host.use_v1("/app", "/app", true);
  host.set("memory/app/memory.limit_in_bytes", "64000000");
  host.set("memory/app/memory.usage_in_bytes", "4000000");
  CHECK(host.probe().memory_available() == 60'000'000);
}

TEST_CASE("half of a limit is none") {
  FakeHost host;
  host.use_v2("/app");
  host.set("app/memory.max", "1000");
  CHECK(host.probe().memory_available() == kOfHost);  // what is used cannot be read
  host.set("app/memory.current", "");
  CHECK(host.probe().memory_available() == kOfHost);
}

TEST_CASE("a host that does not say what is available still has some") {
  FakeHost host;
  host.remove("proc/meminfo");
  CHECK(host.probe().memory_available() > 0);
}

TEST_CASE("what a process has in memory is read in pages") {
  FakeHost host;
  host.write("proc/4711/statm", "9000 250 100 1 0 5 0\n");
  const auto page = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  CHECK(host.probe().resident_bytes(4711) == 250 * page);
  CHECK(host.probe().resident_bytes(4712) == 0);
  CHECK(HostProbe().resident_bytes(::getpid()) > 0);
}

TEST_CASE("what the kernel has killed in our group is counted, for both versions") {
  FakeHost host;
  CHECK(host.probe().memory_kills() == 0);
  host.use_v2("/app");
  CHECK(host.probe().memory_kills() == 0);
  host.set("app/memory.events", "low 0\nhigh 3\nmax 7\noom 5\noom_kill 2\noom_group_kill 0");
  CHECK(host.probe().memory_kills() == 2);
  host.use_v1("/app", "/web/app");
  host.set("memory/web/app/memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 4");
  CHECK(host.probe().memory_kills() == 4);
}

TEST_CASE("kills are counted on by the same files") {
  FakeHost host;
  host.use_v2("/app");
  host.set("app/memory.events", "oom 0\noom_kill 0\noom_group_kill 7");
  HostProbe probe = host.probe();
  CHECK(probe.memory_kills() == 0);
  host.set("app/memory.events", "oom 9\noom_kill 12\noom_group_kill 7");
  CHECK(probe.memory_kills() == 12);
}

/// No file can be opened while this lives.
class NoDescriptors {
 public:
  NoDescriptors() {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    const rlimit none{0, before_.rlim_max};
    ::setrlimit(RLIMIT_NOFILE, &none);
  }
  ~NoDescriptors() { ::setrlimit(RLIMIT_NOFILE, &before_); }
  NoDescriptors(const NoDescriptors&) = delete;
  NoDescriptors& operator=(const NoDescriptors&) = delete;

 private:
  rlimit before_{};
};

TEST_CASE("what was asked once opens no file when it is asked again") {
  FakeHost host;
  host.use_v2("/outer/app");
  host.set("outer/memory.max", "1000000");
  host.set("outer/memory.current", "0");
  host.set("outer/app/memory.max", "9000000");
  host.set("outer/app/memory.current", "0");
  host.set("outer/app/memory.events", "oom_kill 3");
  host.set_cpu_times(4, 1000, 5000, 100);
  host.write("proc/4711/statm", "9000 250 100 1 0 5 0\n");
  HostProbe probe = host.probe();
  const std::uint64_t resident = probe.resident_bytes(4711);
  REQUIRE(resident > 0);
  REQUIRE_FALSE(probe.idle_cpus().has_value());
  host.set_cpu_times(4, 1100, 5300, 100);
  host.set("outer/memory.current", "1000");
  const NoDescriptors nothing_can_be_opened;
  CHECK(probe.memory_available() == 999'000);
  CHECK(probe.memory_kills() == 3);
  CHECK(probe.resident_bytes(4711) == resident);
  CHECK(nearly(probe.idle_cpus().value_or(-1), 3.0));
}

TEST_CASE("where descriptors are few none is kept, and the answers are the same") {
  FakeHost host;
  host.use_v2("/app");
  host.set("app/memory.max", "1000000");
  host.set("app/memory.current", "0");
  rlimit before{};
  ::getrlimit(RLIMIT_NOFILE, &before);
  const rlimit few{32, before.rlim_max};
  ::setrlimit(RLIMIT_NOFILE, &few);
  const auto open_now = [] {
    return std::distance(std::filesystem::directory_iterator("/proc/self/fd"), {});
  };
  const auto open_before = open_now();
  HostProbe probe = host.probe();
  CHECK(open_now() == open_before);
  CHECK(probe.memory_available() == 1'000'000);
  host.set("app/memory.current", "1000");
  CHECK(probe.memory_available() == 999'000);
  ::setrlimit(RLIMIT_NOFILE, &before);
}

}  // namespace
}  // namespace pixherd
