// SPDX-License-Identifier: Apache-2.0
#include "pixherd/base/bytes.hpp"
#include "pixherd/format/source_facts.hpp"
#include "run_task.hpp"
#include "support/catch.hpp"
#include "support/gif_samples.hpp"

namespace pixherd {
namespace {

using sample::Bytes;
using sample::gif_of_frames;
using sample::GifFrame;

constexpr GifFrame kWhole;
constexpr GifFrame kPart{.left = 2, .top = 2, .width = 3, .height = 3};

GifFrame disposed(GifFrame frame, std::uint32_t disposal) {
  frame.disposal = disposal;
  return frame;
}

GifFrame transparent(GifFrame frame) {
  frame.transparent = true;
  return frame;
}

bool comes_out_opaque(const std::vector<GifFrame>& frames) {
  const Result<SourceFacts> facts = read_source_facts(gif_of_frames(frames), ImageFormat::gif);
  REQUIRE(facts.ok());
  return facts->gif.opaque_clear_parts;
}

TaskSettings webp_in_place(bool lossless) {
  TaskSettings settings = lossless ? lossless_in_place() : in_place();
  settings.format = ImageFormat::webp;
  return settings;
}

TaskSettings smaller_in_place() {
  TaskSettings settings = in_place();
  settings.resize.long_edge = 4;
  return settings;
}

TEST_CASE("what a GIF leaves clear is seen where the decoder makes it opaque") {
  CHECK(comes_out_opaque({kPart}));
  CHECK(comes_out_opaque({kPart, kWhole}));
  CHECK(comes_out_opaque(
      {kWhole, disposed(kPart, 2), kPart, disposed(kPart, 2), {.width = 3, .height = 3}}));
  CHECK(comes_out_opaque({disposed(kWhole, 3), kPart}));
  CHECK(comes_out_opaque({disposed(kWhole, 2), disposed(kPart, 3), transparent(kWhole)}));
}

TEST_CASE("a GIF whose frames leave nothing clear, or are decoded with alpha, loses nothing") {
  CHECK_FALSE(comes_out_opaque({kWhole, kPart}));
  CHECK_FALSE(comes_out_opaque({kWhole, disposed(kPart, 3), kPart}));
  CHECK_FALSE(comes_out_opaque({disposed(kWhole, 2), disposed(kWhole, 2)}));
  CHECK_FALSE(comes_out_opaque({kWhole, disposed(kPart, 2), kWhole}));
  CHECK_FALSE(comes_out_opaque({kWhole, disposed(kPart, 2)}));
  CHECK_FALSE(comes_out_opaque({transparent(kPart)}));
  CHECK_FALSE(comes_out_opaque({transparent(disposed(kPart, 2)), transparent(kPart)}));
}

TEST_CASE("the first frame of a GIF that is larger than its screen counts, as it is decoded") {
  need_engine();
  const Bytes grown = gif_of_frames({{.left = 3, .top = 2, .width = 20, .height = 10}, kWhole});
  const Result<SourceFacts> facts = read_source_facts(grown, ImageFormat::gif);
  REQUIRE(facts.ok());
  CHECK(facts->size == PixelSize{23, 12});
  const Pixels pixels = decoded(grown, ImageFormat::gif);
  CHECK(PixelSize{pixels.width, pixels.height} == facts->size);
  const Bytes late = gif_of_frames({kWhole, {.width = 20, .height = 10}});
  CHECK(read_source_facts(late, ImageFormat::gif)->size == PixelSize{8, 6});
  TaskSettings settings = to_format(ImageFormat::webp);
  settings.limits.pixels = 2 * 23 * 12 - 1;
  CHECK(run_task(grown, settings).outcome.status == TaskStatus::failed);
}

TEST_CASE("in place a GIF is left alone where what it leaves clear would become opaque") {
  need_engine();
  const Bytes part = gif_of_frames({kPart});
  const Bytes cleared = gif_of_frames({kWhole, disposed(kPart, 2), {.width = 3, .height = 3}});
  for (const Bytes& source : {part, cleared}) {
    for (const TaskSettings& settings :
         {webp_in_place(true), webp_in_place(false), smaller_in_place(), lossless_in_place()}) {
      const Done left = run_task(source, settings);
      CHECK(left.outcome.status == TaskStatus::skipped);
      CHECK(left.outcome.reason.value_or(Reason{}).code == ReasonCode::alpha_lost);
      TaskSettings allowing = settings;
      allowing.allowed_losses.insert(LossKind::alpha);
      CHECK(run_task(source, allowing).outcome.status != TaskStatus::skipped);
    }
    const Done done = run_task(source, to_format(ImageFormat::webp));
    REQUIRE(done.outcome.status == TaskStatus::saved);
    CHECK(notes_say(done.outcome, "becomes opaque"));
  }
}

/// `gif` with a screen of that size.
Bytes on_screen(Bytes gif, PixelSize screen) {
  put_number(gif, 6, screen.width, 2, false);
  put_number(gif, 8, screen.height, 2, false);
  return gif;
}

TEST_CASE("a GIF whose frames the decoder would give another screen is refused") {
  need_engine();
  const Bytes frames = gif_of_frames({kWhole, kPart});
  for (const PixelSize screen : {PixelSize{640, 480}, PixelSize{8, 3000}, PixelSize{1600, 1200}}) {
    CAPTURE(screen.width, screen.height);
    const Bytes source = on_screen(frames, screen);
    for (const TaskSettings& settings : {lossless_in_place(), in_place(), smaller_in_place(),
                                         webp_in_place(true), webp_in_place(false)}) {
      const Done left = run_task(source, settings);
      CHECK(left.outcome.status == TaskStatus::skipped);
      CHECK(left.outcome.reason.value_or(Reason{}).message.find("a screen of") !=
            std::string::npos);
    }
    const Done refused = run_task(source, to_format(ImageFormat::webp));
    REQUIRE(refused.outcome.error.has_value());
    CHECK(refused.outcome.error->code == ErrorCode::unsupported_format);
  }
  CHECK(run_task(on_screen(frames, {800, 601}), to_format(ImageFormat::webp)).outcome.status ==
        TaskStatus::saved);
}

TEST_CASE("metadata goes from a GIF with clear parts, since no pixel is decoded for it") {
  need_engine();
  Bytes source = gif_of_frames({kPart});
  const std::string comment = std::string("!\xFE\4text\0", 8);
  source.pop_back();
  source = sample::with_trailer(std::move(source), comment + ";");
  TaskSettings settings = lossless_in_place();
  settings.metadata = MetadataSet::none();
  const Done done = run_task(source, settings);
  REQUIRE(done.outcome.status == TaskStatus::saved);
  CHECK((done.output == gif_of_frames({kPart})));
}

}  // namespace
}  // namespace pixherd
