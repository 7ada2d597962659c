// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <csignal>

#include "support/with_ledger.hpp"

namespace pixherd {
namespace {

struct LedgerWay {
  std::string name;
  Arguments arguments;
};

const std::vector<LedgerWay> kWays{
    {"in place", {"in", "--in-place"}},
    {"in place with loss", {"in", "--in-place", "--quality", "60"}},
    {"into a folder", {"in", "-o", "web"}},
    {"into a folder, copying", {"in", "-o", "web", "--quality", "100"}},
    {"converted", {"in", "-o", "web", "--format", "webp"}},
    {"converted in place", {"in", "--in-place", "--format", "webp", "--remove-source"}},
    {"beside the source", {"in", "--same-folder", "--suffix", ".min"}},
    {"renditions", {"in", "-o", "web", "--widths", "40,80", "--formats", "webp,original"}}};

TEST_CASE("what a run has done the next one does not do again, whatever is done") {
  for (const LedgerWay& way : kWays) {
    CAPTURE(way.name);
    const TempFolder temp;
    write_photos(temp);
    const Reported first = run_with_state(temp, way.arguments);
    REQUIRE(first.ended.exit_code == 0);
    REQUIRE(first.report.footer.at("totals").at("kept") != first.report.files.size());
    const auto before = tree(temp.path());
    const Reported second = run_with_state(temp, way.arguments);
    CHECK(second.ended.exit_code == 0);
    CHECK(count_with(second, "kept", "up_to_date") + count_with(second, "ignored", "own_output") ==
          second.report.files.size());
    CHECK(pool_of(second).at("spawns") == 0);
    CHECK(tree(temp.path()) == before);
  }
}

TEST_CASE("files that were checked out anew are known by their content") {
  for (const LedgerWay& way : kWays) {
    CAPTURE(way.name);
    const TempFolder temp;
    write_photos(temp);
    REQUIRE(run_with_state(temp, way.arguments).ended.exit_code == 0);
    check_out_anew(temp / "in");
    const auto before = tree(temp / "in");
    const Reported second = run_with_state(temp, way.arguments);
    CHECK(count_with(second, "kept", "up_to_date") + count_with(second, "ignored", "own_output") ==
          second.report.files.size());
    CHECK(tree(temp / "in") == before);
    CHECK(pool_of(second).at("spawns") != 0);
    const Reported third = run_with_state(temp, way.arguments);
    CHECK(pool_of(third).at("spawns") == 0);
  }
}

TEST_CASE("a manifest lists what stands, whoever has made it") {
  const TempFolder temp;
  write_photos(temp);
  const Arguments arguments{"in", "-o", "web", "--widths", "40,80", "--manifest", "list.json"};
  run_with_state(temp, arguments);
  const std::string manifest = read_file(temp / "list.json");
  REQUIRE(manifest.find("web/") != std::string::npos);
  check_all_up_to_date(run_with_state(temp, arguments));
  CHECK(read_file(temp / "list.json") == manifest);
  check_out_anew(temp / "in");
  check_all_up_to_date(run_with_state(temp, arguments));
  CHECK(read_file(temp / "list.json") == manifest);
}

TEST_CASE("a file that was changed, moved away or lost its output is done anew, and no other") {
  const TempFolder temp;
  write_photos(temp);
  const Arguments arguments{"in", "-o", "web"};
  run_with_state(temp, arguments);
  temp.write("in/0/0.jpg", photo(200));
  std::filesystem::rename(temp / "in/1/1.jpg", temp / "in/1/moved.jpg");
  std::filesystem::remove(temp / "web/2/2.jpg");
  temp.write("web/0/3.jpg", "somebody's");
  const Reported again = run_with_state(temp, arguments);
  for (const char* name : {"in/0/0.jpg", "in/1/moved.jpg", "in/2/2.jpg", "in/0/3.jpg"}) {
    CHECK(again.report.of(name).at("status") == "saved");
  }
  CHECK(count_with(again, "kept", "up_to_date") == again.report.files.size() - 4);
}

TEST_CASE("changed settings do anew what they reach, and no more") {
  const TempFolder temp;
  write_photos(temp);
  run_with_state(temp, {"in", "-o", "web", "--quality", "80"});
  const Reported lower = run_with_state(temp, {"in", "-o", "web", "--quality", "40"});
  CHECK(count_with(lower, "kept", "up_to_date") == 0);
  const Reported other = run_with_state(
      temp, {"in", "-o", "web", "--quality", "40", "--webp-quality", "70", "--processes", "1"});
  check_all_up_to_date(other);
  const Reported png =
      run_with_state(temp, {"in", "-o", "web", "--quality", "40", "--png-quality", "90"});
  CHECK(png.report.of("in/drawing.png").at("status") != "kept");
  CHECK(count_with(png, "kept", "up_to_date") == png.report.files.size() - 1);
  check_all_up_to_date(
      run_with_state(temp, {"in", "-o", "web", "--quality", "40", "--png-quality", "90", "--kernel",
                            "mitchell", "--allow-loss", "depth,cmyk", "--jpeg-quality", "40"}));
}

TEST_CASE("a lossy output in place is a source again for less, and never for more") {
  for (const char* format : {"jpeg", "webp", "avif"}) {
    CAPTURE(format);
    const TempFolder temp;
    write_photos(temp);
    const Arguments in_place{"in", "--in-place", "--format", format, "--remove-source"};
    const auto at = [&](const char* quality, const Arguments& more = {}) {
      Arguments arguments = in_place;
      arguments.insert(arguments.end(), {"--quality", quality});
      arguments.insert(arguments.end(), more.begin(), more.end());
      return run_with_state(temp, arguments);
    };
    at("60");
    const auto once = tree(temp / "in");
    const Reported higher = at("80");
    CHECK(count_with(higher, "saved", "") == 0);
    CHECK(count_with(higher, "kept", "lossy_source") == higher.report.files.size());
    check_out_anew(temp / "in");
    CHECK(count_with(at("70"), "saved", "") == 0);
    CHECK(count_with(at("60", {"--long-edge", "4000"}), "saved", "") == 0);
    for (const auto& [name, facts] : tree(temp / "in")) {
      CHECK(facts.bytes == once.at(name).bytes);
    }
    CHECK(count_with(at("60", {"--long-edge", "90"}), "saved", "") > 0);
    CHECK(count_with(at("30", {"--long-edge", "90"}), "saved", "") > 0);
  }
}

TEST_CASE(
    "a lossy output is no source of another, and is copied where a folder is to be complete") {
  const TempFolder temp;
  write_photos(temp);
  run_with_state(temp, {"in", "-o", "web", "--format", "webp", "--quality", "60"});
  const Reported again =
      run_with_state(temp, {"web", "-o", "more", "--format", "jpeg", "--quality", "80"});
  CHECK(count_with(again, "copied", "lossy_source") == again.report.files.size());
  CHECK(names_in(temp / "more") == names_in(temp / "web"));
  CHECK(count_with(run_with_state(temp, {"web", "-o", "less", "--quality", "30"}), "saved", "") >
        0);
}

TEST_CASE("of a lossy output renditions are made in fewer pixels alone, and one is that output") {
  const TempFolder temp;
  temp.write("in/a.jpg", photo(160));
  run_with_state(temp, {"in", "-o", "web", "--quality", "60"});
  const std::string output = read_file(temp / "web/a.jpg");
  const auto renditions_of = [&](const std::string& widths, const Arguments& more = {}) {
    std::filesystem::remove_all(temp / "set");
    Arguments arguments{"web", "-o", "set", "--widths", widths, "--formats", "original,webp"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    CHECK(run_with_state(temp, arguments).ended.exit_code == 0);
    return names_in(temp / "set");
  };
  const std::vector<std::string> all{"a-160.jpg", "a-160.webp", "a-80.jpg", "a-80.webp"};
  CHECK(renditions_of("80,160") == all);
  CHECK(read_file(temp / "set/a-160.jpg") == output);
  CHECK(read_file(temp / "set/a-80.jpg").size() < output.size());
  CHECK(renditions_of("160") == std::vector<std::string>{"a-160.jpg", "a-160.webp"});
  CHECK(read_file(temp / "set/a-160.jpg") == output);
  CHECK(renditions_of("80,160", {"--quality", "90"}) == all);
  CHECK(read_file(temp / "set/a-160.jpg") == output);
  CHECK(renditions_of("80,160", {"--quality", "75"}) == all);
  CHECK(read_file(temp / "set/a-160.jpg") == output);
  CHECK(renditions_of("80,160", {"--quality", "40"}) == all);
  CHECK(read_file(temp / "set/a-160.jpg").size() < output.size());
}

TEST_CASE("a run that was killed is gone on with, and what it has done stays done") {
  for (const Arguments& arguments :
       {Arguments{"in", "--in-place", "--quality", "50"}, Arguments{"in", "-o", "web"}}) {
    const TempFolder temp;
    write_photos(temp, 60);
    Command how = inside(temp);
    how.program = PIXHERD_BINARY;
    how.arguments = with_state(arguments);
    how.arguments.insert(how.arguments.end(), {"--json", "--processes", "1"});
    std::size_t told = 0;
    {
      Running running(how);
      REQUIRE(running.read_until([&] {
        told = static_cast<std::size_t>(
            std::count(running.so_far().out.begin(), running.so_far().out.end(), '\n'));
        return told >= 20;
      }));
      running.send(SIGKILL);
      running.wait();
    }
    Arguments resumed = arguments;
    resumed.push_back("--resume");
    const Reported rest = run_with_state(temp, resumed);
    CHECK(rest.ended.exit_code == 0);
    CHECK(count_with(rest, "kept", "up_to_date") >= told - 1);
    CHECK(count_with(rest, "saved", "") > 0);
    check_all_up_to_date(run_with_state(temp, arguments));
  }
}

TEST_CASE(
    "failures are tried again, taken as ended by --resume, and all that --retry-failed does") {
  const TempFolder temp;
  write_photos(temp);
  temp.write("in/bad.jpg", std::string(read_file(temp / "in/0/0.jpg")).substr(0, 2000));
  const Arguments arguments{"in", "-o", "web"};
  CHECK(run_with_state(temp, arguments).ended.exit_code == 1);
  const std::string error = "damaged";

  const Reported resumed = run_with_state(temp, {"in", "-o", "web", "--resume"});
  CHECK(resumed.ended.exit_code == 1);
  CHECK(resumed.report.of("in/bad.jpg").at("error").at("code") == error);
  CHECK(pool_of(resumed).at("spawns") == 0);

  const Reported again = run_with_state(temp, arguments);
  CHECK(again.ended.exit_code == 1);
  CHECK(pool_of(again).at("spawns") != 0);

  temp.write("in/new.jpg", photo(210));
  const Reported retried = run_with_state(temp, {"in", "-o", "web", "--retry-failed"});
  CHECK(retried.ended.exit_code == 1);
  CHECK(retried.report.of("in/bad.jpg").at("status") == "failed");
  CHECK(retried.report.of("in/new.jpg").at("reason").at("code") == "not_failed");
  CHECK(count_with(retried, "kept", "up_to_date") == 7);
  CHECK_FALSE(std::filesystem::exists(temp / "web/new.jpg"));

  temp.write("in/bad.jpg", photo(220));
  const Reported mended = run_with_state(temp, {"in", "-o", "web", "--retry-failed"});
  CHECK(mended.ended.exit_code == 0);
  CHECK(mended.report.of("in/bad.jpg").at("status") == "saved");
}

TEST_CASE("option --resume tries again what other limits may let pass") {
  const TempFolder temp;
  write_photos(temp);
  const Reported refused = run_with_state(temp, {"in", "-o", "web", "--max-pixels", "100"});
  CHECK(refused.report.of("in/0/0.jpg").at("error").at("code") == "too_large");
  CHECK(refused.ended.exit_code == 1);
  const Reported resumed =
      run_with_state(temp, {"in", "-o", "web", "--resume", "--max-pixels", "1G"});
  CHECK(resumed.ended.exit_code == 0);
  CHECK(resumed.report.of("in/0/0.jpg").at("status") == "saved");
}

TEST_CASE("what was skipped for what it is stays skipped, with its reason") {
  const TempFolder temp;
  write_photos(temp);
  temp.write("in/animated.png", sample::animated_png());
  const Arguments arguments{"in", "--in-place"};
  const Reported first = run_with_state(temp, arguments);
  const Reported second = run_with_state(temp, arguments);
  CHECK(pool_of(second).at("spawns") == 0);
  CHECK(second.report.of("in/animated.png").at("status") == "skipped");
  CHECK(second.report.of("in/animated.png").at("reason") ==
        first.report.of("in/animated.png").at("reason"));
}

}  // namespace
}  // namespace pixherd
