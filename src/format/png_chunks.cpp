// SPDX-License-Identifier: Apache-2.0
#include "pixherd/format/png_chunks.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "pixherd/base/bytes.hpp"
#include "pixherd/format/byte_view.hpp"

namespace pixherd {
namespace {

constexpr std::string_view kSignature = "\x89PNG\r\n\x1A\n";
constexpr std::array<std::string_view, 4> kPictureChunks{"IHDR", "PLTE", "tRNS", "IDAT"};
constexpr std::array<std::string_view, 4> kBoundToColours{"bKGD", "hIST", "sBIT", "sPLT"};
constexpr std::array<std::string_view, 8> kSafeThoughMarkedUnsafe{"cHRM", "gAMA", "iCCP", "sRGB",
                                                                  "cICP", "mDCV", "cLLI", "tIME"};

template <std::size_t N>
bool is_one_of(std::string_view type, const std::array<std::string_view, N>& types) {
  return std::find(types.begin(), types.end(), type) != types.end();
}

const PngChunk* find(const PngChunks& chunks, std::string_view type) {
  const auto found = std::find_if(chunks.list.begin(), chunks.list.end(),
                                  [&](const PngChunk& chunk) { return chunk.type == type; });
  return found == chunks.list.end() ? nullptr : &*found;
}

/// Same bit depth, colour type and palette, so that whatever refers to colours stays right.
bool same_colours(const PngChunks& a, const PngChunks& b) {
  const auto palette = [](const PngChunks& chunks) {
    const PngChunk* chunk = find(chunks, "PLTE");
    return chunk == nullptr ? std::string_view{} : ByteView(chunk->body).text();
  };
  return ByteView(a.list.front().body).text(8, 2) == ByteView(b.list.front().body).text(8, 2) &&
         palette(a) == palette(b);
}

bool is_critical(std::string_view type) { return (static_cast<unsigned char>(type[0]) & 32U) == 0; }
bool is_safe_to_copy(std::string_view type) {
  return (static_cast<unsigned char>(type[3]) & 32U) != 0;
}

bool stays_right(const PngChunk& chunk, bool colours_unchanged) {
  if (is_one_of(chunk.type, kBoundToColours)) {
    return colours_unchanged;
  }
  return !is_critical(chunk.type) &&
         (is_safe_to_copy(chunk.type) || is_one_of(chunk.type, kSafeThoughMarkedUnsafe));
}

}  // namespace

Result<PngChunks> read_png_chunks(std::span<const std::byte> bytes) {
  constexpr std::uint64_t kFrame = 12;
  const ByteView file(bytes);
  PngChunks chunks;
  bool has_picture = false;
  std::uint64_t at = kSignature.size();
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

std::optional<Bytes> with_chunks_of(const PngChunks& picture, const PngChunks& source) {
  const bool colours_unchanged = same_colours(picture, source);
  Bytes out;
  const auto put = [&](std::span<const std::byte> bytes) { append(out, bytes); };
  const auto put_picture = [&](std::string_view type) {
    for (const PngChunk& chunk : picture.list) {
      if (chunk.type == type) {
        put(chunk.whole);
      }
    }
  };
  const auto follows_palette = [](const PngChunk& chunk) {
    return chunk.type == "bKGD" || chunk.type == "hIST";
  };

  std::vector<const PngChunk*> before_palette;
  std::vector<const PngChunk*> before_picture;
  std::vector<const PngChunk*> behind_picture;
  bool seen_picture = false;
  for (const PngChunk& chunk : source.list) {
    seen_picture |= chunk.type == "IDAT";
    if (is_one_of(chunk.type, kPictureChunks) || chunk.type == "IEND" ||
        chunk.type == kPngPlacesOfPicture) {
      continue;
    }
    if (!stays_right(chunk, colours_unchanged)) {
      return std::nullopt;
    }
    auto& place = seen_picture             ? behind_picture
                  : follows_palette(chunk) ? before_picture
                                           : before_palette;
    place.push_back(&chunk);
  }

  const auto put_all = [&](const std::vector<const PngChunk*>& chunks) {
    for (const PngChunk* chunk : chunks) {
      put(chunk->whole);
    }
  };
  put(std::as_bytes(std::span(kSignature)));
  put_picture("IHDR");
  put_all(before_palette);
  put_picture("PLTE");
  put_picture("tRNS");
  put_all(before_picture);
  put_picture("IDAT");
  put_all(behind_picture);
  put_picture("IEND");
  return out;
}

}  // namespace pixherd
