// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "image/run_task.hpp"
#include "pixherd/format/source_facts.hpp"
#include "pixherd/jpeg/lossless_jpeg.hpp"
#include "support/catch.hpp"
#include "support/jpeg_samples.hpp"
#include "support/random.hpp"
#include "support/run_binary.hpp"

namespace pixherd {
namespace {

constexpr std::uint32_t kLarge = 700;  ///< of a file that is written in scans alone

/// A slope with some noise on it, so that all coefficients have something to say.
Pixels grainy(std::uint32_t width, std::uint32_t height, std::uint32_t bands) {
  Pixels pixels{
      .width = width, .height = height, .pages = 1, .bands = bands, .bits = 8, .data = {}};
  std::uint32_t noise = 1;
  for (std::uint32_t i = 0; i < width * height * bands; ++i) {
    noise = noise * 1664525U + 1013904223U;
    const std::uint32_t slope = i / bands % width * 200 / width;
    pixels.data.push_back(static_cast<std::byte>(slope + (noise >> 27U)));
  }
  return pixels;
}

std::size_t written_by_jpegtran(const sample::Bytes& jpeg, const std::string& scans) {
  const Ended made = run({.program = "/usr/bin/jpegtran",
                          .arguments = {"-copy", "all", scans},
                          .input = {reinterpret_cast<const char*>(jpeg.data()), jpeg.size()}});
  REQUIRE(made.exit_code == 0);
  return made.out.size();
}

TEST_CASE("a JPEG gets no larger than jpegtran makes it, in scans or without") {
  need_engine();
  const std::uint32_t bands = GENERATE(1U, 3U);
  const std::uint32_t side = GENERATE(40U, 200U, kLarge);
  const int quality = GENERATE(30, 75, 95);
  CAPTURE(bands, side, quality);
  const sample::Bytes jpeg = sample::jpeg_of(grainy(side, side / 2, bands), {.quality = quality});
  const auto recoded = recode_jpeg(jpeg);
  REQUIRE(recoded.ok());
  REQUIRE(recoded->has_value());
  CHECK((*recoded)->size() <= written_by_jpegtran(jpeg, "-progressive"));
  CHECK((*recoded)->size() <= written_by_jpegtran(jpeg, "-optimize"));
}

TEST_CASE("a JPEG of any size, sampling and number of components keeps its picture") {
  need_engine();
  Random random(20261127);
  constexpr std::array<std::uint32_t, 8> kSides{1, 2, 7, 8, 9, 17, 33, 130};
  const auto one_of = [&](const auto& list) { return list[random() % list.size()]; };
  for (int round = 0; round < 120; ++round) {
    const Pixels pixels = grainy(one_of(kSides), one_of(kSides), random() % 3 == 0 ? 1 : 3);
    const sample::JpegKind kind{.horizontal = one_of(std::array{1, 2, 4}),
                                .vertical = one_of(std::array{1, 2}),
                                .progressive = random() % 2 == 0,
                                .quality = one_of(std::array{5, 50, 90, 100})};
    CAPTURE(pixels.width, pixels.height, pixels.bands, kind.horizontal, kind.vertical,
            kind.progressive, kind.quality);
    const sample::Bytes jpeg = sample::jpeg_of(pixels, kind);
    const auto recoded = recode_jpeg(jpeg);
    REQUIRE(recoded.ok());
    if (recoded->has_value()) {
      CHECK((*recoded)->size() < jpeg.size());
      CHECK(decoded(**recoded, ImageFormat::jpeg).data == decoded(jpeg, ImageFormat::jpeg).data);
    }
  }
}

TEST_CASE("a JPEG in inks is written in scans, too") {
  need_engine();
  const auto recoded = recode_jpeg(sample::cmyk_jpeg(), JpegScrutiny::usual, Scans::progressive);
  REQUIRE(recoded.ok());
  REQUIRE(recoded->has_value());
  CHECK(read_source_facts(**recoded, ImageFormat::jpeg)->jpeg.scans > 4);
}

}  // namespace
}  // namespace pixherd
