// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "run_task.hpp"
#include "support/catch.hpp"
#include "support/tiff_samples.hpp"

namespace pixherd {
namespace {

using sample::Bytes;

/// A source, how it is to be worked on, and what that would lose.
struct Losing {
  const char* what;
  Bytes source;
  TaskSettings settings;
  LossKind kind;
  ReasonCode code;
  const char* note;
};

TaskSettings lossy() {
  TaskSettings settings = in_place();
  settings.quality.global = 40;
  return settings;
}

TaskSettings converting_to(ImageFormat format) {
  TaskSettings settings = to_format(format);
  settings.replaces_source = true;
  return settings;
}

Bytes mpo() {
  const Bytes first = sample::with_jpeg_segment(sample::image(ImageFormat::jpeg), 0xE2,
                                                std::string("MPF\0II*\0", 8));
  const Bytes second = sample::image(ImageFormat::jpeg, {.width = 32, .height = 32});
  Bytes both = first;
  both.insert(both.end(), second.begin(), second.end());
  return both;
}

Bytes with_gain_map() {
  return sample::with_jpeg_segment(sample::image(ImageFormat::jpeg), 0xE2,
                                   std::string("urn:iso:std:iso:ts:21496:-1\0", 28));
}

/// As phones write it: XMP says so, and much else besides.
Bytes with_gain_map_in_xmp() {
  return sample::with_jpeg_segment(
      sample::image(ImageFormat::jpeg), 0xE1,
      std::string("http://ns.adobe.com/xap/1.0/\0", 29) +
          "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">"
          "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">"
          "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\""
          " xmlns:hdrgm=\"http://ns.adobe.com/hdr-gain-map/1.0/\" hdrgm:Version=\"1.0\""
          " dc:format=\"what stays\"/></rdf:RDF></x:xmpmeta>");
}

std::vector<Losing> all_losing() {
  need_engine();
  const Bytes jpeg = sample::image(ImageFormat::jpeg);
  TaskSettings keeping_all = lossy();
  keeping_all.metadata = MetadataSet::all();
  const std::string trailer(3000, 't');
  return {
      {"APNG", sample::animated_png(), lossy(), LossKind::apng, ReasonCode::animated_png,
       "animation"},
      {"MPO", mpo(), lossy(), LossKind::mpo, ReasonCode::multi_picture, "further pictures"},
      {"gain map", with_gain_map(), lossy(), LossKind::gain_map, ReasonCode::multi_picture,
       "gain map"},
      {"trailer", sample::with_trailer(jpeg, trailer), lossy(), LossKind::trailer,
       ReasonCode::trailing_data, "3000 bytes behind the end"},
      {"pages", sample::tiff_of({{}, {}}), converting_to(ImageFormat::jpeg), LossKind::pages,
       ReasonCode::multi_page, "first of 2 pages"},
      {"animation", sample::animation(ImageFormat::gif, 3), converting_to(ImageFormat::png),
       LossKind::animation, ReasonCode::multi_page, "first of 3 frames"},
      {"timing", sample::animation(ImageFormat::gif, 3), converting_to(ImageFormat::tiff),
       LossKind::animation, ReasonCode::multi_page, "timing"},
      {"depth", sample::image(ImageFormat::png, {.sixteen_bits = true}),
       converting_to(ImageFormat::webp), LossKind::depth, ReasonCode::depth_lost, "16 bits"},
      {"CMYK", sample::cmyk_jpeg(), lossy(), LossKind::cmyk, ReasonCode::colour_model, "CMYK"},
      {"metadata", sample::with_jpeg_segment(jpeg, 0xE5, "of a program"), keeping_all,
       LossKind::metadata, ReasonCode::metadata_lost, "metadata"},
      {"alpha", sample::image(ImageFormat::png, {.alpha = true}), converting_to(ImageFormat::jpeg),
       LossKind::alpha, ReasonCode::alpha_lost, "transparency"},
  };
}

TaskSettings allowing(TaskSettings settings, LossSet losses) {
  settings.allowed_losses = losses;
  return settings;
}

LossSet only(LossKind kind) {
  LossSet set;
  set.insert(kind);
  return set;
}

LossSet all_but(LossKind kind) { return LossSet(LossSet::all().bits() & ~only(kind).bits()); }

TEST_CASE("in place a loss leaves the file alone and names the option, unless it is allowed") {
  for (const Losing& losing : all_losing()) {
    CAPTURE(losing.what);
    for (const LossSet allowed : {LossSet(), all_but(losing.kind)}) {
      const Done left = run_task(losing.source, allowing(losing.settings, allowed));
      CHECK(left.outcome.status == TaskStatus::skipped);
      const Reason reason = left.outcome.reason.value_or(Reason{});
      CHECK(reason.code == losing.code);
      CAPTURE(reason.message);
      CHECK(reason.message.starts_with("not done, since "));
      CHECK(reason.message.find(std::string("--allow-loss=") + std::string(name(losing.kind))) !=
            std::string::npos);
      CHECK(left.output.empty());
    }
  }
}

TEST_CASE("an allowed loss is noted, and the output is the one that -o makes") {
  for (const Losing& losing : all_losing()) {
    CAPTURE(losing.what);
    for (const LossSet allowed : {only(losing.kind), LossSet::all()}) {
      const Done done = run_task(losing.source, allowing(losing.settings, allowed));
      CAPTURE(done.outcome.reason.value_or(Reason{}).message);
      CAPTURE(done.outcome.error.value_or(Error{}).message);
      REQUIRE(done.outcome.status == TaskStatus::saved);
      CHECK(notes_say(done.outcome, losing.note));
      TaskSettings elsewhere = losing.settings;
      elsewhere.replaces_source = false;
      if (losing.kind == LossKind::apng) {
        elsewhere.allowed_losses = allowed;  // with -o it is left alone too
      }
      const Done other = run_task(losing.source, elsewhere);
      CHECK(other.outcome.notes == done.outcome.notes);
      CHECK((other.output == done.output));
    }
  }
}

TEST_CASE("without an allowed loss nothing about any other file changes in place") {
  need_engine();
  for (const sample::Named& source : sample::one_of_each()) {
    CAPTURE(source.name);
    for (const TaskSettings& settings : {lossless_in_place(), lossy()}) {
      const Done plain = run_task(source.bytes, settings);
      const Done allowed = run_task(source.bytes, allowing(settings, LossSet::all()));
      if (plain.outcome.status != TaskStatus::skipped) {
        CHECK(plain.outcome == allowed.outcome);
        CHECK((plain.output == allowed.output));
      }
    }
  }
}

bool contains(const Bytes& bytes, const std::string& text) {
  return std::search(bytes.begin(), bytes.end(), text.begin(), text.end(), [](std::byte a, char b) {
           return a == static_cast<std::byte>(b);
         }) != bytes.end();
}

TEST_CASE("without loss of pixels too a picture may lose its companions") {
  need_engine();
  struct Case {
    const char* what;
    Bytes source;
    LossKind kind;
    ImageFormat format;
    std::string gone;
  };
  const std::string trailer = "ftypmp4 and a video" + std::string(2000, 'v');
  const std::vector<Case> cases{
      {"APNG", sample::animated_png(), LossKind::apng, ImageFormat::png, "acTL"},
      {"MPO", mpo(), LossKind::mpo, ImageFormat::jpeg, std::string("MPF\0", 4)},
      {"gain map", with_gain_map(), LossKind::gain_map, ImageFormat::jpeg, "21496"},
      {"gain map in XMP", with_gain_map_in_xmp(), LossKind::gain_map, ImageFormat::jpeg,
       "hdr-gain"},
      {"motion photo", sample::with_trailer(sample::image(ImageFormat::jpeg), trailer),
       LossKind::trailer, ImageFormat::jpeg, "ftypmp4"},
      {"PNG with a trailer", sample::with_trailer(sample::image(ImageFormat::png), trailer),
       LossKind::trailer, ImageFormat::png, "ftypmp4"},
  };
  for (const Case& each : cases) {
    CAPTURE(each.what);
    REQUIRE(contains(each.source, each.gone));
    CHECK(run_task(each.source, lossless_in_place()).outcome.status == TaskStatus::skipped);
    const TaskSettings settings = allowing(lossless_in_place(), only(each.kind));
    const Done done = run_task(each.source, settings);
    CAPTURE(done.outcome.reason.value_or(Reason{}).message);
    CAPTURE(done.outcome.error.value_or(Error{}).message);
    REQUIRE(done.outcome.status == TaskStatus::saved);
    CHECK_FALSE(done.outcome.notes.empty());
    CHECK_FALSE(contains(done.output, each.gone));
    CHECK(same_picture(decoded(done.output, each.format), decoded(each.source, each.format)));
    // What is left has nothing more to lose: the next run needs no leave.
    const Done again = run_task(done.output, lossless_in_place());
    CHECK(again.outcome.status == TaskStatus::kept);
  }
}

TEST_CASE("XMP loses the gain map that has gone and nothing else, whichever way the file takes") {
  need_engine();
  const Bytes source = with_gain_map_in_xmp();
  TaskSettings lossy_keeping = lossy();
  lossy_keeping.metadata = MetadataSet::all();
  for (const TaskSettings& settings : {lossless_in_place(), lossy_keeping}) {
    CAPTURE(settings.lossless);
    const Done done = run_task(source, allowing(settings, only(LossKind::gain_map)));
    REQUIRE(done.outcome.status == TaskStatus::saved);
    CHECK(contains(done.output, "what stays"));
    CHECK_FALSE(contains(done.output, "hdrgm"));
  }
}

TEST_CASE("without loss of pixels a TIFF may lose tags, but never a page") {
  need_engine();
  const auto text = [](const char* words) { return sample::tiff_text(270, words); };
  sample::TiffPage first;
  sample::TiffPage second;
  first.tags = {text("the first page")};
  second.tags = {text("the second page")};
  const Bytes tiff = sample::tiff_of({first, second});
  CHECK(run_task(tiff, lossless_in_place()).outcome.reason.value_or(Reason{}).code ==
        ReasonCode::metadata_lost);
  const Done done = run_task(tiff, allowing(lossless_in_place(), only(LossKind::metadata)));
  CAPTURE(done.outcome.reason.value_or(Reason{}).message);
  REQUIRE(done.outcome.status == TaskStatus::saved);
  CHECK(notes_say(done.outcome, "metadata"));
  CHECK(same_picture(decoded(done.output, ImageFormat::tiff), decoded(tiff, ImageFormat::tiff)));

  sample::TiffPage grey;
  grey.photometric = 1;
  grey.samples = 1;
  const Bytes unlike = sample::tiff_of({{}, grey});
  const Done left = run_task(unlike, allowing(lossless_in_place(), LossSet::all()));
  CHECK(left.outcome.status == TaskStatus::skipped);
  CHECK(left.outcome.reason.value_or(Reason{}).code == ReasonCode::multi_page);
  CHECK(left.outcome.reason.value_or(Reason{}).message.find("--allow-loss") == std::string::npos);
}

}  // namespace
}  // namespace pixherd
