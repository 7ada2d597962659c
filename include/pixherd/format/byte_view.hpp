// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

#include "pixherd/base/bytes.hpp"

namespace pixherd {

/// Bytes of an untrusted file. Every access is defined on every offset: what lies beyond the end
/// reads as zero, a part that does not fit is cut. Does not own the bytes.
class ByteView {
 public:
  ByteView() = default;
  ByteView(std::span<const std::byte> bytes) : bytes_(bytes) {}

  [[nodiscard]] std::uint64_t size() const { return bytes_.size(); }
  [[nodiscard]] std::span<const std::byte> bytes() const { return bytes_; }

  /// True where all of [offset, offset + length) is there.
  [[nodiscard]] bool holds(std::uint64_t offset, std::uint64_t length) const {
    return offset <= size() && length <= size() - offset;
  }

  [[nodiscard]] ByteView part(std::uint64_t offset, std::uint64_t length) const {
    if (offset >= size()) {
      return {};
    }
    const std::uint64_t there = size() - offset;
    return bytes_.subspan(offset, length < there ? length : there);
  }
  [[nodiscard]] ByteView from(std::uint64_t offset) const { return part(offset, size()); }

  [[nodiscard]] std::uint8_t u8(std::uint64_t at) const {
    return at < size() ? std::to_integer<std::uint8_t>(bytes_[at]) : std::uint8_t{0};
  }
  [[nodiscard]] std::uint64_t big(std::uint64_t at, unsigned count) const {
    std::uint64_t value = 0;
    for (unsigned i = 0; i < count; ++i) {
      value = value << 8U | u8(at + i);
    }
    return value;
  }
  [[nodiscard]] std::uint64_t little(std::uint64_t at, unsigned count) const {
    std::uint64_t value = 0;
    for (unsigned i = count; i > 0; --i) {
      value = value << 8U | u8(at + i - 1);
    }
    return value;
  }
  [[nodiscard]] std::uint32_t be16(std::uint64_t at) const {
    return static_cast<std::uint32_t>(big(at, 2));
  }
  [[nodiscard]] std::uint32_t be32(std::uint64_t at) const {
    return static_cast<std::uint32_t>(big(at, 4));
  }
  [[nodiscard]] std::uint32_t le16(std::uint64_t at) const {
    return static_cast<std::uint32_t>(little(at, 2));
  }
  [[nodiscard]] std::uint32_t le24(std::uint64_t at) const {
    return static_cast<std::uint32_t>(little(at, 3));
  }
  [[nodiscard]] std::uint32_t le32(std::uint64_t at) const {
    return static_cast<std::uint32_t>(little(at, 4));
  }

  [[nodiscard]] std::string_view text() const {
    return {reinterpret_cast<const char*>(bytes_.data()), bytes_.size()};
  }
  [[nodiscard]] std::string_view text(std::uint64_t at, std::uint64_t length) const {
    return part(at, length).text();
  }
  [[nodiscard]] bool has(std::uint64_t at, std::string_view wanted) const {
    return text(at, wanted.size()) == wanted;
  }

  /// Where `byte` occurs first at or after `at`; size() where it does not.
  [[nodiscard]] std::uint64_t find(std::uint8_t byte, std::uint64_t at) const {
    if (at >= size()) {
      return size();
    }
    const void* found = std::memchr(bytes_.data() + at, byte, size() - at);
    return found == nullptr
               ? size()
               : static_cast<std::uint64_t>(static_cast<const std::byte*>(found) - bytes_.data());
  }

 private:
  std::span<const std::byte> bytes_;
};

inline void append(Bytes& out, ByteView more) { append(out, more.bytes()); }

}  // namespace pixherd
