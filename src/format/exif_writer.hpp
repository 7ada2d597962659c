// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "exif_block.hpp"
#include "pixherd/base/bytes.hpp"

namespace pixherd::exif {

constexpr std::uint32_t kShort = 3;
constexpr std::uint32_t kLong = 4;
constexpr std::uint64_t kHeader = 8;

/// What a new directory is to hold, in the byte order of where it goes.
struct NewEntry {
  std::uint32_t tag = 0;
  std::uint32_t type = 0;
  std::uint32_t count = 0;
  Bytes values;
};
using NewDirectory = std::vector<NewEntry>;

/// Bytes, and numbers in the one byte order.
class Writer {
 public:
  explicit Writer(bool big_endian) : big_endian_(big_endian) {}

  void put(std::uint64_t value, unsigned count) {
    if (big_endian_) {
      append_big(out, value, count);
    } else {
      append_little(out, value, count);
    }
  }
  void put(std::span<const std::byte> bytes) { out.insert(out.end(), bytes.begin(), bytes.end()); }

  /// A directory that begins here, its values behind it.
  void put(const NewDirectory& directory) {
    std::uint64_t values_at = out.size() + 2 + directory.size() * 12 + 4;
    put(directory.size(), 2);
    for (const NewEntry& entry : directory) {
      put(entry.tag, 2);
      put(entry.type, 2);
      put(entry.count, 4);
      if (entry.values.size() > 4) {
        put(values_at, 4);
        values_at += padded(entry.values.size());
      } else {
        put(entry.values);
        put(0, static_cast<unsigned>(4 - entry.values.size()));
      }
    }
    put(0, 4);
    for (const NewEntry& entry : directory) {
      if (entry.values.size() > 4) {
        put(entry.values);
        put(0, static_cast<unsigned>(entry.values.size() % 2));
      }
    }
  }

  [[nodiscard]] Bytes numbered(std::uint64_t value, unsigned count) const {
    Writer writer(big_endian_);
    writer.put(value, count);
    return writer.out;
  }

  static std::uint64_t padded(std::uint64_t length) { return length + length % 2; }

  Bytes out;

 private:
  bool big_endian_;
};

/// The entries of a directory that `wanted` says yes to and that are all there, in the block's byte
/// order.
NewDirectory copied(BlockView& block, std::uint64_t directory,
                    const std::function<bool(std::uint32_t)>& wanted);

/// True where the directory is all there and copied() leaves out no entry of it that `wanted` says
/// yes to, such as one of an unknown type.
bool copies_whole(BlockView& block, std::uint64_t directory,
                  const std::function<bool(std::uint32_t)>& wanted);

/// Of the tags of a first directory those that tell of the picture, and not how it is stored:
/// description, camera, program, time, author and copyright.
bool describes_picture(std::uint32_t tag);

}  // namespace pixherd::exif
