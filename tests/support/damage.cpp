// SPDX-License-Identifier: Apache-2.0
#include "support/damage.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "support/jpeg_samples.hpp"
#include "support/tiff_samples.hpp"

namespace pixherd::sample {
namespace {

constexpr Options kSmall{.width = 40, .height = 24};
constexpr Options kSmallAlpha{.width = 40, .height = 24, .alpha = true};
constexpr Options kSmallDrawing{.width = 40, .height = 24, .few_colours = true};

std::ptrdiff_t offset(std::size_t at) { return static_cast<std::ptrdiff_t>(at); }

std::string as_text(const Bytes& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

Bytes png_with_header(const Bytes& png, const std::string& body) {
  constexpr std::size_t kSignature = 8;
  constexpr std::size_t kHeader = 25;
  Bytes out = with_png_chunk(png, "IHDR", body);
  out.erase(out.begin() + kSignature, out.begin() + kSignature + kHeader);
  return out;
}

std::size_t below(Random& random, std::size_t end) { return random() % end; }

void wound(Bytes& bytes, Random& random) {
  constexpr std::size_t kLongestRun = 16;
  const std::size_t at = below(random, bytes.size());
  const std::size_t end = std::min(bytes.size(), at + 1 + below(random, kLongestRun));
  const auto from = bytes.begin() + offset(at);
  const auto to = bytes.begin() + offset(end);
  switch (below(random, 6)) {
    case 0: *from ^= static_cast<std::byte>(1U << below(random, 8)); return;
    case 1: *from = static_cast<std::byte>(below(random, 256)); return;
    case 2: std::fill(from, to, static_cast<std::byte>(below(random, 2) * 255)); return;
    case 3:
      std::generate(from, to, [&] { return static_cast<std::byte>(below(random, 256)); });
      return;
    case 4:
      if (end - at < bytes.size()) {
        bytes.erase(from, to);
      }
      return;
    default: {
      const Bytes run(from, to);
      bytes.insert(to, run.begin(), run.end());
      return;
    }
  }
}

}  // namespace

std::vector<Named> small_of_each() {
  using enum ImageFormat;
  const TiffPage page;
  return {{"baseline-jpeg", jpeg, image(jpeg, kSmall)},
          {"progressive-jpeg", jpeg, jpeg_of(picture(kSmall), {.progressive = true})},
          {"odd-sampling-jpeg", jpeg, jpeg_of(picture(kSmall), {.vertical = 1})},
          {"png", png, image(png, kSmall)},
          {"alpha-png", png, image(png, kSmallAlpha)},
          {"palette-png", png, palette_png(kSmall)},
          {"wide-png", png, image(png, {.width = 40, .height = 24, .sixteen_bits = true})},
          {"gif", gif, image(gif, kSmallDrawing)},
          {"animated-gif", gif, animation(gif, 3, kSmall)},
          {"lossy-webp", webp, lossy_webp(kSmallAlpha)},
          {"lossless-webp", webp, image(webp, kSmall)},
          {"animated-webp", webp, animation(webp, 3, kSmall)},
          {"tiff", tiff, image(tiff, kSmall)},
          {"plain-tiff", tiff, tiff_of({page})},
          {"paged-tiff", tiff, tiff_of({page, page})},
          {"jpeg-in-tiff", tiff, lossy_tiff(kSmall)},
          {"avif", avif, image(avif, kSmall)},
          {"alpha-avif", avif, image(avif, kSmallAlpha)}};
}

std::vector<Named> with_companions() {
  using enum ImageFormat;
  const Bytes photo = image(jpeg, kSmall);
  const std::string another = as_text(photo);
  const std::string gain_map = std::string("http://ns.adobe.com/xap/1.0/\0", 29) +
                               "<x:xmpmeta xmlns:hdrgm=\"http://ns.adobe.com/hdr-gain-map/1.0/\"/>";
  const std::string film(
      "\0\0\0\x18"
      "ftypmp42\0\0\0\0mp42isom\0\0\0\x08mdat",
      32);
  const std::string archive("PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 22);
  const std::string index("MPF\0MM\0*\0\0\0\x08\0\0\0\0\0\0", 18);
  return {{"apng", png, animated_png()},
          {"mpo", jpeg, with_trailer(with_jpeg_segment(photo, 0xE2, index), another)},
          {"gain-map", jpeg, with_trailer(with_jpeg_segment(photo, 0xE1, gain_map), another)},
          {"motion-photo", jpeg, with_trailer(photo, film)},
          {"archive-behind-jpeg", jpeg, with_trailer(photo, archive)},
          {"archive-behind-png", png, with_trailer(image(png, kSmall), archive)},
          {"archive-behind-gif", gif, with_trailer(image(gif, kSmallDrawing), archive)},
          {"archive-behind-webp", webp, with_trailer(image(webp, kSmall), archive)},
          {"archive-behind-tiff", tiff, with_trailer(image(tiff, kSmall), archive)}};
}

Bytes cut(const Bytes& whole, std::size_t length) {
  return {whole.begin(), whole.begin() + offset(std::min(length, whole.size()))};
}

Bytes scarred(const Bytes& whole, Random& random) {
  Bytes bytes = whole;
  const std::size_t wounds = 1 + below(random, 4);
  for (std::size_t i = 0; i < wounds || bytes == whole; ++i) {
    wound(bytes, random);
  }
  return bytes;
}

std::vector<Bytes> with_other_values(const Named& sample, const Field& field) {
  const auto shift = [&](unsigned i) { return 8 * (field.big_endian ? field.bytes - 1 - i : i); };
  std::uint64_t value = 0;
  for (unsigned i = 0; i < field.bytes; ++i) {
    value |= std::to_integer<std::uint64_t>(sample.bytes.at(field.at + i)) << shift(i);
  }
  const std::uint64_t most = (std::uint64_t{1} << 8 * field.bytes) - 1;
  std::vector<std::uint64_t> others{0,         1,         value - 1, value + 1,
                                    value / 2, value * 2, most / 2,  most};
  std::vector<Bytes> made;
  for (const std::uint64_t other : others) {
    Bytes changed = sample.bytes;
    for (unsigned i = 0; i < field.bytes; ++i) {
      changed[field.at + i] = static_cast<std::byte>(other >> shift(i) & 0xFFU);
    }
    const bool header = sample.format == ImageFormat::png && field.at >= 16 && field.at < 29;
    if (header) {
      changed = png_with_header(changed, as_text(changed).substr(16, 13));
    }
    if (changed != sample.bytes && std::find(made.begin(), made.end(), changed) == made.end()) {
      made.push_back(std::move(changed));
    }
  }
  return made;
}

}  // namespace pixherd::sample
