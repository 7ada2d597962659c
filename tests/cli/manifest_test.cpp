// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <map>

#include "support/catch.hpp"
#include "support/run_pixherd.hpp"

namespace pixherd {
namespace {

Arguments extended(Arguments arguments, const Arguments& more) {
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

using Listed = std::map<std::string, std::vector<int>>;

/// The sources of a manifest with the widths of their outputs, which stand.
Listed listed_in(const TempFolder& temp, const std::string& manifest) {
  Listed widths;
  for (const Json& entry : Json::parse(read_file(temp / manifest))) {
    std::vector<int>& own = widths[entry.at("source")];
    for (const Json& output : entry.at("outputs")) {
      const std::filesystem::path path = temp / output.at("path").get<std::string>();
      CAPTURE(path);
      const SourceFacts facts = facts_of(path);
      CHECK(facts.size.width == output.at("width"));
      CHECK(facts.size.height == output.at("height"));
      CHECK(std::filesystem::file_size(path) == output.at("size"));
      own.push_back(output.at("width"));
    }
  }
  return widths;
}

TEST_CASE("a manifest lists what stands already as it lists what was made") {
  const TempFolder temp;
  temp.write("in/a.jpg", photo(160));
  temp.write("in/b.jpg", photo(120));
  const Listed all{{"in/a.jpg", {40, 80}}, {"in/b.jpg", {40, 80}}};
  for (const Arguments& place :
       {Arguments{"-o", "never", "--overwrite", "never"},
        Arguments{"-o", "bigger", "--overwrite", "bigger"}, Arguments{"--same-folder"}}) {
    const Arguments run =
        extended(extended({"in"}, place), {"--widths", "40,80", "--manifest", "list.json"});
    CAPTURE(run);
    REQUIRE(run_pixherd(run, inside(temp)).exit_code == 0);
    CHECK(listed_in(temp, "list.json") == all);
    const std::string first = read_file(temp / "list.json");
    CHECK(report_of(run, inside(temp)).report.footer.at("totals").at("skipped") == 2);
    CHECK(read_file(temp / "list.json") == first);
    std::filesystem::remove(temp / (place.front() == "-o" ? place.at(1) : "in") / "a-40.jpg");
    REQUIRE(run_pixherd(run, inside(temp)).exit_code == 0);
    CHECK(read_file(temp / "list.json") == first);
  }
}

TEST_CASE("what a run comes to nothing with stays in its manifest as it was") {
  const TempFolder temp;
  temp.write("in/a.jpg", photo(160));
  temp.write("in/b & c.jpg", photo(120));
  for (const std::string manifest : {"list.json", "page.html"}) {
    const Arguments run{"in", "-o", "web", "--widths", "40,80", "--manifest", manifest};
    CAPTURE(manifest);
    REQUIRE(run_pixherd(run, inside(temp)).exit_code == 0);
    const std::string whole = read_file(temp / manifest);
    REQUIRE(whole.find("a-80.jpg") != std::string::npos);
    const Ended stopped = run_pixherd(extended(run, {"--time-limit", "0s"}), inside(temp));
    CHECK(stopped.exit_code == 0);
    CHECK(stopped.err.find("--manifest") == std::string::npos);
    CHECK(read_file(temp / manifest) == whole);
    // A failed one has its outputs still.
    const std::string good = read_file(temp / "in/a.jpg");
    temp.write("in/a.jpg", "no picture");
    CHECK(run_pixherd(run, inside(temp)).exit_code == 1);
    CHECK(read_file(temp / manifest) == whole);
    temp.write("in/a.jpg", good);
  }
}

TEST_CASE("a manifest that lacks what was not reached is told of") {
  const TempFolder temp;
  temp.write("in/a.jpg", photo(160));
  const Arguments run{"in",         "-o",        "web",          "--widths", "40",
                      "--manifest", "list.json", "--time-limit", "0s"};
  const Ended ended = run_pixherd(run, inside(temp));
  CHECK(ended.exit_code == 0);
  CHECK(ended.err.find("--manifest list.json: the run did not come to 1 of the images") !=
        std::string::npos);
  CHECK(report_of(run, inside(temp)).report.footer.at("warnings").size() == 1);
}

TEST_CASE("a file that is no manifest is not replaced by one, and nothing is done") {
  const struct {
    std::string name;
    std::string text;
    bool is_fine;
  } table[] = {
      {"list.json", R"([{"source": "b.jpg", "outputs": [)", false},
      {"list.json", R"({"name": "site"})", false},
      {"list.json", "[1, 2]", false},
      {"list.json", R"([{"source": 1, "outputs": []}])", false},
      {"page.html", "<!doctype html>\n<title>My site</title>\n", false},
      {"list.json", "", true},
      {"list.json", "\n", true},
      {"list.json", "[]", true},
      {"page.html", "", true},
  };
  for (const auto& [name, text, is_fine] : table) {
    const TempFolder temp;
    temp.write("in/a.jpg", photo());
    temp.write(name, text);
    CAPTURE(name, text);
    const Ended ended =
        run_pixherd({"in", "-o", "web", "--widths", "40", "--manifest", name}, inside(temp));
    CAPTURE(ended.err);
    CHECK(ended.exit_code == (is_fine ? 0 : 2));
    CHECK((read_file(temp / name) == text) == !is_fine);
    CHECK(std::filesystem::exists(temp / "web") == is_fine);
    CHECK((ended.err.find("--manifest " + name + ": is there already, and is no manifest") !=
           std::string::npos) == !is_fine);
  }
}

TEST_CASE("the shares of a run fill one manifest, one after another") {
  const TempFolder temp;
  for (const char* name : {"a", "b", "c", "d", "e", "f"}) {
    temp.write(fmt::format("in/{}.jpg", name), photo(160));
  }
  temp.write("in/gone.jpg", photo(160));
  temp.write("in/no.jpg", "no picture");
  for (const std::string manifest : {"list.json", "page.html"}) {
    CAPTURE(manifest);
    Arguments run{"in", "-o", "web", "--widths", "40", "--manifest", manifest};
    temp.write("in/gone.jpg", photo(160));
    REQUIRE(run_pixherd(run, inside(temp)).exit_code == 1);
    const std::string with_gone = read_file(temp / manifest);
    std::filesystem::remove(temp / "in/gone.jpg");
    REQUIRE(run_pixherd(run, inside(temp)).exit_code == 1);
    const std::string whole = read_file(temp / manifest);
    REQUIRE(whole.find("gone") == std::string::npos);
    for (const std::string& before : {std::string(), with_gone}) {
      temp.write(manifest, before);
      for (const std::string share : {"1/3", "2/3", "3/3"}) {
        (void)run_pixherd(extended(run, {"--shard", share}), inside(temp));
      }
      CHECK(read_file(temp / manifest) == whole);
    }
  }
}

}  // namespace
}  // namespace pixherd
