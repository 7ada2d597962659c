// SPDX-License-Identifier: Apache-2.0
#include "png_density.hpp"

#include <string_view>

#include "pixherd/format/byte_view.hpp"
#include "pixherd/format/png_chunks.hpp"

namespace pixherd {
namespace {

constexpr std::string_view kDensity = "pHYs";
constexpr std::size_t kBodyBytes = 9;
constexpr std::size_t kSignatureBytes = 8;
constexpr std::uint8_t kMetre = 1;

Bytes body_of(const PngDensity& density) {
  Bytes body;
  append_big(body, density.across, 4);
  append_big(body, density.down, 4);
  append_big(body, density.in_metre ? kMetre : 0U, 1);
  return body;
}

}  // namespace

std::optional<PngDensity> density_of_png(std::span<const std::byte> png) {
  const Result<PngChunks> chunks = read_png_chunks(png);
  if (!chunks) {
    return std::nullopt;
  }
  for (const PngChunk& chunk : chunks->list) {
    const ByteView body(chunk.body);
    if (chunk.type == kDensity && body.size() == kBodyBytes) {
      return PngDensity{body.be32(0), body.be32(4), body.u8(8) == kMetre};
    }
  }
  return std::nullopt;
}

Bytes with_png_density(const Bytes& png, const std::optional<PngDensity>& density) {
  const Result<PngChunks> chunks = read_png_chunks(png);
  if (!chunks) {
    return png;
  }
  Bytes made(png.begin(), png.begin() + kSignatureBytes);
  for (const PngChunk& chunk : chunks->list) {
    if (chunk.type != kDensity) {
      append(made, chunk.whole);
    }
    if (chunk.type == "IHDR" && density) {
      png::put_chunk(made, kDensity, body_of(*density));
    }
  }
  return made;
}

}  // namespace pixherd
