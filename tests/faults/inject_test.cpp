// SPDX-License-Identifier: Apache-2.0
// Every system call that can fail does fail, at its first time, at its second, and so on until a
// run comes to its end without; after each the tree is looked at, and a plain run must mend it.
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "check_tree.hpp"
#include "fault_tree.hpp"
#include "injection.hpp"
#include "needs.hpp"
#include "support/catch.hpp"

namespace pixherd {
namespace {

/// The first so many points are all taken, further ones ever more sparsely: loaders and allocators
/// make the same call hundreds of times before there is anything to lose.
constexpr unsigned kEachPoint = 16;

unsigned next_point(unsigned when) {
  return takes_long() || when < kEachPoint ? when + 1 : when + when / 3;
}

enum class Made : std::uint8_t { always, perhaps };

struct Sweep {
  Fault fault;
  Made made = Made::always;  ///< by every run, so that a sweep that never hits is an error
  Arguments options = {};
};

/// What each file has to be given: another owner, an attribute.
void give_attributes(const TempFolder& temp) {
  for (const char* name : {"in/jpg.jpg", "in/png.png", "in/gif.gif"}) {
    REQUIRE(::chown((temp / name).c_str(), 12345, 12345) == 0);
    REQUIRE(::setxattr((temp / name).c_str(), "user.mark", "x", 1, 0) == 0);
  }
}

/// One point of a sweep; false where the run was over before there was a call to fail.
bool fails_at(unsigned when, const Sweep& sweep, Way way) {
  const TempFolder temp;
  write_small_tree(temp);
  give_attributes(temp);
  const FileTree before = tree(temp.path());
  Command command = command_for(temp, way);
  command.arguments.insert(command.arguments.end(), sweep.options.begin(), sweep.options.end());
  const Injected injected = run_with(sweep.fault, when, command);
  CAPTURE(sweep.fault.call, sweep.fault.error, when, name_of(way));
  // What cannot be removed stays, and a process that may map no memory may end anywhere.
  const bool unfinished = sweep.fault.call == "unlinkat" || injected.ended.signal_number != 0;
  check_tree(before, tree(temp.path()), {way, injected.ended, unfinished});
  check_healed(before, temp, way);
  return injected.times > 0;
}

void take(const Sweep& sweep, Way way) {
  unsigned when = 1;
  while (fails_at(when, sweep, way)) {
    when = next_point(when);
  }
  CAPTURE(sweep.fault.call, sweep.fault.error, name_of(way));
  CHECK((when > 1 || sweep.made == Made::perhaps));
}

void take_all(const std::vector<Sweep>& sweeps, const std::vector<Way>& ways) {
  if (lacks(Need::strace) || lacks(Need::root)) {
    return;
  }
  for (const Sweep& sweep : sweeps) {
    for (const Way way : ways) {
      take(sweep, way);
    }
  }
}

const std::vector<Way> kInPlace{Way::in_place, Way::converted};

TEST_CASE("a write that fails costs no original") {
  take_all({{{"write", "ENOSPC"}}, {{"write", "EIO"}}}, kEveryWay);
  take_all({{{"pwrite64", "ENOSPC"}, Made::perhaps},
            {{"writev", "EIO"}, Made::perhaps},
            {{"copy_file_range", "ENOSPC"}, Made::perhaps},
            {{"ftruncate", "EIO"}, Made::perhaps}},
           {Way::into_folder});
}

TEST_CASE("a file that cannot be opened costs no original") {
  take_all({{{"openat", "EMFILE"}}, {{"openat2", "EACCES"}}}, kEveryWay);
}

TEST_CASE("a read that fails costs no original") { take_all({{{"read", "EIO"}}}, kEveryWay); }

TEST_CASE("a folder that cannot be read to its end is said to be so") {
  take_all({{{"getdents64", "EIO"}}}, kEveryWay);
}

TEST_CASE("a file that cannot be looked at costs no original") {
  take_all({{{"newfstatat", "EIO"}}, {{"lseek", "EIO"}, Made::perhaps}}, kInPlace);
}

TEST_CASE("what the disk does not take is not committed") {
  take_all({{{"fsync", "EIO"}}, {{"fsync", "ENOSPC"}}}, kInPlace);
  take_all({{{"syncfs", "EIO"}}}, {Way::into_folder});
  take_all({{{"fdatasync", "EIO"}, Made::perhaps}}, {Way::in_place});
}

TEST_CASE("a name that cannot be given costs no original") {
  take_all({{{"renameat2", "EXDEV"}}, {{"renameat2", "EINVAL"}}, {{"renameat2", "EEXIST"}}},
           {Way::in_place});
  take_all({{{"linkat", "EPERM"}}, {{"linkat", "EEXIST"}}}, {Way::converted});
  take_all({{{"renameat2", "EIO"}}, {{"renameat2", "EINVAL"}}}, {Way::converted});
  take_all({{{"linkat,renameat2", "EIO"}}}, {Way::converted});
  take_all({{{"renameat2", "EIO"}}, {{"renameat2", "EINVAL"}}}, {Way::into_folder});
}

TEST_CASE("a name that cannot be removed costs no original") {
  take_all({{{"unlinkat", "EIO"}}}, kInPlace);
}

TEST_CASE("an attribute that cannot be kept costs no original") {
  take_all({{{"fchown", "EPERM"}}, {{"fsetxattr", "ENOSPC"}}, {{"flistxattr", "EIO"}}}, kInPlace);
  take_all({{{"fgetxattr", "EIO"}}}, kInPlace);
  take_all({{{"fchmod", "EPERM"}}, {{"utimensat", "EPERM"}, Made::always, {"--preserve-times"}}},
           kEveryWay);
}

TEST_CASE("a lock that cannot be had costs no original") {
  take_all({{{"flock", "EAGAIN"}}, {{"flock", "ENOLCK"}}}, kInPlace);
}

TEST_CASE("processes and pipes that cannot be made cost no original") {
  take_all({{{"clone,clone3,vfork", "EAGAIN"}},
            {{"socketpair", "EMFILE"}},
            {{"pipe2", "EMFILE"}},
            {{"pidfd_open", "EMFILE"}},
            {{"signalfd4", "EMFILE"}}},
           {Way::in_place, Way::into_folder});
}

TEST_CASE("a line to a worker that breaks costs no original") {
  take_all({{{"sendmsg", "EIO"}}, {{"recvmsg", "EIO"}}, {{"poll", "EINTR"}}}, {Way::in_place});
}

TEST_CASE("memory that is refused costs no original") {
  take_all({{{"mmap", "ENOMEM"}}, {{"brk", "ENOMEM"}}}, {Way::in_place});
}

TEST_CASE("a descriptor that cannot be closed costs no original") {
  take_all({{{"close", "EIO"}}}, kInPlace);
}

}  // namespace
}  // namespace pixherd
