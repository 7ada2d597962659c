// SPDX-License-Identifier: Apache-2.0
// What the ledger knows of outputs that stand beside their sources, and of its own folder.
#include "support/catch.hpp"
#include "support/with_ledger.hpp"

namespace pixherd {
namespace {

const Arguments kBeside{"in", "--same-folder", "--suffix", "-s"};

TEST_CASE("a copy that metadata went out of is replaced where its source has changed") {
  const TempFolder temp;
  need_engine();
  Arguments arguments = kBeside;
  arguments.insert(arguments.end(), {"--quality", "100", "--min-savings", "99%", "--strip", "all"});
  temp.write("in/a.jpg", sample::jpeg_with_metadata("the first owner"));
  REQUIRE(run_with_state(temp, arguments).report.of("in/a.jpg").at("status") == "copied");
  const std::string first = read_file(temp / "in/a-s.jpg");
  REQUIRE(first.find("the first owner") == std::string::npos);
  temp.write("in/a.jpg", photo());
  const Reported again = run_with_state(temp, arguments);
  CAPTURE(again.ended.out);
  CHECK(again.report.of("in/a.jpg").at("status") == "copied");
  CHECK(read_file(temp / "in/a-s.jpg") != first);
}

TEST_CASE("an output is known as the run's own although its source has failed since") {
  const TempFolder temp;
  temp.write("in/a.jpg", photo(160));
  REQUIRE(run_with_state(temp, kBeside).ended.exit_code == 0);
  temp.write("in/a.jpg", std::string(read_file(temp / "in/a.jpg")).substr(0, 1500));
  CHECK(run_with_state(temp, kBeside).ended.exit_code == 1);
  temp.write("in/a.jpg", photo(200));
  const Reported mended = run_with_state(temp, kBeside);
  CHECK(mended.report.of("in/a.jpg").at("status") == "saved");
  CHECK(pixels_of(temp / "in/a-s.jpg").width == 200);
}

TEST_CASE("an output is known as the run's own whatever the settings were") {
  const TempFolder temp;
  temp.write("in/a.jpg", photo(300));
  REQUIRE(run_with_state(temp, kBeside).ended.exit_code == 0);
  const auto size = std::filesystem::file_size(temp / "in/a-s.jpg");
  Arguments coarser = kBeside;
  coarser.insert(coarser.end(), {"--quality", "20"});
  CHECK(run_with_state(temp, coarser).report.of("in/a.jpg").at("status") == "saved");
  CHECK(std::filesystem::file_size(temp / "in/a-s.jpg") < size);
  temp.write("in/a-s.jpg", photo(200));
  Arguments finer = kBeside;
  finer.insert(finer.end(), {"--quality", "90"});
  CHECK(run_with_state(temp, finer).report.of("in/a.jpg").at("status") == "skipped");
}

TEST_CASE("pictures in the folder of the ledger are inputs, and what belongs to it is none") {
  for (const char* state : {"in", "in/0"}) {
    const TempFolder temp;
    write_photos(temp);
    const Reported done = report_of({"in", "-o", "web", "--state", state, "--lock"}, inside(temp));
    CAPTURE(state, done.ended.out);
    CHECK(done.ended.exit_code == 0);
    CHECK(done.report.footer.at("totals").at("saved") == 7);
    CHECK(done.report.files.size() == 7);
    check_all_up_to_date(report_of({"in", "-o", "web", "--state", state}, inside(temp)));
  }
}

}  // namespace
}  // namespace pixherd
