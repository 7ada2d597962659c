// SPDX-License-Identifier: Apache-2.0
#include "pixherd/files/tree.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pixherd/files/source_file.hpp"
#include "support/catch.hpp"
#include "support/temp_folder.hpp"

namespace pixherd {
namespace {

namespace fs = std::filesystem;

/// A root with folders in it, a folder outside of it, and links from one to the other.
struct Grounds {
  Grounds() {
    folder.write("root/a/b/inside.txt", "inside");
    folder.write("outside/secret.txt", "secret");
    fs::create_directory_symlink(folder / "outside", folder / "root/link");
    fs::create_directory_symlink("../outside", folder / "root/a/up");
    fs::create_directory_symlink("b", folder / "root/a/sideways");
    fs::create_symlink("../outside/secret.txt", folder / "root/secret.txt");
  }
  [[nodiscard]] Tree tree() const {
    auto opened = Tree::open((folder / "root").string());
    REQUIRE(opened.ok());
    return std::move(*opened);
  }
  TempFolder folder;
};

std::string content(const Folder& folder, const char* name) {
  const Fd fd(::openat(folder->get(), name, O_RDONLY | O_CLOEXEC));
  std::string text(100, '\0');
  const ssize_t count = ::read(fd.get(), text.data(), text.size());
  text.resize(count < 0 ? 0 : static_cast<std::size_t>(count));
  return text;
}

TEST_CASE("a folder below the root is reached by its name") {
  const Grounds grounds;
  Tree tree = grounds.tree();
  REQUIRE(tree.folder("a/b").ok());
  CHECK(content(*tree.folder("a/b"), "inside.txt") == "inside");
  REQUIRE(tree.folder("").ok());
  CHECK(content(*tree.folder(""), "a/b/inside.txt") == "inside");
}

TEST_CASE("nothing outside the root can be reached") {
  const Grounds grounds;
  Tree tree = grounds.tree();
  for (const char* way : {"..", "../outside", "a/../../outside", "link", "link/..", "a/up",
                          "a/sideways", "/", "/tmp"}) {
    CAPTURE(way);
    CHECK_FALSE(tree.folder(way).ok());
    CHECK_FALSE(tree.make_folder(way).ok());
  }
  CHECK(snapshot(grounds.folder / "outside").size() == 1);
}

TEST_CASE("folders are made where they are missing, but never through a link") {
  const Grounds grounds;
  Tree tree = grounds.tree();
  CHECK_FALSE(tree.folder("new/deep").ok());
  CHECK_FALSE(fs::exists(grounds.folder / "root/new"));
  REQUIRE(tree.make_folder("new/deep/er").ok());
  CHECK(fs::is_directory(grounds.folder / "root/new/deep/er"));
  CHECK_FALSE(tree.make_folder("link/made").ok());
  CHECK_FALSE(tree.make_folder("../made").ok());
  CHECK_FALSE(tree.make_folder("a/b/../../../made").ok());
  CHECK_FALSE(fs::exists(grounds.folder / "outside/made"));
  CHECK_FALSE(fs::exists(grounds.folder / "made"));
}

TEST_CASE("a file in the way of a folder is an error that names the path") {
  const Grounds grounds;
  Tree tree = grounds.tree();
  const auto folder = tree.make_folder("a/b/inside.txt/x");
  REQUIRE_FALSE(folder.ok());
  CHECK(folder.error().message.find("inside.txt") != std::string::npos);
}

TEST_CASE("a folder that is swapped for a link while we run leads nobody elsewhere") {
  const Grounds grounds;
  Tree tree = grounds.tree();
  const auto before = tree.folder("a/b");
  REQUIRE(before.ok());
  fs::rename(grounds.folder / "root/a/b", grounds.folder / "root/a/old");
  fs::create_directory_symlink(grounds.folder / "outside", grounds.folder / "root/a/b");
  const auto again = tree.folder("a/b");
  CHECK((!again.ok() || content(*again, "secret.txt").empty()));
  Tree fresh = grounds.tree();
  CHECK_FALSE(fresh.folder("a/b").ok());
}

TEST_CASE("a root is opened through a link, since the user named it, and knows its real place") {
  const Grounds grounds;
  const std::string named = (grounds.folder / "root/link").string();
  auto tree = Tree::open(named);
  REQUIRE(tree.ok());
  CHECK(tree->named() == named);
  CHECK(tree->canonical() == fs::canonical(grounds.folder / "outside").string());
  struct stat facts {};
  REQUIRE(::stat((grounds.folder / "outside").c_str(), &facts) == 0);
  CHECK(tree->inode() == facts.st_ino);
  CHECK(tree->device() == facts.st_dev);
}

TEST_CASE("a root that is not there or is a file cannot be opened") {
  const Grounds grounds;
  const auto missing = Tree::open((grounds.folder / "nowhere").string());
  REQUIRE_FALSE(missing.ok());
  CHECK(missing.error().code == ErrorCode::not_found);
  CHECK_FALSE(Tree::open((grounds.folder / "root/a/b/inside.txt").string()).ok());
  CHECK_FALSE(Tree::make((grounds.folder / "root/a/b/inside.txt").string()).ok());
  CHECK_FALSE(Tree::make((grounds.folder / "root/a/b/inside.txt/x").string()).ok());
}

TEST_CASE("a root is made with the folders above it") {
  const TempFolder folder;
  CHECK(Tree::make((folder / "x/y/z").string()).ok());
  CHECK(Tree::make((folder / "x/y/z").string()).ok());
  CHECK(Tree::make((folder / "x/y/w/").string()).ok());
  CHECK(fs::is_directory(folder / "x/y/w"));
}

TEST_CASE("a link that leads nowhere, or to a file, is called that in the place of a root") {
  const TempFolder folder;
  folder.write("file", "");
  for (const char* target : {"nowhere", "file"}) {
    fs::create_symlink(target, folder / "link");
    const std::string link = (folder / "link").string();
    for (const std::string& path : {link, link + "/below"}) {
      const Attempt can = Tree::can_make(path);
      const auto made = Tree::make(path);
      REQUIRE_FALSE((can.ok() || made.ok()));
      const Error expected{ErrorCode::not_found,
                           link + ": is a symbolic link that leads to no folder"};
      CHECK(made.error() == expected);
      CHECK(can.error().code == ErrorCode::not_found);
    }
    fs::remove(folder / "link");
  }
}

TEST_CASE("more folders than are kept open can be used in turn") {
  const TempFolder folder;
  auto tree = Tree::make((folder / "root").string());
  REQUIRE(tree.ok());
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 100; ++i) {
      REQUIRE(tree->make_folder("d" + std::to_string(i)).ok());
    }
  }
}

TEST_CASE("a source is a regular file that is reached without a link") {
  const Grounds grounds;
  Tree tree = grounds.tree();
  const Folder root = *tree.folder("");
  ::mkfifo((grounds.folder / "root/pipe").c_str(), 0600);
  CHECK(open_source(*tree.folder("a/b"), "inside.txt", Links::refuse).ok());
  CHECK(open_source(root, "secret.txt", Links::follow).ok());
  for (const char* name : {"secret.txt", "pipe", "a", "link"}) {
    CAPTURE(name);
    const auto refused = open_source(root, name, Links::refuse);
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().code == ErrorCode::not_a_file);
  }
  CHECK(open_source(root, "nothing", Links::refuse).error().code == ErrorCode::not_found);
  CHECK(is_link(root, "secret.txt"));
  CHECK_FALSE(is_link(root, "pipe"));
  CHECK_FALSE(is_link(root, "nothing"));
}

}  // namespace
}  // namespace pixherd
