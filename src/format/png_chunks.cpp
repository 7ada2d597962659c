// SPDX-License-Identifier: Apache-2.0
#include "pixherd/format/png_chunks.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "pixherd/base/bytes.hpp"
#include "pixherd/format/byte_view.hpp"
#include "pixherd/png/png_file.hpp"

namespace pixherd {
namespace {

constexpr std::array<std::string_view, 4> kPictureChunks{"IHDR", "PLTE", "tRNS", "IDAT"};
constexpr std::array<std::string_view, 9> kSafeThoughMarkedUnsafe{
    "cHRM", "gAMA", "iCCP", "sRGB", "cICP", "mDCV", "cLLI", "tIME", "sPLT"};

template <std::size_t N>
bool is_one_of(std::string_view type, const std::array<std::string_view, N>& types) {
  return std::find(types.begin(), types.end(), type) != types.end();
}

bool is_critical(std::string_view type) { return (static_cast<unsigned char>(type[0]) & 32U) == 0; }
bool is_safe_to_copy(std::string_view type) {
  return (static_cast<unsigned char>(type[3]) & 32U) != 0;
}

bool may_be_copied(std::string_view type) {
  return !is_critical(type) && (is_safe_to_copy(type) || is_one_of(type, kSafeThoughMarkedUnsafe));
}

std::vector<std::uint8_t> numbers_in(const PngChunk& chunk) {
  std::vector<std::uint8_t> numbers;
  for (const std::byte byte : chunk.body) {
    numbers.push_back(std::to_integer<std::uint8_t>(byte));
  }
  return numbers;
}

/// RGB pictures may carry a suggested palette.
bool holds_palette(PngColour colour) {
  return colour == PngColour::palette || colour == PngColour::rgb || colour == PngColour::rgb_alpha;
}

PngForm form_of(const PngChunks& png) {
  const ByteView header(png.list.front().body);
  PngForm form;
  form.depth = header.u8(8);
  form.colour = static_cast<PngColour>(header.u8(9));
  for (const PngChunk& chunk : png.list) {
    if (chunk.type == "PLTE" && holds_palette(form.colour)) {
      form.palette = numbers_in(chunk);
    } else if (chunk.type == "tRNS") {
      form.transparency = numbers_in(chunk);
    }
  }
  return form;
}

bool is_bound_to_form(std::string_view type) {
  return type == "bKGD" || type == "sBIT" || type == "hIST";
}

/// What a chunk that is bound to the form `from` says in the form `to`.
std::optional<Bytes> body_in(const PngForm& to, const PngChunk& chunk, const PngForm& from) {
  const Bytes body(chunk.body.begin(), chunk.body.end());
  return chunk.type == "bKGD"   ? background_in(to, {.form = from, .background = body})
         : chunk.type == "sBIT" ? significant_bits_in(to, {.form = from, .significant_bits = body})
                                : std::nullopt;
}

/// Adds a chunk of a picture in the form `from` to one in the form `to`; false where it would not
/// be right there.
bool put_in_form(Bytes& out, const PngChunk& chunk, const PngForm& from, const PngForm& to) {
  if (!is_bound_to_form(chunk.type) || speak_alike(from, to)) {
    append(out, chunk.whole);
    return is_bound_to_form(chunk.type) || may_be_copied(chunk.type);
  }
  const std::optional<Bytes> body = body_in(to, chunk, from);
  png::put_chunk(out, chunk.type, body.value_or(Bytes()));
  return body.has_value();
}

}  // namespace

Result<PngChunks> read_png_chunks(std::span<const std::byte> bytes) {
  constexpr std::uint64_t kFrame = 12;
  const ByteView file(bytes);
  PngChunks chunks;
  bool has_picture = false;
  std::uint64_t at = kPngSignature.size();
  while (file.holds(at, kFrame)) {
    const std::uint64_t length = file.be32(at);
    if (!file.holds(at, kFrame + length)) {
      return Error{ErrorCode::damaged, "the PNG is cut short within a chunk"};
    }
    const PngChunk chunk{file.text(at + 4, 4), file.part(at + 8, length).bytes(),
                         file.part(at, kFrame + length).bytes()};
    if (chunks.list.empty() && (chunk.type != "IHDR" || length != 13)) {
      return Error{ErrorCode::damaged, "the PNG does not begin with its header"};
    }
    has_picture |= chunk.type == "IDAT";
    chunks.list.push_back(chunk);
    at += kFrame + length;
    if (chunk.type == "IEND") {
      if (!has_picture) {
        return Error{ErrorCode::damaged, "the PNG has no picture"};
      }
      chunks.end = at;
      return chunks;
    }
  }
  return Error{ErrorCode::damaged, "the PNG is cut short: its end chunk is missing"};
}

PngChunks without_animation(PngChunks animated) {
  std::erase_if(animated.list, [](const PngChunk& chunk) {
    return chunk.type == "acTL" || chunk.type == "fcTL" || chunk.type == "fdAT";
  });
  return animated;
}

BoundToForm bound_in(const PngChunks& png) {
  BoundToForm bound{.form = form_of(png)};
  for (const PngChunk& chunk : png.list) {
    if (chunk.type == "bKGD") {
      bound.background.assign(chunk.body.begin(), chunk.body.end());
    } else if (chunk.type == "sBIT") {
      bound.significant_bits.assign(chunk.body.begin(), chunk.body.end());
    }
    bound.histogram |= chunk.type == "hIST";
  }
  return bound;
}

bool has_right_checksum(const PngChunk& chunk) {
  const ByteView whole(chunk.whole);
  const std::uint64_t length = chunk.body.size();
  return png_crc32(whole.part(4, 4 + length).bytes()) == whole.be32(8 + length);
}

void png::put_chunk(Bytes& out, std::string_view type, std::span<const std::byte> body) {
  if (body.empty()) {
    return;
  }
  append_big(out, body.size(), 4);
  const std::size_t from = out.size();
  append(out, type);
  append(out, body);
  append_big(out, png_crc32(std::span(out).subspan(from)), 4);
}

std::optional<Bytes> with_chunks_of(const PngChunks& picture, const PngChunks& source) {
  const PngForm from = form_of(source);
  const PngForm to = form_of(picture);
  Bytes before_palette;
  Bytes before_picture;
  Bytes behind_picture;
  bool seen_picture = false;
  for (const PngChunk& chunk : source.list) {
    seen_picture |= chunk.type == "IDAT";
    if (is_one_of(chunk.type, kPictureChunks) || chunk.type == "IEND" ||
        chunk.type == kPngPlacesOfPicture) {
      continue;
    }
    const bool follows_palette = chunk.type == "bKGD" || chunk.type == "hIST";
    Bytes& place = seen_picture      ? behind_picture
                   : follows_palette ? before_picture
                                     : before_palette;
    if (!put_in_form(place, chunk, from, to)) {
      return std::nullopt;
    }
  }

  Bytes out;
  const auto put_picture = [&](std::string_view type) {
    for (const PngChunk& chunk : picture.list) {
      if (chunk.type == type) {
        append(out, chunk.whole);
      }
    }
  };
  append(out, kPngSignature);
  put_picture("IHDR");
  append(out, before_palette);
  put_picture("PLTE");
  put_picture("tRNS");
  append(out, before_picture);
  put_picture("IDAT");
  append(out, behind_picture);
  put_picture("IEND");
  return out;
}

}  // namespace pixherd
