// SPDX-License-Identifier: Apache-2.0
#include "pixherd/png/zlib_stream.hpp"

#include <libdeflate.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <memory>
#include <utility>

#include "deflate.hpp"
#include "pixherd/base/bytes.hpp"

namespace pixherd {
namespace {

constexpr int kUsualLevel = 6;
/// A guess to begin with: text in hexadecimal digits packs to a half, long runs to a thousandth.
constexpr std::size_t kUsualRatio = 8;

struct FreeDecompressor {
  void operator()(libdeflate_decompressor* decompressor) const {
    libdeflate_free_decompressor(decompressor);
  }
};

struct Unpacking {
  std::optional<Bytes> bytes = std::nullopt;
  std::size_t room = 0;  ///< the largest that was tried
};

Unpacking unpack_within(std::span<const std::byte> stream, std::size_t most) {
  const std::unique_ptr<libdeflate_decompressor, FreeDecompressor> decompressor(
      libdeflate_alloc_decompressor());
  if (!decompressor || most == 0) {
    return {};
  }
  std::size_t room =
      std::clamp<std::size_t>(stream.size(), 1, most / kUsualRatio + 1) * kUsualRatio;
  while (true) {
    room = std::min(room, most);
    Bytes bytes(room);
    std::size_t read = 0;
    std::size_t length = 0;
    const libdeflate_result result =
        libdeflate_zlib_decompress_ex(decompressor.get(), stream.data(), stream.size(),
                                      bytes.data(), bytes.size(), &read, &length);
    if (result == LIBDEFLATE_SUCCESS && read == stream.size()) {
      bytes.resize(length);
      return {std::move(bytes), room};
    }
    if (result != LIBDEFLATE_INSUFFICIENT_SPACE || room == most) {
      return {.room = room};
    }
    room *= kUsualRatio;
  }
}

}  // namespace

std::optional<Bytes> zlib_unpacked(std::span<const std::byte> stream, std::size_t most) {
  return unpack_within(stream, most).bytes;
}

std::optional<Bytes> UnpackBudget::unpack(std::span<const std::byte> stream) {
  Unpacking made = unpack_within(stream, left_);
  left_ -= made.bytes ? made.bytes->size() : made.room;
  return std::move(made.bytes);
}

Bytes zlib_packed(std::span<const std::byte> bytes) {
  Deflater deflater(kUsualLevel);
  const std::span<const std::uint8_t> numbers(reinterpret_cast<const std::uint8_t*>(bytes.data()),
                                              bytes.size());
  const auto packed = deflater.compress(numbers, std::numeric_limits<std::size_t>::max());
  return packed ? Bytes(packed->begin(), packed->end()) : Bytes();
}

}  // namespace pixherd
