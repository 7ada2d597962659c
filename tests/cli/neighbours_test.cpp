// SPDX-License-Identifier: Apache-2.0
// Beside sources: a picture that somebody put there is never lost, whatever its name.
#include <algorithm>

#include "support/with_ledger.hpp"

namespace pixherd {
namespace {

struct Neighbour {
  std::string source;
  std::string name;  ///< that an output of the source would get
  Arguments options;
};

const std::vector<Neighbour> kNeighbours{
    {"IMG_1.jpg", "IMG_12.jpg", {"--suffix", "2"}},
    {"X.jpg", "X-edited.jpg", {"--suffix", "-edited"}},
    {"a.jpg", "a-40.jpg", {"--widths", "40"}},
    {"a.jpg", "a.webp", {"--format", "webp"}},
};

Arguments run_on(const std::string& input, const Neighbour& neighbour, const Arguments& more = {}) {
  Arguments all{input, "--same-folder"};
  all.insert(all.end(), neighbour.options.begin(), neighbour.options.end());
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

void write_neighbours(const TempFolder& temp, const Neighbour& neighbour) {
  need_engine();
  temp.write("in/" + neighbour.source, photo(160));
  temp.write("in/" + neighbour.name,
             neighbour.name.ends_with(".webp") ? sample::lossy_webp() : photo(150));
}

void check_left(const Reported& done, const Neighbour& neighbour) {
  CHECK(done.ended.exit_code == 0);
  const Json& record = done.report.of("in/" + neighbour.source);
  CHECK(record.at("status") == "skipped");
  REQUIRE(record.at("reason").at("code") == "output_exists");
  const std::string message = record.at("reason").at("message");
  CAPTURE(message);
  for (const std::string& said : {neighbour.name, std::string("--overwrite all"),
                                  std::string("--output DIR"), std::string("another --")}) {
    CHECK(message.find(said) != std::string::npos);
  }
}

TEST_CASE("a picture that has the name of its neighbour's output stays as it is") {
  for (const Neighbour& neighbour : kNeighbours) {
    for (const std::string& input : {std::string("in"), "in/" + neighbour.source}) {
      for (const Arguments& more : {Arguments{"--dry-run"}, Arguments{}}) {
        const TempFolder temp;
        write_neighbours(temp, neighbour);
        const auto before = tree(temp / "in");
        const Arguments arguments = run_on(input, neighbour, more);
        CAPTURE(arguments);
        check_left(report_of(arguments, inside(temp)), neighbour);
        CHECK((tree(temp / "in") == before));
      }
    }
  }
}

TEST_CASE("the neighbours of listed files stay, too") {
  const Neighbour& neighbour = kNeighbours.front();
  const TempFolder temp;
  write_neighbours(temp, neighbour);
  const auto before = tree(temp / "in");
  Command how = inside(temp);
  how.input = "in/IMG_1.jpg\nin/IMG_12.jpg\n";
  check_left(report_of({"--files-from", "-", "--same-folder", "--suffix", "2"}, how), neighbour);
  CHECK((tree(temp / "in") == before));
}

TEST_CASE("asked for anywhere, --overwrite all puts an output over what has its name") {
  for (const Neighbour& neighbour : kNeighbours) {
    // The picture that a.webp would replace is an input itself, which stops a run over all.
    const std::string input =
        neighbour.name.ends_with(".webp") ? "in/" + neighbour.source : std::string("in");
    for (const std::string by : {"command line", "environment", "configuration"}) {
      CAPTURE(by, neighbour.name);
      const TempFolder temp;
      write_neighbours(temp, neighbour);
      const std::string there = read_file(temp / ("in/" + neighbour.name));
      Command how = inside(temp);
      Arguments more;
      if (by == "command line") {
        more = {"--overwrite", "all"};
      } else if (by == "environment") {
        how.environment["PIXHERD_OVERWRITE"] = "all";
      } else {
        temp.write(".pixherd.toml", "overwrite = \"all\"\n");
      }
      const Reported done = report_of(run_on(input, neighbour, more), how);
      CHECK(done.report.of("in/" + neighbour.source).at("status") == "saved");
      CHECK(read_file(temp / ("in/" + neighbour.name)) != there);
    }
  }
}

TEST_CASE("asked for, --overwrite bigger puts an output over a bigger one beside its source") {
  const TempFolder temp;
  const Arguments arguments = run_on("in", kNeighbours[1], {"--overwrite", "bigger"});
  temp.write("in/X.jpg", photo(100));
  temp.write("in/X-edited.jpg", photo(200));
  CHECK(report_of(arguments, inside(temp)).report.of("in/X.jpg").at("status") == "saved");
  temp.write("in/X-edited.jpg", "x");
  const Reported smaller = report_of(arguments, inside(temp));
  CHECK(smaller.report.of("in/X.jpg").at("reason").at("code") == "output_exists");
  CHECK(read_file(temp / "in/X-edited.jpg") == "x");
}

TEST_CASE("a second run beside the sources makes nothing, and nothing anew") {
  need_engine();
  for (const Neighbour& neighbour : kNeighbours) {
    const TempFolder temp;
    temp.write("in/" + neighbour.source, photo(160));
    temp.write("in/deep/" + neighbour.source, photo(170));
    const Arguments arguments = run_on("in", neighbour);
    CAPTURE(arguments);
    CHECK(report_of(arguments, inside(temp)).report.footer.at("totals").at("saved") == 2);
    const auto before = tree(temp / "in");
    REQUIRE(before.contains("deep/" + neighbour.name));
    const Reported second = report_of(arguments, inside(temp));
    check_left(second, neighbour);
    CHECK(second.report.footer.at("totals").at("saved") == 0);
    CHECK((tree(temp / "in") == before));
  }
}

TEST_CASE("an output that the ledger knows is made anew of a source that was changed") {
  need_engine();
  for (const Neighbour& neighbour : kNeighbours) {
    const TempFolder temp;
    temp.write("in/" + neighbour.source, photo(160));
    const Arguments arguments = run_on("in", neighbour);
    CAPTURE(arguments);
    run_with_state(temp, arguments);
    const std::string first = read_file(temp / ("in/" + neighbour.name));
    temp.write("in/" + neighbour.source, photo(170));
    const Reported again = run_with_state(temp, arguments);
    CHECK(again.report.of("in/" + neighbour.source).at("status") == "saved");
    CHECK(read_file(temp / ("in/" + neighbour.name)) != first);

    // Of the size that the ledger knows, and yet not what was made.
    std::string edited = read_file(temp / ("in/" + neighbour.name));
    edited.back() = static_cast<char>(edited.back() ^ 1);
    temp.write("in/" + neighbour.name, edited);
    temp.write("in/" + neighbour.source, photo(180));
    check_left(run_with_state(temp, arguments), neighbour);
    CHECK(read_file(temp / ("in/" + neighbour.name)) == edited);
  }
}

}  // namespace
}  // namespace pixherd
