// SPDX-License-Identifier: Apache-2.0
#include "support/seeds.hpp"

#include <fmt/format.h>

#include <array>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "pixherd/process/message.hpp"
#include "support/companion_samples.hpp"
#include "support/damage.hpp"
#include "support/exif_samples.hpp"
#include "support/ledger_samples.hpp"

namespace pixherd::sample {
namespace {

constexpr std::array<std::string_view, 5> kTaskLists{
    R"([{"input": "a.png", "output": "web/a.webp", "settings": {
      "quality": {"global": 80, "jpeg": 75, "png": null, "webp": 1, "avif": 100},
      "resize": {"width": 800, "height": null, "maintainAspect": true, "mode": "width", "size": 9},
      "outputFormat": "webp"}}])",
    R"([{"input": "a", "output": "b", "settings": {
      "resize": {"width": "10", "height": 20, "maintainAspect": false, "mode": null},
      "outputFormat": "original"}}, {"input": "c", "output": "d"}])",
    "{\"input\": \"a\", \"output\": \"b\"}\n\n"
    "{\"input\": \"c\", \"output\": \"d\", \"settings\": {\"resize\": {\"mode\": \"longest\", "
    "\"size\": 1600}}}\r\n",
    "\xEF\xBB\xBF{\"input\": \"\\u00e9\", \"output\": \"x\\ud83d\\ude00\", \"more\": [1e9, {}]}",
    "[{\"input\": \"a\", \"output\": \"b\", \"settings\": {\"resize\": {\"mode\": \"none\"}}}, "
    "1e400]"};

/// As the targets take two files in one.
Bytes pair_of(const Bytes& first, const Bytes& second) {
  Bytes both{static_cast<std::byte>(first.size()), static_cast<std::byte>(first.size() >> 8U)};
  both.insert(both.end(), first.begin(), first.end());
  both.insert(both.end(), second.begin(), second.end());
  return both;
}

/// As that target takes what is to be kept before the file.
Bytes without_place_of(const Bytes& file) {
  MetadataSet kept = MetadataSet::all();
  kept.remove(MetadataKind::gps);
  Bytes both{static_cast<std::byte>(kept.bits())};
  both.insert(both.end(), file.begin(), file.end());
  return both;
}

template <class Message>
Bytes frames_of(const std::vector<Message>& messages) {
  Bytes bytes;
  for (const Message& message : messages) {
    append_message(bytes, message);
  }
  return bytes;
}

WorkOrder some_order() {
  WorkOrder order;
  order.task = 7;
  order.bytes = 1234;
  order.format = ImageFormat::png;
  order.settings.format = ImageFormat::webp;
  order.settings.quality.webp = 70;
  order.settings.resize.long_edge = 800;
  order.settings.lane = Lane::libvips;
  return order;
}

TaskDone some_end() {
  TaskDone done{.task = 7, .outcome = {}, .seconds = 0.25};
  done.outcome.status = TaskStatus::saved;
  done.outcome.format = ImageFormat::webp;
  done.outcome.notes = {"a note", "another"};
  return done;
}

void write_frames(const std::filesystem::path& folder) {
  const Bytes down = frames_of<ParentMessage>(
      {WarmOrder{FormatSet(63)}, some_order(), MemoryGrant{7}, LeaveOrder{}});
  const Bytes up = frames_of<WorkerMessage>(
      {WorkerReady{FormatSet(63), 0.5}, TaskStarted{7}, MemoryNeed{7, 1U << 30U}, some_end(),
       TaskDone{8, skipped_outcome({ReasonCode::not_smaller, "a reason"}, 5), 0.5},
       TaskDone{9, failed_outcome({ErrorCode::damaged, "an error"}, 5), 0.5}});
  write_file(folder / "down", pair_of(down, {}));
  write_file(folder / "up", pair_of(cut(up, up.size() / 2), up));
}

void write_pictures(const std::filesystem::path& folder) {
  std::vector<Named> all = small_of_each();
  const std::vector<Named> more = with_companions();
  all.insert(all.end(), more.begin(), more.end());
  for (const Named& sample : all) {
    write_file(folder / "structures" / sample.name, sample.bytes);
    write_file(folder / "rewrites" / sample.name, pair_of(sample.bytes, sample.bytes));
    write_file(folder / "metadata" / sample.name, without_place_of(sample.bytes));
    if (sample.format == ImageFormat::jpeg) {
      write_file(folder / "jpeg" / sample.name, sample.bytes);
    }
  }
}

}  // namespace

void write_file(const std::filesystem::path& path, std::span<const std::byte> bytes) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream out(path, std::ios::binary);
  out.write(reinterpret_cast<const char*>(bytes.data()),
            static_cast<std::streamsize>(bytes.size()));
}

void write_seeds(const std::filesystem::path& folder) {
  write_pictures(folder);
  write_frames(folder / "frames");
  for (std::size_t i = 0; i < kTaskLists.size(); ++i) {
    write_file(folder / "task_list" / fmt::format("list-{}", i),
               std::as_bytes(std::span(kTaskLists[i])));
  }
  write_file(folder / "metadata" / "exif", without_place_of(exif_block({.thumbnail = true})));
  write_file(folder / "metadata" / "exif-in-jpeg", without_place_of(jpeg_with_exif({})));
  write_file(folder / "metadata" / "companions",
             without_place_of(jpeg_with_companions({.film = film_that_tells("the title")})));
  const std::string ledger = records_of(some_entries());
  write_file(folder / "ledger" / "whole", std::as_bytes(std::span(ledger)));
  constexpr std::string_view kPacket =
      "<rdf:Description tiff:Orientation=\"6\"><tiff:Orientation> 8 </tiff:Orientation>";
  write_file(folder / "rewrites" / "xmp",
             pair_of({}, Bytes(std::as_bytes(std::span(kPacket)).begin(),
                               std::as_bytes(std::span(kPacket)).end())));
}

}  // namespace pixherd::sample
