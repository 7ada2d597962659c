// SPDX-License-Identifier: Apache-2.0
// Where the kernel or a container has no openat2(), folders below a root are reached all the same,
// and what lies outside of it is not.
#include <fcntl.h>
#include <linux/openat2.h>
#include <seccomp.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <stdexcept>
#include <string>
#include <vector>

#include "pixherd/files/tree.hpp"
#include "support/catch.hpp"
#include "support/child.hpp"
#include "support/temp_folder.hpp"

namespace pixherd {
namespace {

namespace fs = std::filesystem;

/// What a way below the root comes to.
struct Way {
  std::string path;
  std::string end;  ///< of the folder: its own name; of an error: its code
};

/// From here on this process's openat2() fails, as in a container that does not know it.
void lose_openat2(int error_number) {
  const scmp_filter_ctx filter = ::seccomp_init(SCMP_ACT_ALLOW);
  const auto refuse = SCMP_ACT_ERRNO(static_cast<std::uint32_t>(error_number));
  if (::seccomp_rule_add(filter, refuse, SCMP_SYS(openat2), 0) != 0 ||
      ::seccomp_load(filter) != 0) {
    throw std::runtime_error("no filter");
  }
  ::seccomp_release(filter);
  const open_how how{O_PATH, 0, 0};
  if (::syscall(SYS_openat2, AT_FDCWD, "/", &how, sizeof how) >= 0 || errno != error_number) {
    throw std::runtime_error("openat2 is still there");
  }
}

std::string end_of(Tree& tree, const std::string& path) {
  const auto folder = tree.folder(path);
  return folder ? fs::read_symlink("/proc/self/fd/" + std::to_string((*folder)->get()))
                      .filename()
                      .string()
                : std::string(name(folder.error().code));
}

/// The first way that does not end where it should, seen from a process without openat2().
std::string first_wrong_way(const fs::path& root, const std::vector<Way>& ways, int error_number) {
  Shared<std::array<char, 500>> wrong;
  const ChildEnd end = in_child([&] {
    lose_openat2(error_number);
    auto tree = Tree::open(root.string());
    for (const Way& way : ways) {
      const std::string came_to = end_of(*tree, way.path);
      if (came_to != way.end) {
        const std::string text = way.path.substr(0, 200) + " ends at " + came_to;
        text.copy(wrong->data(), wrong->size() - 1);
        return;
      }
    }
  });
  return end.exit_code == 0 && end.signal_number == 0 ? std::string(wrong->data()) : "no end";
}

TEST_CASE("without openat2 a folder is reached by its name, and nothing through a link") {
  const TempFolder folder;
  folder.write("root/a/b/inside.txt", "inside");
  folder.write("outside/below/secret.txt", "secret");
  fs::create_directory_symlink(folder / "outside", folder / "root/link");
  fs::create_directory_symlink("../outside", folder / "root/a/up");
  fs::create_directory_symlink("b", folder / "root/a/sideways");
  const std::vector<Way> ways{{"", "root"},
                              {"a", "a"},
                              {"a/b", "b"},
                              {"a//b/", "b"},
                              {"./a/./b", "b"},
                              {"nowhere/b", "not_found"},
                              {"a/b/inside.txt", "not_found"},
                              {"a/b/inside.txt/x", "not_found"},
                              {"link", "not_a_file"},
                              {"link/below", "not_a_file"},
                              {"a/up", "not_a_file"},
                              {"a/up/below", "not_a_file"},
                              {"a/sideways/", "not_a_file"},
                              {"link/../a", "not_a_file"},
                              {"..", "unreadable"},
                              {"../outside", "unreadable"},
                              {"a/../../outside/below", "unreadable"},
                              {"/", "unreadable"},
                              {(folder / "outside").string(), "unreadable"}};
  for (const int error_number : {ENOSYS, EPERM}) {
    CAPTURE(error_number);
    CHECK(first_wrong_way(folder / "root", ways, error_number) == "");
  }
  // With it each way ends at the same place.
  auto tree = Tree::open((folder / "root").string());
  for (const Way& way : ways) {
    CAPTURE(way.path);
    CHECK(end_of(*tree, way.path) == way.end);
  }
}

TEST_CASE("without openat2 folders are made where they are missing, but never through a link") {
  const TempFolder folder;
  folder.write("outside/secret.txt", "secret");
  fs::create_directory(folder / "root");
  fs::create_directory_symlink(folder / "outside", folder / "root/link");
  const ChildEnd end = in_child([&] {
    lose_openat2(EPERM);
    auto tree = Tree::open((folder / "root").string());
    const bool right = tree->make_folder("new/deep/er").ok() &&
                       !tree->make_folder("link/made").ok() && !tree->make_folder("../made").ok();
    ::_exit(right ? 0 : 1);
  });
  CHECK(end.exit_code == 0);
  CHECK(fs::is_directory(folder / "root/new/deep/er"));
  CHECK_FALSE(fs::exists(folder / "outside/made"));
  CHECK_FALSE(fs::exists(folder / "made"));
}

}  // namespace
}  // namespace pixherd
