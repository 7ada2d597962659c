// SPDX-License-Identifier: Apache-2.0
// A file of unknown origin: recognised, walked, and what was found in it weighed. Where a format
// has an end marker, a file that counts as whole must not do so without its last byte.
#include "fuzz/fuzz.hpp"
#include "pixherd/domain/image_format.hpp"
#include "pixherd/format/source_facts.hpp"
#include "pixherd/image/losses.hpp"
#include "pixherd/image/memory_need.hpp"

namespace pixherd::fuzz {
namespace {

bool has_end_marker(ImageFormat format) {
  return format == ImageFormat::jpeg || format == ImageFormat::png || format == ImageFormat::gif;
}

Input without_last_byte(Input file) {
  while (!file.empty() && file.back() == std::byte{0}) {
    file = file.first(file.size() - 1);
  }
  return file.empty() ? file : file.first(file.size() - 1);
}

void weigh(const SourceFacts& facts, std::size_t bytes) {
  TaskSettings lossless;
  lossless.lossless = true;
  lossless.metadata = MetadataSet::all();
  TaskSettings converted;
  converted.format = ImageFormat::webp;
  converted.resize.long_edge = 100;
  for (const TaskSettings& settings : {lossless, converted}) {
    PIXHERD_CHECK(facts.pixels() > settings.limits.pixels ||
                  memory_need(bytes, facts, settings) >= bytes);
    static_cast<void>(losses(facts, settings));
  }
}

void examine(Input file, ImageFormat format) {
  const Result<SourceFacts> facts = read_source_facts(file, format);
  if (!facts) {
    PIXHERD_CHECK(!facts.error().message.empty());
    return;
  }
  PIXHERD_CHECK(facts->format == format && facts->frames > 0);
  PIXHERD_CHECK(facts->size.width > 0 && facts->size.height > 0);
  PIXHERD_CHECK(facts->trailing_bytes < file.size());
  PIXHERD_CHECK(facts->orientation >= 1 && facts->orientation <= 8);
  weigh(*facts, file.size());
  if (has_end_marker(format) && facts->trailing_bytes == 0) {
    PIXHERD_CHECK(!read_source_facts(without_last_byte(file), format).ok());
  }
}

}  // namespace
}  // namespace pixherd::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pixherd;
  const fuzz::Input file = fuzz::input(data, size);
  const fuzz::Input head = file.first(std::min(size, kSniffBytes));
  static_cast<void>(describe_foreign(head));
  if (const auto format = sniff_format(head)) {
    fuzz::examine(file, *format);
  }
  return 0;
}
