// SPDX-License-Identifier: Apache-2.0
#include "pixherd/files/input_scan.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <utility>

#include "pixherd/files/temporary_name.hpp"
#include "support/catch.hpp"
#include "support/compare.hpp"
#include "support/temp_folder.hpp"

namespace pixherd {
namespace {

namespace fs = std::filesystem;
using Shown = std::vector<std::string>;

constexpr std::string_view kPng = "\x89PNG\r\n\x1A\n.";
constexpr std::string_view kJpeg = "\xFF\xD8\xFF\xE0.";

/// What a scan says of a file, in short.
std::string shown(const ScannedFile& file) {
  std::string what = "ignored";
  if (const auto* format = std::get_if<ImageFormat>(&file.what)) {
    what = name(*format);
  } else if (const auto* error = std::get_if<Error>(&file.what)) {
    what = name(error->code);
  }
  return file.path + ": " + what;
}

/// A folder of files, and scans of it.
class Ground {
 public:
  void png(std::string_view path) const { folder.write(path, kPng); }
  [[nodiscard]] std::string at(std::string_view path) const { return (folder / path).string(); }

  [[nodiscard]] Shown walk(const Shown& named, ScanOptions options = {}) const {
    InputScan scan(std::move(options));
    for (const std::string& path : named) {
      REQUIRE(scan.add_input(at(path)).ok());
    }
    return walk(scan);
  }
  static Shown walk(InputScan& scan) {
    Shown files;
    scan.walk([&](ScannedFile&& file) { files.push_back(shown(file)); });
    return files;
  }

