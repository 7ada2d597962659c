// SPDX-License-Identifier: Apache-2.0
// A disk on which some outputs find no room, where others make it by being put in their place.
#include <atomic>
#include <cstdint>

#include "support/catch.hpp"
#include "support/child.hpp"
#include "support/toy_run.hpp"

namespace pixherd {
namespace {

/// The first tasks find no room before so many have been done.
struct NearlyFull {
  explicit NearlyFull(TaskId need_room, int until_done) : toy(kTasks, {2, 2}) {
    toy.desk.others_make_room = true;
    toy.handler.work = [this, need_room, until_done, work = toy.handler.work](
                           const WorkOrder& order, const TaskFiles& files, const AskMemory& ask) {
      if (order.task < need_room && *done < until_done) {
        return failed_outcome({ErrorCode::disk_full, "No space left on device"}, order.bytes);
      }
      ++*done;
      return work(order, files, ask);
    };
  }

  static constexpr std::uint32_t kTasks = 100;
  Shared<std::atomic<int>> done;
  ToyRun toy;
};

TEST_CASE("what finds no room is done after those that make it") {
  NearlyFull disk(20, 80);
  const RunResult result = disk.toy.run();
  CHECK(result.end == RunEnd::done);
  CHECK(disk.toy.all_done());
  CHECK(disk.toy.observer.order.size() == NearlyFull::kTasks);
}

TEST_CASE("as long as one more is done the others are tried again") {
  NearlyFull disk(20, 80);
  // Each of the last makes room for one more.
  disk.toy.handler.work = [&disk, work = disk.toy.handler.work](const WorkOrder& order,
                                                                const TaskFiles& files,
                                                                const AskMemory& ask) {
    const bool last = order.task < 20 && order.task + 80 > static_cast<unsigned>(*disk.done);
    return last ? failed_outcome({ErrorCode::disk_full, "No space left on device"}, order.bytes)
                : work(order, files, ask);
  };
  CHECK(disk.toy.run().end == RunEnd::done);
  CHECK(disk.toy.all_done());
}

TEST_CASE("where nobody makes enough room the run stops, and all but the large are done") {
  NearlyFull disk(3, 1000);
  const RunResult result = disk.toy.run();
  CHECK(result.end == RunEnd::stopped);
  CHECK(result.stop_reason == "No space left on device");
  CHECK(disk.toy.observer.count(TaskStatus::saved) == NearlyFull::kTasks - 3);
  CHECK(disk.toy.observer.count(TaskStatus::failed) >= 1);
  CHECK(disk.toy.observer.order.size() == NearlyFull::kTasks);
  CHECK(disk.toy.desk.still_open() == 0);
}

TEST_CASE("where others make no room the run stops at once") {
  NearlyFull disk(NearlyFull::kTasks, 1000);
  disk.toy.desk.others_make_room = false;
  CHECK(disk.toy.run().end == RunEnd::stopped);
  CHECK(disk.toy.desk.put_back_count < 10);
}

}  // namespace
}  // namespace pixherd
