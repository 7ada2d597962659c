// SPDX-License-Identifier: Apache-2.0
#include "pixherd/process/sandbox.hpp"

#include <linux/seccomp.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <memory>

namespace pixherd {
namespace {

// Landlock by its system calls: Debian 12's header stops at ABI 2.
// Source: the kernel's Documentation/userspace-api/landlock.rst and include/uapi/linux/landlock.h.
constexpr unsigned kAskVersion = 1U << 0U;

struct LandlockRules {
  std::uint64_t files;    ///< since ABI 1
  std::uint64_t network;  ///< since ABI 4: bind and connect of TCP
  std::uint64_t scope;    ///< since ABI 6: abstract sockets and signals
};

/// Every right that this ABI knows, with no rule that gives one back; and how much of the struct
/// the kernel understands.
struct EveryRight {
  LandlockRules rules;
  std::size_t size;
};

EveryRight every_right(int abi) {
  constexpr std::uint64_t kFirst = 13;  // execute to make_sym
  const std::uint64_t files = kFirst + (abi >= 2 ? 1 : 0) + (abi >= 3 ? 1 : 0) + (abi >= 5 ? 1 : 0);
  EveryRight every{{(1ULL << files) - 1, abi >= 4 ? 3ULL : 0, abi >= 6 ? 3ULL : 0},
                   sizeof(std::uint64_t)};
  every.size *= abi >= 6 ? 3 : abi >= 4 ? 2 : 1;
  return every;
}

int landlock_abi() {
  const long abi = ::syscall(SYS_landlock_create_ruleset, nullptr, 0, kAskVersion);
  return abi > 0 ? static_cast<int>(abi) : 0;
}

bool bar_files(int abi) {
  const EveryRight every = every_right(abi);
  const long rules = ::syscall(SYS_landlock_create_ruleset, &every.rules, every.size, 0);
  if (rules < 0) {
    return false;
  }
  const bool barred = ::syscall(SYS_landlock_restrict_self, rules, 0) == 0;
  ::close(static_cast<int>(rules));
  return barred;
}

// By their numbers, which are the same everywhere: Debian 12's headers are older.
constexpr int kFchmodat2 = 452;
constexpr int kSetxattrat = 463;
constexpr int kRemovexattrat = 466;

/// Calls that no decoder needs: programs, other processes, sockets, name spaces, what a file's
/// folder knows of it, and what kernels were broken with. A list of what is refused, since one of
/// what is allowed breaks with the next C library.
constexpr std::array kRefused{
    SCMP_SYS(execve), SCMP_SYS(execveat), SCMP_SYS(fork), SCMP_SYS(vfork), SCMP_SYS(ptrace),
    SCMP_SYS(process_vm_readv), SCMP_SYS(process_vm_writev), SCMP_SYS(process_madvise),
    SCMP_SYS(kill), SCMP_SYS(tkill), SCMP_SYS(rt_sigqueueinfo), SCMP_SYS(rt_tgsigqueueinfo),
    SCMP_SYS(pidfd_open), SCMP_SYS(pidfd_getfd), SCMP_SYS(pidfd_send_signal), SCMP_SYS(socket),
    SCMP_SYS(connect), SCMP_SYS(bind), SCMP_SYS(listen), SCMP_SYS(accept), SCMP_SYS(accept4),
    SCMP_SYS(mount), SCMP_SYS(umount2), SCMP_SYS(move_mount), SCMP_SYS(open_tree), SCMP_SYS(fsopen),
    SCMP_SYS(fsmount), SCMP_SYS(pivot_root), SCMP_SYS(chroot), SCMP_SYS(unshare), SCMP_SYS(setns),
    SCMP_SYS(bpf), SCMP_SYS(perf_event_open), SCMP_SYS(keyctl), SCMP_SYS(add_key),
    SCMP_SYS(request_key), SCMP_SYS(userfaultfd), SCMP_SYS(io_uring_setup),
    SCMP_SYS(io_uring_enter), SCMP_SYS(io_uring_register), SCMP_SYS(open_by_handle_at),
    SCMP_SYS(name_to_handle_at), SCMP_SYS(init_module), SCMP_SYS(finit_module),
    SCMP_SYS(kexec_load), SCMP_SYS(reboot), SCMP_SYS(swapon),
    // Landlock leaves these to whoever knows a name (truncate before its ABI 3), and where a
    // descriptor is at hand, as that of the input is, nobody asks for a right to write.
    SCMP_SYS(truncate), SCMP_SYS(chmod), SCMP_SYS(fchmod), SCMP_SYS(fchmodat), kFchmodat2,
    SCMP_SYS(chown), SCMP_SYS(lchown), SCMP_SYS(fchown), SCMP_SYS(fchownat), SCMP_SYS(setxattr),
    SCMP_SYS(lsetxattr), SCMP_SYS(fsetxattr), kSetxattrat, SCMP_SYS(removexattr),
    SCMP_SYS(lremovexattr), SCMP_SYS(fremovexattr), kRemovexattrat, SCMP_SYS(utime),
    SCMP_SYS(utimes), SCMP_SYS(futimesat), SCMP_SYS(utimensat)};

struct ReleaseFilter {
  void operator()(void* filter) const { ::seccomp_release(filter); }
};

bool filter_calls() {
  const std::unique_ptr<void, ReleaseFilter> filter(::seccomp_init(SCMP_ACT_ALLOW));
  if (!filter) {
    return false;
  }
  bool added = true;
  for (const int call : kRefused) {
    added = ::seccomp_rule_add(filter.get(), SCMP_ACT_ERRNO(EPERM), call, 0) == 0 && added;
  }
  // Its own limits a process may lower; under number 0 it is meant itself.
  added = ::seccomp_rule_add(filter.get(), SCMP_ACT_ERRNO(EPERM), SCMP_SYS(prlimit64), 1,
                             SCMP_A0(SCMP_CMP_NE, 0)) == 0 &&
          added;
  // Threads may be made, processes may not. The flags of clone3 cannot be seen; on ENOSYS the C
  // library takes clone.
  added =
      ::seccomp_rule_add(filter.get(), SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0) == 0 && added;
  added = ::seccomp_rule_add(filter.get(), SCMP_ACT_ERRNO(EPERM), SCMP_SYS(clone), 1,
                             SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, 0)) == 0 &&
          added;
  // abort() signals its own thread so.
  added = ::seccomp_rule_add(filter.get(), SCMP_ACT_ERRNO(EPERM), SCMP_SYS(tgkill), 1,
                             SCMP_A0(SCMP_CMP_NE, static_cast<scmp_datum_t>(::getpid()))) == 0 &&
          added;
  return ::seccomp_load(filter.get()) == 0 && added;
}

}  // namespace

std::string_view name(SandboxMode mode) {
  return kSandboxModeNames[static_cast<std::size_t>(mode)];
}

SandboxFacts probe_sandbox() {
  const std::uint32_t refuse = SECCOMP_RET_ERRNO;
  return {landlock_abi(), ::syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &refuse) == 0};
}

bool confine(SandboxMode mode) {
  if (mode == SandboxMode::off) {
    return true;
  }
  const SandboxFacts has = probe_sandbox();
  const bool privileges = ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
  const bool files = privileges && has.landlock_abi > 0 && bar_files(has.landlock_abi);
  const bool calls = privileges && filter_calls();
  return (files || has.landlock_abi == 0) && (calls || !has.seccomp) &&
         (mode != SandboxMode::require || (files && calls));
}

}  // namespace pixherd
