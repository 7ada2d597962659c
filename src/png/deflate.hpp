// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "pixherd/base/bytes.hpp"

struct libdeflate_compressor;

namespace pixherd {

/// Compresses whole buffers into the form that PNG wants (zlib's).
class Deflater {
 public:
  /// From 1 (fast) to 12 (small).
  explicit Deflater(int level);

  /// What comes out is there until the next call; nullopt where it would be more than `limit`
  /// bytes, or memory does not suffice.
  std::optional<std::span<const std::byte>> compress(std::span<const std::uint8_t> bytes,
                                                     std::size_t limit);

  /// How many bytes would come out; nullopt where memory does not suffice.
  std::optional<std::size_t> measure(std::span<const std::uint8_t> bytes);

 private:
  std::optional<std::size_t> fill_room(std::span<const std::uint8_t> bytes, std::size_t limit);

  struct Free {
    void operator()(libdeflate_compressor* compressor) const;
  };
  std::unique_ptr<libdeflate_compressor, Free> compressor_;
  Bytes room_;
};

}  // namespace pixherd
