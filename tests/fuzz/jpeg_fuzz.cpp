// SPDX-License-Identifier: Apache-2.0
// What the strict JPEG reader takes must be taken by the usual one too, and what is coded anew from
// it must pass the same check and be smaller.
#include "fuzz/fuzz.hpp"
#include "pixherd/format/source_facts.hpp"
#include "pixherd/jpeg/lossless_jpeg.hpp"

namespace pixherd::fuzz {
namespace {

/// So that an input is about bytes, not about how long a large picture takes.
constexpr std::uint64_t kMostPixels = 1U << 20U;
constexpr std::uint32_t kMostScans = 30;

bool is_small(const SourceFacts& facts) {
  return facts.pixels() <= kMostPixels && facts.jpeg.scans <= kMostScans;
}

void check_recoded(Input file) {
  const auto recoded = recode_jpeg(file, JpegScrutiny::thorough);
  if (recoded && recoded->has_value()) {
    PIXHERD_CHECK((*recoded)->size() < file.size());
    PIXHERD_CHECK(check_jpeg(**recoded, JpegScrutiny::thorough).ok());
  }
}

}  // namespace
}  // namespace pixherd::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pixherd;
  const fuzz::Input file = fuzz::input(data, size);
  const Result<SourceFacts> facts = read_source_facts(file, ImageFormat::jpeg);
  if (!facts || !fuzz::is_small(*facts)) {
    return 0;
  }
  const bool strict = check_jpeg(file, JpegScrutiny::thorough).ok();
  const bool usual = check_jpeg(file, JpegScrutiny::usual).ok();
  PIXHERD_CHECK(usual || !strict);
  if (facts->jpeg.odd_coding.empty()) {
    fuzz::check_recoded(file);
  }
  return 0;
}
