// SPDX-License-Identifier: Apache-2.0
#include "png_writer.hpp"

#include <algorithm>
#include <string_view>

#include "deflate.hpp"
#include "pixherd/base/bytes.hpp"
#include "pixherd/png/png_file.hpp"

namespace pixherd {
namespace {

constexpr std::size_t kChunkFrame = 12;  ///< length, type and checksum
constexpr std::size_t kHeaderBytes = 13;
constexpr std::size_t kLongestChunk = std::size_t{1} << 30U;

class ChunkWriter {
 public:
  explicit ChunkWriter(std::size_t room) {
    file_.reserve(room);
    append(file_, kPngSignature);
  }

  void put(std::string_view type, std::span<const std::byte> body) {
    append_big(file_, body.size(), 4);
    const std::size_t start = file_.size();
    append(file_, type);
    append(file_, body);
    append_big(file_, png_crc32(std::span(file_).subspan(start)), 4);
  }
  void put(std::string_view type, const std::vector<std::uint8_t>& body) {
    put(type, std::as_bytes(std::span(body)));
  }
  Bytes take() { return std::move(file_); }

 private:
  Bytes file_;
};

std::vector<std::uint8_t> header(std::uint32_t width, std::uint32_t height, const PngForm& form,
                                 bool interlaced) {
  std::vector<std::uint8_t> body;
  for (const std::uint32_t side : {width, height}) {
    for (const unsigned shift : {24U, 16U, 8U, 0U}) {
      body.push_back(static_cast<std::uint8_t>(side >> shift));
    }
  }
  constexpr std::uint8_t kDeflate = 0;
  constexpr std::uint8_t kRowFilters = 0;
  body.insert(body.end(), {form.depth, static_cast<std::uint8_t>(form.colour), kDeflate,
                           kRowFilters, interlaced ? std::uint8_t{1} : std::uint8_t{0}});
  return body;
}

}  // namespace

Bytes write_png(std::uint32_t width, std::uint32_t height, const PngForm& form, bool interlaced,
                std::span<const std::byte> compressed) {
  ChunkWriter file(png_overhead(form) + compressed.size());
  file.put("IHDR", header(width, height, form, interlaced));
  if (!form.palette.empty()) {
    file.put("PLTE", form.palette);
  }
  if (!form.transparency.empty()) {
    file.put("tRNS", form.transparency);
  }
  while (!compressed.empty()) {
    const auto part = compressed.first(std::min(compressed.size(), kLongestChunk));
    file.put("IDAT", part);
    compressed = compressed.subspan(part.size());
  }
  file.put("IEND", std::span<const std::byte>());
  return file.take();
}

std::size_t png_overhead(const PngForm& form) {
  const auto chunk = [](std::size_t length) { return length == 0 ? 0 : kChunkFrame + length; };
  return kPngSignature.size() + chunk(kHeaderBytes) + chunk(form.palette.size()) +
         chunk(form.transparency.size()) + 2 * kChunkFrame;
}

}  // namespace pixherd
