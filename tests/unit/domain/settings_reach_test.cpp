// SPDX-License-Identifier: Apache-2.0
#include <functional>

#include "pixherd/domain/task_settings.hpp"
#include "support/catch.hpp"

namespace pixherd {
namespace {

struct Change {
  std::string what;
  std::function<void(TaskSettings&)> make;
  FormatSet reached;
};

FormatSet formats(std::initializer_list<ImageFormat> list) {
  FormatSet set;
  for (const ImageFormat format : list) {
    set.insert(format);
  }
  return set;
}

const FormatSet kEvery = formats({ImageFormat::jpeg, ImageFormat::png, ImageFormat::webp,
                                  ImageFormat::avif, ImageFormat::gif, ImageFormat::tiff});

std::string reach_text(const TaskSettings& settings, ImageFormat input) {
  return canonical_text(settings_reaching(settings, input));
}

TEST_CASE("a changed setting reaches the formats that it has a bearing on, and no others") {
  using F = ImageFormat;
  const std::vector<Change> changes{
      {"quality", [](auto& s) { s.quality.global = 60; }, kEvery},
      {"webp quality", [](auto& s) { s.quality.webp = 60; }, formats({F::webp})},
      {"png quality", [](auto& s) { s.quality.png = 60; }, formats({F::png})},
      {"avif effort", [](auto& s) { s.encoder.effort.avif = 2; }, formats({F::avif})},
      {"effort", [](auto& s) { s.encoder.effort.global = 2; },
       formats({F::png, F::webp, F::avif, F::gif})},
      {"chroma", [](auto& s) { s.encoder.chroma = ChromaSubsampling::full; },
       formats({F::jpeg, F::avif})},
      {"scans", [](auto& s) { s.encoder.scans = Scans::progressive; },
       formats({F::jpeg, F::png, F::gif})},
      {"near lossless", [](auto& s) { s.encoder.near_lossless = true; }, formats({F::webp})},
      {"colours", [](auto& s) { s.encoder.colours = 16; }, formats({F::png, F::gif})},
      {"dither", [](auto& s) { s.encoder.dither_percent = 50; }, formats({F::png, F::gif})},
      {"depth", [](auto& s) { s.encoder.bit_depth = 10; }, formats({F::avif})},
      {"size", [](auto& s) { s.resize.width = 10; }, kEvery},
      {"kernel without a size", [](auto& s) { s.resize.kernel = Kernel::linear; }, {}},
      {"kernel of renditions",
       [](auto& s) {
         s.resize.kernel = Kernel::linear;
         s.renditions = {{100, {}}};
       },
       kEvery},
      {"allowed losses into a folder",
       [](auto& s) { s.allowed_losses.insert(LossKind::depth); },
       {}},
      {"a loss that is refused into a folder, too",
       [](auto& s) { s.allowed_losses.insert(LossKind::apng); }, kEvery},
      {"metadata", [](auto& s) { s.metadata = MetadataSet::icc(); }, kEvery},
      {"verification", [](auto& s) { s.verification = Verification::full; }, {}},
      {"limits", [](auto& s) { s.limits.pixels = 5; }, {}},
      {"dry run", [](auto& s) { s.dry_run = true; }, {}}};
  for (const Change& change : changes) {
    TaskSettings changed;
    change.make(changed);
    for (const ImageFormat input : kImageFormats) {
      CAPTURE(change.what, name(input));
      CHECK((reach_text(changed, input) != reach_text({}, input)) ==
            change.reached.contains(input));
    }
  }
}

TEST_CASE("what may be lost reaches what is replaced, and what is to lose nothing") {
  for (bool TaskSettings::*way : {&TaskSettings::replaces_source, &TaskSettings::lossless}) {
    TaskSettings settings;
    settings.*way = true;
    TaskSettings changed = settings;
    changed.allowed_losses.insert(LossKind::depth);
    CHECK(reach_text(changed, ImageFormat::png) != reach_text(settings, ImageFormat::png));
  }
}

TEST_CASE("a kernel reaches what changes its size") {
  TaskSettings settings;
  settings.resize.long_edge = 100;
  TaskSettings changed = settings;
  changed.resize.kernel = Kernel::linear;
  CHECK(reach_text(changed, ImageFormat::png) != reach_text(settings, ImageFormat::png));
}

TEST_CASE("it is the output's format that a setting reaches") {
  TaskSettings settings;
  settings.format = ImageFormat::webp;
  TaskSettings changed = settings;
  changed.quality.jpeg = 60;
  CHECK(reach_text(changed, ImageFormat::jpeg) == reach_text(settings, ImageFormat::jpeg));
  changed.quality.webp = 60;
  CHECK(reach_text(changed, ImageFormat::jpeg) != reach_text(settings, ImageFormat::jpeg));
}

TEST_CASE("what is asked for all formats is the same as for the one that is made") {
  TaskSettings all;
  all.quality.global = 70;
  TaskSettings one;
  one.quality.jpeg = 70;
  CHECK(reach_text(all, ImageFormat::jpeg) == reach_text(one, ImageFormat::jpeg));
}

TEST_CASE("of several outputs every format is reached") {
  TaskSettings settings;
  settings.renditions = {{100, ImageFormat::avif}, {100, {}}};
  TaskSettings changed = settings;
  changed.quality.avif = 40;
  CHECK(reach_text(changed, ImageFormat::jpeg) != reach_text(settings, ImageFormat::jpeg));
  changed = settings;
  changed.quality.webp = 40;
  CHECK(reach_text(changed, ImageFormat::jpeg) == reach_text(settings, ImageFormat::jpeg));
  CHECK(reach_text(changed, ImageFormat::webp) != reach_text(settings, ImageFormat::webp));
}

TEST_CASE("an output is lossy by its format and by what is asked") {
  TaskSettings settings;
  CHECK(makes_lossy(settings, ImageFormat::jpeg));
  CHECK_FALSE(makes_lossy(settings, ImageFormat::png));
  CHECK_FALSE(makes_lossy(settings, ImageFormat::tiff));
  settings.quality.global = 50;
  CHECK(makes_lossy(settings, ImageFormat::png));
  CHECK(makes_lossy(settings, ImageFormat::tiff));
  settings = {};
  settings.encoder.colours = 8;
  CHECK(makes_lossy(settings, ImageFormat::gif));
  settings = {};
  settings.lossless = true;
  CHECK_FALSE(makes_lossy(settings, ImageFormat::jpeg));
}

}  // namespace
}  // namespace pixherd
