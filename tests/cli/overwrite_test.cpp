// SPDX-License-Identifier: Apache-2.0
#include "support/catch.hpp"
#include "support/run_pixherd.hpp"

namespace pixherd {
namespace {

struct Existing {
  const char* rule;
  std::size_t bytes;  ///< of what is there
  const char* status;
};

TEST_CASE("outputs that are there already are left as --overwrite says") {
  const TempFolder temp;
  temp.write("in/a.jpg", photo());
  REQUIRE(run_pixherd({"in", "-o", "first"}, inside(temp)).exit_code == 0);
  const std::size_t size = read_file(temp / "first/a.jpg").size();
  for (const auto& [rule, bytes, status] :
       {Existing{"all", 1, "saved"}, Existing{"all", 1'000'000, "saved"},
        Existing{"never", 1, "skipped"}, Existing{"never", 1'000'000, "skipped"},
        Existing{"bigger", 1, "skipped"}, Existing{"bigger", size, "skipped"},
        Existing{"bigger", size + 1, "saved"},
        // No image: what a loss of power leaves.
        Existing{"never", 0, "saved"}, Existing{"bigger", 0, "saved"}}) {
    CAPTURE(rule, bytes);
    const std::string there(bytes, 'x');
    temp.write("web/a.jpg", there);
    const auto before = tree(temp / "web");
    const Reported done = report_of({"in", "-o", "web", "--overwrite", rule}, inside(temp));
    const Json& record = done.report.of("in/a.jpg");
    CHECK(done.ended.exit_code == 0);
    CHECK(record.at("status") == status);
    if (record.at("status") == "skipped") {
      CHECK(record.at("reason").at("code") == "output_exists");
      CHECK(record.at("optimized_path").is_null());
      CHECK(tree(temp / "web") == before);
    } else {
      CHECK(read_file(temp / "web/a.jpg") == read_file(temp / "first/a.jpg"));
    }
  }
}

TEST_CASE("an empty file beside a source is no output, and is made anew") {
  const TempFolder temp;
  temp.write("in/a.jpg", photo());
  const Arguments beside{"in", "--same-folder", "--suffix", "-s", "--quality", "40"};
  REQUIRE(run_pixherd(beside, inside(temp)).exit_code == 0);
  const std::string made = read_file(temp / "in/a-s.jpg");
  temp.write("in/a-s.jpg", "");
  const Reported again = report_of(beside, inside(temp));
  CHECK(again.report.of("in/a.jpg").at("status") == "saved");
  CHECK(read_file(temp / "in/a-s.jpg") == made);
}

TEST_CASE("what is missing is made whatever --overwrite says") {
  const TempFolder temp;
  temp.write("in/a.jpg", photo());
  temp.write("in/b.jpg", photo(150));
  temp.write("never/a.jpg", "x");
  temp.write("bigger/a.jpg", "x");
  for (const std::string rule : {"never", "bigger"}) {
    const Reported done = report_of({"in", "-o", rule, "--overwrite", rule}, inside(temp));
    CHECK(done.report.of("in/b.jpg").at("status") == "saved");
    CHECK(read_file(temp / (rule + "/a.jpg")) == "x");
    CHECK(names_in(temp / rule) == std::vector<std::string>{"a.jpg", "b.jpg"});
  }
}

TEST_CASE("with --overwrite never a damaged image is not even read where its output is there") {
  const TempFolder temp;
  sample::Bytes cut = photo();
  cut.resize(cut.size() / 2);
  temp.write("in/cut.jpg", cut);
  temp.write("web/cut.jpg", "x");
  const Reported done = report_of({"in", "-o", "web", "--overwrite", "never"}, inside(temp));
  CHECK(done.ended.exit_code == 0);
  CHECK(done.report.of("in/cut.jpg").at("reason").at("code") == "output_exists");
}

TEST_CASE("copies are put over what is there no more than outputs") {
  const TempFolder temp;
  need_engine();
  temp.write("in/moving.gif", sample::animated_png());
  for (const std::string rule : {"never", "bigger"}) {
    temp.write("web/moving.gif", "x");
    const Reported done =
        report_of({"in", "-o", "web", "--format", "png", "--overwrite", rule}, inside(temp));
    CHECK(done.report.of("in/moving.gif").at("status") == "skipped");
    CHECK(done.report.of("in/moving.gif").at("reason").at("code") == "output_exists");
    CHECK(read_file(temp / "web/moving.gif") == "x");
  }
}

TEST_CASE("of several outputs each is looked at, and the record has those that were written") {
  const TempFolder temp;
  temp.write("in/a.jpg", photo(160));
  temp.write("web/a-40.jpg", "x");
  const Arguments run{"in", "-o", "web", "--widths", "40,80", "--overwrite", "never"};
  Arguments dry = run;
  dry.push_back("--dry-run");
  const Json would = report_of(dry, inside(temp)).report.of("in/a.jpg");
  const Json record = report_of(run, inside(temp)).report.of("in/a.jpg");
  CHECK(record.at("status") == "saved");
  REQUIRE(record.at("outputs").size() == 1);
  CHECK(record.at("outputs").at(0).at("path") == "web/a-80.jpg");
  CHECK(record.at("optimized_size") == std::filesystem::file_size(temp / "web/a-80.jpg"));
  CHECK(record.at("notes").at(0) == "a-40.jpg is there already, with 1 B");
  CHECK(would.at("status") == "would_save");
  CHECK(would.at("outputs").size() == 1);
  CHECK(would.at("optimized_size") == record.at("optimized_size"));
  CHECK(read_file(temp / "web/a-40.jpg") == "x");
  const Json again = report_of(run, inside(temp)).report.of("in/a.jpg");
  CHECK(again.at("status") == "skipped");
  CHECK(again.at("reason").at("code") == "output_exists");
}

TEST_CASE("what a configuration says of overwriting and widths holds beside the other's option") {
  const TempFolder temp;
  temp.write("in/a.jpg", photo(160));
  temp.write("web/a-40.jpg", "x");
  for (const auto& [configured, given] :
       {std::pair{"overwrite = \"never\"\n", Arguments{"--widths", "40"}},
        std::pair{"widths = [40]\n", Arguments{"--overwrite", "never"}}}) {
    CAPTURE(configured);
    temp.write(".pixherd.toml", configured);
    Arguments run{"in", "-o", "web"};
    run.insert(run.end(), given.begin(), given.end());
    CHECK(report_of(run, inside(temp)).report.of("in/a.jpg").at("status") == "skipped");
    CHECK(read_file(temp / "web/a-40.jpg") == "x");
    CHECK(names_in(temp / "web") == std::vector<std::string>{"a-40.jpg"});
  }
}

TEST_CASE("a link that has the output's name is there already") {
  const TempFolder temp;
  temp.write("in/a.jpg", photo());
  std::filesystem::create_directory(temp / "web");
  std::filesystem::create_symlink("nowhere", temp / "web/a.jpg");
  const Reported done = report_of({"in", "-o", "web", "--overwrite", "never"}, inside(temp));
  CHECK(done.report.of("in/a.jpg").at("status") == "skipped");
  CHECK(std::filesystem::is_symlink(temp / "web/a.jpg"));
}

}  // namespace
}  // namespace pixherd
