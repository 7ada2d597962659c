// SPDX-License-Identifier: Apache-2.0
// A picture gets what stood beside another: what is put together must be a whole file again.
#include <string_view>

#include "fuzz/fuzz.hpp"
#include "pixherd/format/jpeg_quality.hpp"
#include "pixherd/format/png_chunks.hpp"
#include "pixherd/format/tiff_rewrite.hpp"
#include "pixherd/format/webp_chunks.hpp"
#include "pixherd/format/xmp.hpp"

namespace pixherd::fuzz {
namespace {

void rewrite_png(Input picture, Input source) {
  const Result<PngChunks> a = read_png_chunks(picture);
  const Result<PngChunks> b = read_png_chunks(source);
  if (!a || !b) {
    return;
  }
  if (const auto made = with_chunks_of(*a, *b)) {
    const Result<PngChunks> again = read_png_chunks(*made);
    PIXHERD_CHECK(again.ok() && again->end == made->size());
  }
}

void rewrite_webp(Input picture, Input source) {
  const Result<WebpChunks> a = read_webp_chunks(picture);
  const Result<WebpChunks> b = read_webp_chunks(source);
  if (!a || !b) {
    return;
  }
  const std::vector<std::byte> made = with_metadata_of(*a, *b);
  const Result<WebpChunks> again = read_webp_chunks(made);
  PIXHERD_CHECK(again.ok() && again->end == made.size());
}

void rewrite_tiff(Input picture, Input source) {
  const Bytes made(picture.begin(), picture.end());
  const Bytes before(source.begin(), source.end());
  static_cast<void>(tiff::changed_tag(before, made));
  PIXHERD_CHECK(tiff::without_invented_tags(made, before).size() == made.size());
}

void rewrite_xmp(Input packet) {
  const std::string_view text(reinterpret_cast<const char*>(packet.data()), packet.size());
  if (const auto upright = with_upright_orientation(text)) {
    PIXHERD_CHECK(upright->size() == text.size());
    PIXHERD_CHECK(!with_upright_orientation(*upright).has_value());
  }
}

}  // namespace
}  // namespace pixherd::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pixherd;
  const auto [picture, source] = fuzz::halves(fuzz::input(data, size));
  fuzz::rewrite_png(picture, source);
  fuzz::rewrite_webp(picture, source);
  fuzz::rewrite_tiff(picture, source);
  fuzz::rewrite_xmp(source);
  PIXHERD_CHECK(jpeg_quality(static_cast<std::uint32_t>(size * 7)) <= 100);
  return 0;
}
