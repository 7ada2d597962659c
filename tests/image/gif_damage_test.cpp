// SPDX-License-Identifier: Apache-2.0
#include <vector>

#include "pixherd/format/source_facts.hpp"
#include "run_task.hpp"
#include "support/catch.hpp"
#include "support/gif_samples.hpp"

namespace pixherd {
namespace {

using sample::Bytes;
using sample::gif_of_codes;

bool is_whole(const Bytes& gif) { return read_source_facts(gif, ImageFormat::gif).ok(); }

TEST_CASE("a GIF is damaged where the data of a frame is cut, though its blocks are whole") {
  need_engine();
  TaskSettings lossy = in_place();
  lossy.quality.global = 30;
  for (const Bytes& whole : {sample::image(ImageFormat::gif, {.few_colours = true}),
                             sample::animation(ImageFormat::gif, 3)}) {
    const Bytes cut = sample::gif_with_cut_frame(whole);
    for (const TaskSettings& settings :
         {lossless_in_place(), lossy, to_long_edge(20), to_format(ImageFormat::webp)}) {
      const Done done = run_task(cut, settings);
      REQUIRE(done.outcome.status == TaskStatus::failed);
      CHECK(done.outcome.error->code == ErrorCode::damaged);
      CHECK(done.output.empty());
    }
  }
}

TEST_CASE("each LZW code of a GIF counts for the pixels that it stands for") {
  // 1, 1 1, 1 1 1, 1 1 1: codes 6 and 7 are each used as soon as they are made.
  CHECK(is_whole(gif_of_codes(3, 3, {{4}, {1}, {6}, {7}, {7, 4}, {5, 4}})));
  CHECK_FALSE(is_whole(gif_of_codes(10, 1, {{4}, {1}, {6}, {7}, {7, 4}, {5, 4}})));
  CHECK(is_whole(gif_of_codes(2, 1, {{1}, {2}, {5}})));
}

TEST_CASE("a GIF whose data ends with the very bits of its last pixel would lose that") {
  const std::vector<sample::GifCode> three_bytes{{4}, {1}, {2}, {4}, {1}, {2}, {4}, {3}};
  CHECK_FALSE(is_whole(gif_of_codes(5, 1, three_bytes)));
  CHECK(is_whole(gif_of_codes(4, 1, three_bytes)));
}

TEST_CASE("a GIF's codes may be longer than its colours need") {
  CHECK(is_whole(sample::gif_of_codes(2, 1, {{2048, 12}, {1, 12}, {2, 12}, {2049, 12}}, 11)));
}

TEST_CASE("a GIF's last pixel may be followed by anything, or by no end code") {
  CHECK(is_whole(gif_of_codes(2, 1, {{4}, {1}, {2}})));
  CHECK(is_whole(gif_of_codes(2, 1, {{4}, {1}, {2}, {5, 4}, {3, 8}, {3, 8}, {3, 8}})));
}

TEST_CASE("a code that stands for nothing yet damages a GIF") {
  CHECK_FALSE(is_whole(gif_of_codes(4, 1, {{4}, {6}, {1}, {1}, {1}})));
  CHECK_FALSE(is_whole(gif_of_codes(4, 1, {{4}, {1}, {7}, {1}, {1}})));
  CHECK_FALSE(is_whole(gif_of_codes(4, 1, {{4}, {1}, {5}, {1}, {1}, {1}})));
}

TEST_CASE("a GIF whose table of codes fills up several times is whole") {
  need_engine();
  CHECK(is_whole(sample::image(ImageFormat::gif, {.width = 300, .height = 200})));
}

}  // namespace
}  // namespace pixherd
