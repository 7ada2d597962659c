// SPDX-License-Identifier: Apache-2.0
#include "support/gif_samples.hpp"

#include "pixherd/base/check.hpp"
#include "support/put.hpp"

namespace pixherd::sample {
namespace {

constexpr std::size_t kMostInSubBlock = 255;

Bytes packed(const std::vector<GifCode>& codes) {
  Bytes out;
  std::uint64_t bits = 0;
  unsigned held = 0;
  for (const GifCode& code : codes) {
    bits |= std::uint64_t{code.value} << held;
    for (held += code.bits; held >= 8; held -= 8) {
      put(out, static_cast<std::uint32_t>(bits & 0xFFU));
      bits >>= 8;
    }
  }
  if (held > 0) {
    put(out, static_cast<std::uint32_t>(bits & 0xFFU));
  }
  return out;
}

void put_header(Bytes& out, std::uint32_t width, std::uint32_t height) {
  put(out, "GIF89a");
  put(out, width, 2);
  put(out, height, 2);
  put(out, std::string_view("\xF1\0\0", 3));
  put(out, std::string_view("\0\0\0\xFF\0\0\0\xFF\0\0\0\xFF", 12));
}

void put_picture(Bytes& out, const GifFrame& frame, const std::vector<GifCode>& codes,
                 std::uint32_t pixel_bits = 2) {
  put(out, ",");
  put(out, frame.left, 2);
  put(out, frame.top, 2);
  put(out, frame.width, 2);
  put(out, frame.height, 2);
  put(out, 0);
  put(out, pixel_bits);
  const Bytes data = packed(codes);
  PIXHERD_CHECK(data.size() <= kMostInSubBlock);
  put(out, static_cast<std::uint32_t>(data.size()));
  out.insert(out.end(), data.begin(), data.end());
  put(out, std::string_view("\0", 1));
}

/// The table is cleared so often that no code ever has more than three bits.
std::vector<GifCode> codes_of_one_colour(std::uint32_t colour, std::uint32_t pixels) {
  std::vector<GifCode> codes;
  for (std::uint32_t i = 0; i < pixels; ++i) {
    if (i % 2 == 0) {
      codes.push_back({4});
    }
    codes.push_back({colour});
  }
  codes.push_back({5});
  return codes;
}

std::size_t table_bytes(std::byte flags) {
  const auto value = std::to_integer<unsigned>(flags);
  return (value & 0x80U) != 0 ? std::size_t{3} << ((value & 7U) + 1U) : 0;
}

std::size_t behind_sub_blocks(const Bytes& gif, std::size_t at) {
  while (gif.at(at) != std::byte{0}) {
    at += 1 + std::to_integer<std::size_t>(gif[at]);
  }
  return at + 1;
}

/// Where the sub-blocks of the last picture begin.
std::size_t last_codes(const Bytes& gif) {
  std::size_t codes = 0;
  std::size_t at = 13 + table_bytes(gif[10]);
  while (gif.at(at) != std::byte{0x3B}) {
    const bool picture = gif[at] == std::byte{0x2C};
    at += picture ? 10 + table_bytes(gif[at + 9]) + 1 : 2;
    codes = picture ? at : codes;
    at = behind_sub_blocks(gif, at);
  }
  return codes;
}

}  // namespace

Bytes gif_of_codes(std::uint32_t width, std::uint32_t height, const std::vector<GifCode>& codes,
                   std::uint32_t pixel_bits) {
  Bytes out;
  put_header(out, width, height);
  put_picture(out, {.width = width, .height = height}, codes, pixel_bits);
  put(out, ";");
  return out;
}

Bytes gif_of_frames(const std::vector<GifFrame>& frames) {
  Bytes out;
  put_header(out, 8, 6);
  std::uint32_t colour = 0;
  for (const GifFrame& frame : frames) {
    put(out, "!\xF9\4");
    put(out, frame.disposal << 2U | (frame.transparent ? 1U : 0U));
    put(out, 10, 2);
    put(out, std::string_view("\3\0", 2));
    colour = frame.colour != 0 ? frame.colour : colour % 2 + 1;
    put_picture(out, frame, codes_of_one_colour(colour, frame.width * frame.height));
  }
  put(out, ";");
  return out;
}

Bytes gif_with_cut_frame(const Bytes& gif) {
  const std::size_t begin = last_codes(gif);
  const std::size_t first = std::to_integer<std::size_t>(gif[begin]);
  const std::size_t kept = first / 2;
  Bytes out(gif.begin(), gif.begin() + static_cast<std::ptrdiff_t>(begin + 1 + kept));
  out[begin] = static_cast<std::byte>(kept);
  put(out, std::string_view("\0;", 2));
  return out;
}

}  // namespace pixherd::sample
