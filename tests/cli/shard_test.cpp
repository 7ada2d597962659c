// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "support/catch.hpp"
#include "support/compare.hpp"
#include "support/run_pixherd.hpp"

namespace pixherd {
namespace {

constexpr unsigned kShards = 3;

std::string shard_word(unsigned index) { return fmt::format("{}/{}", index, kShards); }

void write_unlike_costs(const TempFolder& temp) {
  write_one_of_each(temp);
  for (int i = 0; i < 12; ++i) {
    temp.write(fmt::format("in/album {}/{}.jpg", i % 2, i),
               photo(static_cast<std::uint32_t>(100 + 30 * i)));
  }
  temp.write("in/notes.txt", "no image");
  temp.write("in/empty.png", "");
}

/// The runs of all the shares, each of which adds up.
std::vector<Reported> run_shards(const TempFolder& temp, const Arguments& arguments) {
  std::vector<Reported> done;
  for (unsigned index = 1; index <= kShards; ++index) {
    Arguments each = arguments;
    each.insert(each.end(), {"--shard", shard_word(index)});
    done.push_back(report_of(each, inside(temp)));
    const Json& shard = done.back().report.header.at("shard");
    CHECK(shard.at("index") == index);
    CHECK(shard.at("count") == kShards);
  }
  return done;
}

/// Every input once, in whatever report; fails the test where one is there twice.
std::set<std::string> inputs_of(const std::vector<Reported>& runs) {
  std::set<std::string> inputs;
  for (const Reported& each : runs) {
    for (const Json& file : each.report.files) {
      CAPTURE(file.dump());
      CHECK(inputs.insert(file.at("original_path")).second);
    }
  }
  return inputs;
}

TEST_CASE("the shares together are the whole run, to the byte, and every input is in one of them") {
  const TempFolder temp;
  write_unlike_costs(temp);
  const Arguments options{"--format", "webp", "--long-edge", "200"};
  Arguments whole_run{"in", "-o", "whole"};
  whole_run.insert(whole_run.end(), options.begin(), options.end());
  const Reported whole = report_of(whole_run, inside(temp));
  CHECK(whole.report.header.at("shard").is_null());

  Arguments parts_run{"in", "-o", "parts"};
  parts_run.insert(parts_run.end(), options.begin(), options.end());
  const std::vector<Reported> parts = run_shards(temp, parts_run);
  CHECK(snapshot(temp / "parts") == snapshot(temp / "whole"));
  CHECK(inputs_of(parts) == inputs_of({whole}));
  for (const Reported& each : parts) {
    CHECK(each.report.files.size() >= 3);
    CHECK(each.report.header.at("settings_hash") == whole.report.header.at("settings_hash"));
    CHECK(each.report.footer.at("totals").at("inputs") == each.report.files.size());
  }
  CHECK(parts[0].ended.exit_code == 1);  // inputs that need no work are the first share's
  CHECK(parts[1].ended.exit_code == 0);
}

TEST_CASE("in place no share changes because another was done before") {
  const TempFolder temp;
  write_unlike_costs(temp);
  const std::vector<std::string> sources = names_in(temp / "in");
  std::set<std::string> worked_on;
  for (const Reported& each :
       run_shards(temp, {"--in-place", "in", "--format", "webp", "--remove-source"})) {
    for (const Json& file : each.report.files) {
      if (file.at("status") == "saved") {
        CHECK(worked_on.insert(file.at("original_path").get<std::string>().substr(3)).second);
      }
    }
  }
  // What one share has made is no source of the next, and no source was left out.
  CHECK(std::includes(sources.begin(), sources.end(), worked_on.begin(), worked_on.end()));
  std::size_t photographs = 0;
  for (const std::string& source : sources) {
    photographs += contains(source, "album") ? worked_on.count(source) : 0;
  }
  CHECK(photographs == 12);
}

TEST_CASE("renditions that one share has made beside their sources change no other") {
  const TempFolder temp;
  for (int i = 0; i < 12; ++i) {
    temp.write(fmt::format("in/{}.jpg", i), photo(static_cast<std::uint32_t>(100 + 30 * i)));
  }
  const std::vector<std::string> sources = names_in(temp / "in");
  // Each is narrower than that, so that its rendition bears a width that nobody named.
  const auto runs = run_shards(temp, {"in", "--same-folder", "--widths", "1000"});
  std::multiset<std::string> worked_on;
  for (const Reported& each : runs) {
    for (const Json& file : each.report.files) {
      if (file.at("status") == "saved") {
        worked_on.insert(file.at("original_path").get<std::string>().substr(3));
      }
    }
  }
  CHECK(std::vector<std::string>(worked_on.begin(), worked_on.end()) == sources);
}

TEST_CASE("shares are balanced by predicted cost, and the plan is that of the share") {
  const TempFolder temp;
  for (int i = 0; i < 40; ++i) {
    temp.write(fmt::format("in/{}.jpg", i), photo(static_cast<std::uint32_t>(64 + 24 * (i % 20))));
  }
  const Json whole = plan_of(inside(temp)).at("totals");
  double least = 1e9;
  double most = 0;
  std::uint64_t tasks = 0;
  for (unsigned index = 1; index <= kShards; ++index) {
    const Json part = plan_of(inside(temp), {"--shard", shard_word(index)}).at("totals");
    least = std::min(least, part.at("cost").get<double>());
    most = std::max(most, part.at("cost").get<double>());
    tasks += part.at("tasks").get<std::uint64_t>();
  }
  CHECK(tasks == 40);
  CHECK(most - least <= whole.at("cost").get<double>() / 40);
}

TEST_CASE("there may be more shares than tasks") {
  const TempFolder temp;
  temp.write("in/a.jpg", photo());
  temp.write("in/b.jpg", photo(200));
  std::uint64_t saved = 0;
  for (unsigned index = 1; index <= 5; ++index) {
    const Reported part =
        report_of({"in", "-o", "web", "--processes", "8", "--shard", fmt::format("{}/5", index)},
                  inside(temp));
    saved += part.report.footer.at("totals").at("saved").get<std::uint64_t>();
    CHECK(part.ended.exit_code == 0);
  }
  CHECK(saved == 2);
}

TEST_CASE("a task list has shares too") {
  const TempFolder temp;
  std::string list;
  for (int i = 0; i < 9; ++i) {
    temp.write(fmt::format("folder {}/a.jpg", i), photo());
    list += fmt::format("{{\"input\": \"folder {0}/a.jpg\", \"output\": \"web/{0}.jpg\"}}\n", i);
  }
  temp.write("tasks.json", list);
  const std::vector<Reported> parts = run_shards(temp, {"--tasks", "tasks.json"});
  CHECK(inputs_of(parts).size() == 9);
  for (const Reported& each : parts) {
    CHECK(each.report.files.size() == 3);
  }
  CHECK(names_in(temp / "web").size() == 9);
}

TEST_CASE("what is no share is named") {
  const TempFolder temp;
  temp.write("in/a.jpg", photo());
  for (const char* shard : {"0/3", "4/3", "2", "2/", "/3", "1/0", "a/b", "1/2/3", "-1/3"}) {
    const Ended ended = run_pixherd({"in", "-o", "web", "--shard", shard}, inside(temp));
    CAPTURE(shard, ended.err);
    CHECK(ended.exit_code == 2);
    CHECK(contains(ended.err, fmt::format("--shard {}: ", shard)));
  }
}

}  // namespace
}  // namespace pixherd
