// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "support/catch.hpp"
#include "support/run_pixherd.hpp"

namespace pixherd {
namespace {

/// `count` files that begin as JPEGs do and have one size: planning looks no further.
void write_tasks(const TempFolder& temp, unsigned count, std::size_t bytes = 1000) {
  std::filesystem::remove_all(temp / "in");
  for (unsigned i = 0; i < count; ++i) {
    temp.write(fmt::format("in/{}.jpg", i), "\xFF\xD8\xFF\xE0" + std::string(bytes - 4, 'x'));
  }
}

Json sizes_of(const Json& plan) {
  Json sizes = Json::array();
  for (const Json& chunk : plan.at("chunks")) {
    sizes.push_back(chunk.at("tasks"));
  }
  return sizes;
}

TEST_CASE("the plan has every field, and adds up") {
  const TempFolder temp;
  write_tasks(temp, 72);
  const Json plan = plan_of(on_host(temp, 4));
  CHECK(plan.size() == 7);
  CHECK(plan.at("cpus") == 4);
  CHECK(plan.at("processes") == Json{{"start", 2}, {"max", 4}});
  CHECK(plan.at("threads_per_worker") == 1);
  CHECK(plan.at("batch") == Json{{"min_size", 10},
                                 {"max_size", 100},
                                 {"target_memory_percentage", 0.5},
                                 {"tasks_per_process", 20},
                                 {"size", 18}});
  CHECK(plan.at("memory") ==
        Json{{"available", 8'000'000'000}, {"percentage", 0.5}, {"budget", 4'000'000'000}});
  CHECK(plan.at("totals").at("tasks") == 72);
  CHECK(plan.at("totals").at("bytes") == 72'000);
  std::uint64_t tasks = 0;
  std::uint64_t bytes = 0;
  double cost = 0;
  for (const Json& chunk : plan.at("chunks")) {
    CHECK(chunk.size() == 4);
    CHECK(chunk.at("worker") < 4);
    tasks += chunk.at("tasks").get<std::uint64_t>();
    bytes += chunk.at("bytes").get<std::uint64_t>();
    cost += chunk.at("cost").get<double>();
  }
  CHECK(tasks == 72);
  CHECK(bytes == 72'000);
  CHECK(cost == Approx(plan.at("totals").at("cost").get<double>()));
}

TEST_CASE("the plan writes nothing and forks nobody") {
  const TempFolder temp;
  write_tasks(temp, 3);
  const auto before = tree(temp.path());
  for (const Arguments& where : {Arguments{"-o", "web"}, Arguments{"--in-place"}, Arguments{}}) {
    Command how = inside(temp);
    how.environment["PIXHERD_FAULT"] = "start:0";
    how.program = PIXHERD_FAULTY_BINARY;
    CHECK(plan_of(how, where).at("totals").at("tasks") == 3);
    CHECK(tree(temp.path()) == before);
  }
}

TEST_CASE("hosts of 1 to 64 processors get the processes and threads of the formulas", "[slow]") {
  const TempFolder temp;
  for (const unsigned tasks : {1U, 5U, 200U}) {
    write_tasks(temp, tasks);
    for (const unsigned cpus : {1U, 2U, 3U, 4U, 7U, 8U, 16U, 17U, 64U}) {
      CAPTURE(tasks, cpus);
      const Json plan = plan_of(on_host(temp, cpus));
      const unsigned start = std::min(std::clamp(cpus / 2, 2U, 8U), tasks);
      const unsigned max = std::min(std::max(std::clamp(cpus / 2, 2U, 8U), cpus), tasks);
      CHECK(plan.at("cpus") == cpus);
      CHECK(plan.at("processes") == Json{{"start", start}, {"max", max}});
      CHECK(plan.at("threads_per_worker") == std::max(1U, cpus / max));
    }
  }
}

TEST_CASE("the option --processes fixes the number, or start and ceiling") {
  const TempFolder temp;
  write_tasks(temp, 20);
  const Command how = on_host(temp, 4);
  CHECK(plan_of(how, {"--processes", "3"}).at("processes") == Json{{"start", 3}, {"max", 3}});
  CHECK(plan_of(how, {"--processes", "1..12"}).at("processes") == Json{{"start", 1}, {"max", 12}});
  CHECK(plan_of(how, {"--processes", "50"}).at("processes") == Json{{"start", 20}, {"max", 20}});
  CHECK(plan_of(how, {"--processes", "1"}).at("threads_per_worker") == 4);
}

TEST_CASE("tasks that cost the same are dealt evenly") {
  const TempFolder temp;
  const Command how = on_host(temp, 4);
  write_tasks(temp, 5);
  CHECK(sizes_of(plan_of(how)) == Json{2, 1, 1, 1});
  write_tasks(temp, 1);
  CHECK(sizes_of(plan_of(how)) == Json::array({1}));
  write_tasks(temp, 2);
  CHECK(sizes_of(plan_of(how)) == Json{1, 1});
  write_tasks(temp, 72);
  CHECK(sizes_of(plan_of(how)) == Json{18, 18, 18, 18});
  std::filesystem::remove_all(temp / "in");
  std::filesystem::create_directory(temp / "in");
  CHECK(sizes_of(plan_of(how)) == Json::array());
}

TEST_CASE("the batch options change the batches") {
  const TempFolder temp;
  write_tasks(temp, 200);
  const Command how = on_host(temp, 4);
  const auto size = [&](const Arguments& arguments) {
    return plan_of(how, arguments).at("batch").at("size").get<unsigned>();
  };
  CHECK(size({}) == 20);
  CHECK(size({"--tasks-per-process", "30"}) == 30);
  CHECK(size({"--tasks-per-process", "90"}) == 50);
  CHECK(size({"--min-batch-size", "40"}) == 40);
  CHECK(size({"--max-batch-size", "12"}) == 12);
  CHECK(size({"--min-batch-size", "1", "--tasks-per-process", "3"}) == 3);
  CHECK(sizes_of(plan_of(how, {"--max-batch-size", "12"})).size() == 20);
}

TEST_CASE("little memory makes small batches, and large files too") {
  const TempFolder temp;
  write_tasks(temp, 100, 100'000);
  const auto size = [&](std::uint64_t memory, const Arguments& arguments) {
    Arguments all{"--min-batch-size", "1"};
    all.insert(all.end(), arguments.begin(), arguments.end());
    return plan_of(on_host(temp, 2, memory), all).at("batch").at("size").get<unsigned>();
  };
  CHECK(size(8'000'000'000, {}) == 20);
  const unsigned little = size(20'480'000, {});
  CHECK(little < 20);
  CHECK(size(20'480'000, {"--target-memory-percentage", "0.1"}) < little);
}

TEST_CASE("more chunks than anyone reads are summed up by worker") {
  const TempFolder temp;
  write_tasks(temp, 1200, 10);
  const Json plan = plan_of(on_host(temp, 3), {"--min-batch-size", "1", "--max-batch-size", "1"});
  REQUIRE(plan.at("chunks").size() == 3);
  for (const Json& worker : plan.at("chunks")) {
    CHECK(worker.at("chunks") == 400);
    CHECK(worker.at("tasks") == 400);
    CHECK(worker.at("bytes") == 4000);
  }
}

}  // namespace
}  // namespace pixherd