  TempFolder folder;
};

struct stat facts_at(const std::string& path) {
  struct stat facts {};
  REQUIRE(::stat(path.c_str(), &facts) == 0);
  return facts;
}

TEST_CASE("an output that stands beside its source while a run converts that is no input yet") {
  const Ground ground;
  ground.png("a.png");
  ground.png("a.webp");
  ground.png("b.png");
  TemporaryName second = TemporaryName::make();
  second.exchange = {version_of(facts_at(ground.at("a.webp"))),
                     version_of(facts_at(ground.at("a.png")))};
  fs::create_hard_link(ground.at("a.webp"), ground.at(second.text()));
  CHECK(ground.walk({""}) == Shown{"a.png: png", "b.png: png"});
  fs::remove(ground.at("a.png"));
  CHECK(ground.walk({""}) == Shown{"a.webp: png", "b.png: png"});
}

TEST_CASE("a folder is walked in the order of names, files before the folders below") {
  const Ground ground;
  for (const char* path : {"b.png", "a.png", "c/z.png", "c/a.png", "a/deep/er/x.png", "a/y.png"}) {
    ground.png(path);
  }
  CHECK(ground.walk({""}) == Shown{"a.png: png", "b.png: png", "a/y.png: png",
                                   "a/deep/er/x.png: png", "c/a.png: png", "c/z.png: png"});
}

TEST_CASE("without recursion only the named folder itself is read") {
  const Ground ground;
  ground.png("a.png");
  ground.png("below/b.png");
  ScanOptions options;
  options.recursive = false;
  CHECK(ground.walk({""}, options) == Shown{"a.png: png"});
}

TEST_CASE("hidden files and folders of version control are passed over unless they are asked for") {
  const Ground ground;
  for (const char* path : {"a.png", ".hidden.png", ".git/x.png", "CVS/y.png", "_darcs/z.png"}) {
    ground.png(path);
  }
  CHECK(ground.walk({""}) == Shown{"a.png: png"});
  ScanOptions options;
  options.hidden = true;
  CHECK(ground.walk({""}, options) == Shown{".hidden.png: png", "a.png: png", ".git/x.png: png",
                                            "CVS/y.png: png", "_darcs/z.png: png"});
}

TEST_CASE("temporaries of another run are passed over even where hidden files are walked") {
  const Ground ground;
  ground.png(".pixherd-12-00ff.tmp");
  ScanOptions options;
  options.hidden = true;
  CHECK(ground.walk({""}, options).empty());
}

TEST_CASE("content decides what a file is, and the name whether that matters") {
  const Ground ground;
  ground.folder.write("a.jpg", kPng);
  ground.folder.write("b", kJpeg);
  ground.folder.write("c.txt", "plain text");
  ground.folder.write("d.png", "plain text");
  ground.folder.write("e.png", "");
  ground.folder.write("f", "");
  ground.folder.write("g.jpg", std::string_view("\0\0\0\x18"
                                                "ftypheic....",
                                                16));
  CHECK(ground.walk({""}) == Shown{"a.jpg: png", "b: jpeg", "c.txt: ignored", "d.png: not_an_image",
                                   "e.png: empty_file", "f: ignored", "g.jpg: unsupported_format"});
}

TEST_CASE("a file that was named is an image or an error") {
  const Ground ground;
  ground.folder.write("c.txt", "plain text");
  ground.folder.write("f", "");
  ground.png("p");
  CHECK(ground.walk({"c.txt", "f", "p"}) ==
        Shown{"c.txt: not_an_image", "f: empty_file", "p: png"});
}

TEST_CASE("a named pipe neither blocks the scan nor is taken for an image") {
  const Ground ground;
  REQUIRE(::mkfifo(ground.at("pipe.png").c_str(), 0600) == 0);
  CHECK(ground.walk({"pipe.png"}) == Shown{"pipe.png: not_a_file"});
  CHECK(ground.walk({""}).empty());
}

TEST_CASE("links are not followed while walking, but one that was named is") {
  const Ground ground;
  ground.png("real/a.png");
  ground.png("elsewhere/b.png");
  fs::create_symlink(ground.folder / "elsewhere/b.png", ground.folder / "real/link.png");
  fs::create_directory_symlink(ground.folder / "elsewhere", ground.folder / "real/folder");
  fs::create_directory_symlink(ground.folder / "real", ground.folder / "real/loop");
  fs::create_symlink("nowhere", ground.folder / "real/broken.png");
  CHECK(ground.walk({"real"}) == Shown{"a.png: png"});
  CHECK(ground.walk({"real/link.png"}) == Shown{"link.png: png"});
  CHECK(ground.walk({"real/folder"}) == Shown{"b.png: png"});
}

TEST_CASE("a file that is named or walked to more than once comes once") {
  const Ground ground;
  ground.png("a/x.png");
  ground.png("a/b/y.png");
  fs::create_directory_symlink(ground.folder / "a", ground.folder / "again");
  CHECK(ground.walk({"a/x.png", "a/x.png"}) == Shown{"x.png: png"});
  CHECK(ground.walk({"a", "a"}) == Shown{"x.png: png", "b/y.png: png"});
  CHECK(ground.walk({"a/b", "a", "again", "a/x.png"}) == Shown{"y.png: png", "x.png: png"});
}

TEST_CASE("a file with two names comes under both, but under each of them once") {
  const Ground ground;
  ground.png("x.png");
  fs::create_hard_link(ground.folder / "x.png", ground.folder / "y.png");
  CHECK(ground.walk({""}) == Shown{"x.png: png", "y.png: png"});
  CHECK(ground.walk({"x.png", "x.png"}) == Shown{"x.png: png"});
  CHECK(ground.walk({"", "x.png"}) == Shown{"x.png: png", "y.png: png"});
}

TEST_CASE("the folder that the outputs go to is not walked") {
  const Ground ground;
  ground.png("a.png");
  ground.png("out/b.png");
  ground.png("out/deep/c.png");
  InputScan scan({});
  REQUIRE(scan.add_input(ground.at("")).ok());
  scan.leave_out(*Tree::open(ground.at("out")));
  CHECK(Ground::walk(scan) == Shown{"a.png: png"});
}

TEST_CASE("an input that is not there is a usage error that names it") {
  const Ground ground;
  InputScan scan({});
  const auto missing = scan.add_input(ground.at("nothing\n.png"));
  REQUIRE_FALSE(missing.ok());
  CHECK(missing.error().code == ErrorCode::usage);
  CHECK(contains(missing.error().message, "nothing\\x0a.png"));
  CHECK(contains(missing.error().message, "No such file"));
  const auto empty = scan.add_input("");
  REQUIRE_FALSE(empty.ok());
  CHECK(empty.error().code == ErrorCode::usage);
}

TEST_CASE("an empty folder has no files") {
  const Ground ground;
  CHECK(ground.walk({""}).empty());
}

TEST_CASE("a folder that cannot be read is an error, and the rest is walked") {
  const Ground ground;
  ground.png("open/a.png");
  ground.png("closed/b.png");
  ground.png("sealed.png");
  fs::permissions(ground.folder.path(), static_cast<fs::perms>(0755));
  fs::permissions(ground.folder / "closed", static_cast<fs::perms>(0));
  fs::permissions(ground.folder / "sealed.png", static_cast<fs::perms>(0));
  const bool was_root = ::geteuid() == 0;
  REQUIRE((!was_root || ::seteuid(65'534) == 0));  // root can read everything
  const Shown files = ground.walk({""});
  const Shown named = ground.walk({"closed/", "open", "closed"});
  REQUIRE((!was_root || ::seteuid(0) == 0));
  fs::permissions(ground.folder / "closed", static_cast<fs::perms>(0755));
  CHECK(files == Shown{"sealed.png: unreadable", "closed: unreadable", "open/a.png: png"});
  CHECK(named == Shown{"closed: unreadable", "a.png: png", "closed: unreadable"});
}

TEST_CASE("a file says its size and is shown as the user wrote it") {
  const Ground ground;
  ground.png("in/a/x.png");
  InputScan scan({});
  REQUIRE(scan.add_input(ground.at("in/")).ok());
  REQUIRE(scan.add_input(ground.at("in/a")).ok());
  std::vector<ScannedFile> files;
  scan.walk([&](ScannedFile&& file) { files.push_back(std::move(file)); });
  REQUIRE(files.size() == 1);
  CHECK(files[0].bytes == kPng.size());
  CHECK(files[0].root == 0);
  CHECK(scan.shown_path(0, files[0].path) == ground.at("in/a/x.png"));
  CHECK(scan.shown_path(1, "x.png") == ground.at("in/a/x.png"));
}

TEST_CASE("one file on its own is looked at as often as it is named") {
  const Ground ground;
  ground.png("x.png");
  fs::create_directory(ground.folder / "folder");
  InputScan scan({});
  CHECK(shown(scan.inspect(ground.at("x.png"))) == "x.png: png");
  CHECK(shown(scan.inspect(ground.at("x.png"))) == "x.png: png");
  CHECK(shown(scan.inspect(ground.at("folder"))) == "folder: not_a_file");
  CHECK(shown(scan.inspect(ground.at("nothing.png"))) == "nothing.png: not_found");
  CHECK(std::holds_alternative<Error>(scan.inspect(ground.at("nowhere/x.png")).what));
}

TEST_CASE("a file that is recognised by path, size and time is not looked into") {
  const TempFolder folder;
  folder.write("known.png", "not a PNG");
  folder.write("other.png", "not one either");
  InputScan scan{ScanOptions{}};
  const std::string known = fs::canonical(folder / "known.png").string();
  scan.recognise_by([&](const std::string& place, const FileVersion& version) {
    return place == known && version.bytes == 9 && version.modified != 0
               ? std::optional(ImageFormat::webp)
               : std::nullopt;
  });
  REQUIRE(scan.add_input(folder.path().string()).ok());
  Shown found;
  scan.walk([&](ScannedFile&& file) { found.push_back(shown(file)); });
  CHECK(found == Shown{"known.png: webp", "other.png: not_an_image"});
}

}  // namespace
}  // namespace pixherd
