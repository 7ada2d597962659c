// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include "support/catch.hpp"
#include "support/compare.hpp"
#include "support/run_pixherd.hpp"

namespace pixherd {
namespace {

using Names = std::vector<std::string>;

Command with_input(const TempFolder& temp, std::string input) {
  Command how = inside(temp);
  how.input = std::move(input);
  return how;
}

void write_some(const TempFolder& temp) {
  temp.write("photos/a.jpg", photo(150));
  temp.write("photos/sub/b.jpg", photo(160));
  temp.write("other/c.jpg", photo(170));
}

TEST_CASE("listed paths are kept below the current folder") {
  const TempFolder temp;
  write_some(temp);
  temp.write("list", "photos/a.jpg\n\n./photos//sub/../sub/b.jpg\nother/c.jpg");
  const Names all{"other/c.jpg", "photos/a.jpg", "photos/sub/b.jpg"};
  SECTION("from a file") {
    const Reported done = report_of({"--files-from", "list", "-o", "web"}, inside(temp));
    CHECK(names_in(temp / "web") == all);
    CHECK(done.report.of("photos/sub/b.jpg").at("optimized_path") == "web/photos/sub/b.jpg");
  }
  SECTION("from standard input") {
    report_of({"--files-from", "-", "-o", "web"}, with_input(temp, read_file(temp / "list")));
    CHECK(names_in(temp / "web") == all);
  }
  SECTION("absolute ones, and NUL behind each") {
    std::string list;
    for (const std::string& name : all) {
      list += (temp / name).string() + '\0';
    }
    report_of({"--files0-from", "-", "-o", "one"}, with_input(temp, list));
    report_of({"-0", "--files-from", "-", "-o", "two"}, with_input(temp, list));
    CHECK(names_in(temp / "one") == all);
    CHECK(names_in(temp / "two") == all);
  }
}

TEST_CASE("folders that are listed, as find does it, are passed over") {
  const TempFolder temp;
  write_some(temp);
  const Reported done = report_of(
      {"--files-from", "-", "-o", "web"},
      with_input(temp, ".\n./photos\n./photos/a.jpg\n./photos/sub\n./photos/sub/b.jpg\n"));
  CHECK(done.ended.exit_code == 0);
  CHECK(done.report.of("photos/sub").at("status") == "ignored");
  CHECK(done.report.of("photos/sub").at("reason").at("code") == "not_an_image");
  CHECK(names_in(temp / "web") == Names{"photos/a.jpg", "photos/sub/b.jpg"});
  std::filesystem::create_directory(temp / "other/d.jpg");
  const Reported promised =
      report_of({"--files-from", "-", "-o", "web"}, with_input(temp, "other/d.jpg\n"));
  CHECK(promised.ended.exit_code == 1);
  CHECK(promised.report.of("other/d.jpg").at("error").at("code") == "not_a_file");
}

TEST_CASE("option --root is what listed and named paths are kept below") {
  const TempFolder temp;
  write_some(temp);
  std::filesystem::create_directory_symlink("photos", temp / "album");
  SECTION("of a list; what lies outside fails, and the rest is done") {
    const Reported done =
        report_of({"--files-from", "-", "--root", "photos", "-o", "web"},
                  with_input(temp, "photos/sub/b.jpg\nother/c.jpg\nphotos/../other/c.jpg\n"));
    CHECK(done.ended.exit_code == 1);
    CHECK(names_in(temp / "web") == Names{"sub/b.jpg"});
    CHECK(done.report.of("other/c.jpg").at("error").at("code") == "not_a_file");
    CHECK(done.report.of("photos/../other/c.jpg").at("status") == "failed");
  }
  SECTION("through a link that leads to it") {
    report_of({"--files-from", "-", "--root", "album", "-o", "web"},
              with_input(temp, "album/a.jpg\nphotos/sub/b.jpg\n"));
    CHECK(names_in(temp / "web") == Names{"a.jpg", "sub/b.jpg"});
  }
  SECTION("of files and folders that are named") {
    report_of({"photos/sub", "other/c.jpg", "--root", ".", "-o", "web"}, inside(temp));
    CHECK(names_in(temp / "web") == Names{"other/c.jpg", "photos/sub/b.jpg"});
  }
  SECTION("a glob is for paths below it") {
    report_of({"photos/sub", "photos", "--root", ".", "-o", "web", "--include", "photos/*.jpg"},
              inside(temp));
    CHECK(names_in(temp / "web") == Names{"photos/a.jpg"});
  }
  SECTION("what is named and lies outside ends the run before it begins") {
    for (const std::string& input : Names{"other/c.jpg", "other", "."}) {
      const Ended ended =
          run_pixherd({"photos", input, "--root", "photos", "-o", "web"}, inside(temp));
      CHECK(ended.exit_code == 2);
      CHECK(ended.err.find(input + ": lies outside") != std::string::npos);
      CHECK_FALSE(std::filesystem::exists(temp / "web"));
    }
  }
  SECTION("one that is not there is a usage error") {
    for (const Arguments& arguments : {Arguments{"--files-from", "-"}, Arguments{"photos"}}) {
      Arguments all = arguments;
      all.insert(all.end(), {"--root", "nowhere", "-o", "web"});
      const Ended ended = run_pixherd(all, with_input(temp, "photos/a.jpg\n"));
      CHECK(ended.exit_code == 2);
      CHECK(ended.err.find("nowhere") != std::string::npos);
    }
  }
}

TEST_CASE("what a list names and is no image fails alone, or is passed over as if walked to") {
  const TempFolder temp;
  write_some(temp);
  temp.write("read.me", "words");
  temp.write("words.jpg", "words");
  std::filesystem::create_symlink("photos/a.jpg", temp / "link.jpg");
  std::filesystem::create_directory_symlink("photos", temp / "album");
  const Reported done = report_of(
      {"--files-from", "-", "-o", "web"},
      with_input(temp,
                 "photos/a.jpg\nphotos/a.jpg\n./photos/a.jpg\nmissing.jpg\nmissing.jpg\n"
                 "missing/b\nphotos\nread.me\nwords.jpg\nlink.jpg\nalbum/a.jpg\nother/d.jpg\r\n"));
  CHECK(done.ended.exit_code == 1);
  CHECK(names_in(temp / "web") == Names{"photos/a.jpg"});
  CHECK(done.report.of("photos/a.jpg").at("status") == "saved");
  CHECK(done.report.of("missing.jpg").at("error").at("code") == "not_found");
  CHECK(done.report.of("missing/b").at("error").at("code") == "not_found");
  CHECK(done.report.of("photos").at("status") == "ignored");
  CHECK(done.report.of("read.me").at("status") == "ignored");
  CHECK(done.report.of("words.jpg").at("error").at("code") == "not_an_image");
  CHECK(done.report.of("link.jpg").at("reason").at("code") == "symbolic_link");
  CHECK(done.report.of("album/a.jpg").at("status") == "failed");
  CHECK(done.report.of("other/d.jpg").at("error").at("code") == "not_found");
  CHECK(done.report.files.size() == 9);
}

TEST_CASE("a list that a Windows program wrote is read by the names that it means") {
  const TempFolder temp;
  write_some(temp);
  const std::string mark = "\xEF\xBB\xBF";
  const std::string list = mark + "photos/a.jpg\r\n\r\nother/c.jpg\r\n";
  const Reported done = report_of({"--files-from", "-", "-o", "web"}, with_input(temp, list));
  CHECK(done.ended.exit_code == 0);
  CHECK(names_in(temp / "web") == Names{"other/c.jpg", "photos/a.jpg"});
  CHECK(done.report.files.size() == 2);

  // What has such a name is what is meant, and with NULs nothing is anything else.
  temp.write("other/c.jpg\r", photo(140));
  temp.write(mark + "photos/a.jpg", photo(145));
  report_of({"--files-from", "-", "-o", "named"},
            with_input(temp, mark + "photos/a.jpg\nother/c.jpg\r\n"));
  CHECK(names_in(temp / "named") == Names{"other/c.jpg\r", mark + "photos/a.jpg"});
  std::filesystem::remove(temp / "other/c.jpg\r");
  const Reported exact = report_of({"--files0-from", "-", "-o", "none"},
                                   with_input(temp, std::string("other/c.jpg\r") + '\0'));
  CHECK(exact.report.of("other/c.jpg\r").at("error").at("code") == "not_found");
}

TEST_CASE("globs are for listed paths, too") {
  const TempFolder temp;
  write_some(temp);
  const std::string list = "photos/a.jpg\nphotos/sub/b.jpg\nother/c.jpg\n";
  report_of({"--files-from", "-", "-o", "web", "--exclude", "sub"}, with_input(temp, list));
  CHECK(names_in(temp / "web") == Names{"other/c.jpg", "photos/a.jpg"});
}

TEST_CASE("a list that holds nothing for a glob is nothing to do, a folder that does is an error") {
  const TempFolder temp;
  write_some(temp);
  const Arguments globbed{"-o", "no", "--include", "*.gif"};
  Arguments listed{"--files-from", "-"};
  listed.insert(listed.end(), globbed.begin(), globbed.end());
  const Ended nothing = run_pixherd(listed, with_input(temp, "photos/a.jpg\n"));
  CHECK(nothing.exit_code == 0);
  CHECK_FALSE(contains(nothing.err, "matches nothing"));
  Arguments walked = listed;
  walked.emplace_back("photos");
  CHECK(run_pixherd(walked, with_input(temp, "photos/a.jpg\n")).exit_code == 2);
}

TEST_CASE("a list that cannot be read is a usage error") {
  const TempFolder temp;
  write_some(temp);
  for (const std::string& list : Names{"missing", "photos"}) {
    const Ended ended = run_pixherd({"--files-from", list, "-o", "web"}, inside(temp));
    CHECK(ended.exit_code == 2);
    CHECK(ended.err.find(list) != std::string::npos);
  }
  const std::string list = std::string("photos/a.jpg") + '\0' + "other/c.jpg" + '\0';
  const Ended ended = run_pixherd({"--files-from", "-", "-o", "web"}, with_input(temp, list));
  CHECK(ended.exit_code == 2);
  CHECK(ended.err.find("--null") != std::string::npos);
  CHECK_FALSE(std::filesystem::exists(temp / "web"));
}

TEST_CASE("an empty list is nothing to do") {
  const TempFolder temp;
  CHECK(run_pixherd({"--files-from", "/dev/null", "-o", "web"}, inside(temp)).exit_code == 0);
}

TEST_CASE("an output that would be a listed input is found before any work") {
  const TempFolder temp;
  temp.write("a.jpg", photo());
  temp.write("web/a.jpg", photo(150));
  const auto before = tree(temp.path());
  const Ended ended =
      run_pixherd({"--files-from", "-", "-o", "web"}, with_input(temp, "a.jpg\nweb/a.jpg\n"));
  CHECK(ended.exit_code == 2);
  CHECK(tree(temp.path()) == before);
}

TEST_CASE("listed images are replaced where they stand") {
  const TempFolder temp;
  write_some(temp);
  const Reported done = report_of({"--files-from", "-", "--in-place", "--quality", "60"},
                                  with_input(temp, "photos/sub/b.jpg\nother/c.jpg\n"));
  CHECK(done.report.footer.at("totals").at("saved") == 2);
}

TEST_CASE("a hundred thousand paths are read as fast as they are looked at") {
  const TempFolder temp;
  std::string list;
  for (int i = 0; i < 1'000; ++i) {
    const std::string name = "d" + std::to_string(i % 10) + "/" + std::to_string(i) + ".txt";
    temp.write(name, "no image");
    list += name + "\n";
  }
  std::string many;
  for (int i = 0; i < 100; ++i) {
    many += list;
  }
  Command how = with_input(temp, many);
  how.deadline = std::chrono::seconds(60);
  const Reported done = report_of({"--files-from", "-", "-o", "web"}, how);
  CHECK(done.report.footer.at("totals").at("ignored") == 1'000);
}

TEST_CASE("a list that is larger than any list is refused by its option, and not read") {
  const TempFolder temp;
  std::filesystem::resize_file(temp.write("list", ""), 3'000'000'000);
  const Ended paths = run_pixherd({"--files-from", "list", "-o", "web"}, inside(temp));
  CHECK(paths.exit_code == 2);
  CHECK(contains(paths.err, "--files-from list: the list cannot be read: is larger than 1.0 GB"));
  const Ended tasks = run_pixherd({"--tasks", "list"}, inside(temp));
  CHECK(tasks.exit_code == 2);
  CHECK(contains(tasks.err, "list: the task list cannot be read: is larger than 1.0 GB"));
}

}  // namespace
}  // namespace pixherd
