// SPDX-License-Identifier: Apache-2.0
#include "support/catch.hpp"
#include "support/run_pixherd.hpp"

namespace pixherd {
namespace {

/// Everything that a run of either kind says of its files, with what it would save as saved.
Json said_of_files(const Report& report) {
  Json files = Json::object();
  for (Json file : report.files) {
    file["status"] = file.at("status") == "would_save" ? "saved" : file.at("status");
    for (const char* told_anew : {"worker", "ms"}) {
      file.erase(told_anew);
    }
    files[file.at("original_path").get<std::string>()] = file;
  }
  return files;
}

Json totals_of(const Report& report) {
  Json totals = report.footer.at("totals");
  totals["saved"] = totals.at("saved").get<int>() + totals.at("would_save").get<int>();
  totals.erase("would_save");
  return totals;
}

void write_all_kinds(const TempFolder& temp) {
  write_one_of_each(temp);
  sample::Bytes cut = photo();
  cut.resize(cut.size() / 2);
  temp.write("in/cut.jpg", cut);
  temp.write("in/deep/er/photo.jpg", photo());
  temp.write("in/deep/words.txt", "words");
  std::filesystem::create_hard_link(temp.write("in/linked.jpg", photo(150)), temp / "in/same.jpg");
  temp.write("web/deep/er/photo.jpg", "there already");
}

TEST_CASE("a dry run tells what a run does, and does nothing") {
  const std::vector<Arguments> all{
      {"in", "-o", "new/web"},
      {"in", "-o", "web"},
      {"in", "-o", "web", "--overwrite", "never"},
      {"in", "-o", "web", "--overwrite", "bigger"},
      {"in", "-o", "new", "--format", "webp", "--width", "50"},
      {"in", "--same-folder", "--suffix", "-small"},
      {"in", "--in-place"},
      {"in", "--in-place", "--quality", "60"},
      {"in/deep", "--in-place", "--format", "webp", "--remove-source"},
  };
  for (const Arguments& arguments : all) {
    const TempFolder temp;
    write_all_kinds(temp);
    const auto before = tree(temp.path());
    Arguments dry = arguments;
    dry.push_back("--dry-run");
    CAPTURE(arguments);
    const Reported would = report_of(dry, inside(temp));
    CHECK(tree(temp.path()) == before);
    CHECK(would.report.footer.at("totals").at("saved") == 0);
    const Reported done = report_of(arguments, inside(temp));
    CHECK(would.ended.exit_code == done.ended.exit_code);
    CHECK(totals_of(would.report) == totals_of(done.report));
    CHECK(said_of_files(would.report) == said_of_files(done.report));
  }
}

TEST_CASE("a dry run and a check note of renditions what the run does") {
  const TempFolder temp;
  need_engine();
  temp.write("in/named.jpg", sample::image(ImageFormat::png, {.width = 120, .height = 80}));
  const Arguments arguments{"in", "-o", "web", "--widths", "40"};
  const auto notes_with = [&](const char* option) {
    Arguments all = arguments;
    if (*option != '\0') {
      all.emplace_back(option);
    }
    return report_of(all, inside(temp)).report.of("in/named.jpg").at("notes");
  };
  const Json dry = notes_with("--dry-run");
  const Json checked = notes_with("--check");
  const Json real = notes_with("");
  CHECK(dry == real);
  CHECK(checked == real);
}

TEST_CASE("a dry run of a task list makes no folder") {
  const TempFolder temp;
  temp.write("a.jpg", photo());
  temp.write("tasks.json", R"([{"input": "a.jpg", "output": "far/away/a.jpg"}])");
  const auto before = tree(temp.path());
  const Reported done = report_of({"--tasks", "tasks.json", "-n"}, inside(temp));
  CHECK(done.report.of("a.jpg").at("status") == "would_save");
  CHECK(tree(temp.path()) == before);
}

TEST_CASE("a dry run says so in words") {
  const TempFolder temp;
  temp.write("a.jpg", photo());
  const Ended ended = run_pixherd({"a.jpg", "-o", "web", "-n", "-v"}, inside(temp));
  CHECK(ended.exit_code == 0);
  CHECK(ended.out.find("would be saved: a.jpg") != std::string::npos);
  CHECK(ended.out.find("1 would be saved") != std::string::npos);
}

TEST_CASE("what is in the way of an output folder is found by a dry run, too") {
  const TempFolder temp;
  temp.write("a.jpg", photo());
  temp.write("file", "no folder");
  std::filesystem::create_symlink("nowhere", temp / "dangling");
  for (const std::string output : {"file", "file/web", "dangling", "dangling/web"}) {
    for (const bool dry : {true, false}) {
      Arguments arguments{"a.jpg", "-o", output};
      if (dry) {
        arguments.push_back("-n");
      }
      const Ended ended = run_pixherd(arguments, inside(temp));
      CAPTURE(output, dry, ended.err);
      CHECK(ended.exit_code == 2);
    }
  }
}

TEST_CASE("a dry run calls nothing that makes, names or removes anything, or writes to a file") {
  const TempFolder temp;
  write_all_kinds(temp);
  for (const Arguments& arguments :
       {Arguments{"in", "-o", "web"}, Arguments{"in", "--in-place", "--quality", "50"}}) {
    Command how = inside(temp);
    how.program = "/usr/bin/strace";
    const std::string trace = (temp / "trace").string();
    const std::string calls_that_write =
        "trace=openat,openat2,open,creat,mkdir,mkdirat,rename,renameat,renameat2,link,linkat,"
        "unlink,"
        "unlinkat,rmdir,write,pwrite64,writev,ftruncate,fchmod,fchown,utimensat,copy_file_range,"
        "symlinkat,mknodat,fsetxattr";
    Arguments all{"-f", "-y", "-o", trace, "-e", calls_that_write, PIXHERD_BINARY, "-n", "-q"};
    all.insert(all.end(), arguments.begin(), arguments.end());
    run_pixherd(all, how);
    const std::string calls = read_file(trace);
    CHECK(calls.find("in/") != std::string::npos);
    for (std::size_t begin = 0; begin < calls.size();) {
      const std::size_t end = std::min(calls.find('\n', begin), calls.size());
      const std::string call = calls.substr(begin, end - begin);
      begin = end + 1;
      // The arguments of what is resumed stand in the line where it began; "orcexec" is what a
      // library within Debian's libvips tries to make for its code, wherever it may.
      if (call.find("resumed>") != std::string::npos ||
          call.find("/orcexec.") != std::string::npos) {
        continue;
      }
      CAPTURE(call);
      if (call.find(" resumed>") != std::string::npos) {
        continue;  // its arguments stood where it began
      }
      if (call.find(" open") != std::string::npos) {
        CHECK((call.find("O_RDONLY") != std::string::npos ||
               call.find("\"/dev/null\"") != std::string::npos ||
               call.find("\"/proc/") != std::string::npos));
        CHECK(call.find("O_CREAT") == std::string::npos);
      } else if (call.find("write") != std::string::npos) {
        CHECK(call.find(temp.path().string() + "/") == std::string::npos);
      } else {
        CHECK((call.find("+++") != std::string::npos || call.find("---") != std::string::npos));
      }
    }
  }
}

}  // namespace
}  // namespace pixherd
