// SPDX-License-Identifier: Apache-2.0
#include "pixherd/process/frame.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

#include "pixherd/base/bytes.hpp"

namespace pixherd {
namespace {

std::uint64_t number_at(std::span<const std::byte> bytes, std::size_t width) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < width; ++i) {
    value |= static_cast<std::uint64_t>(bytes[i]) << (8 * i);
  }
  return value;
}

bool is_known(FrameType type) {
  switch (type) {
    case FrameType::warm:
    case FrameType::work:
    case FrameType::grant:
    case FrameType::leave:
    case FrameType::ready:
    case FrameType::started:
    case FrameType::need:
    case FrameType::done: return true;
  }
  return false;
}

}  // namespace

void append_frame(Bytes& out, FrameType type, std::span<const std::byte> payload) {
  PIXHERD_CHECK(payload.size() <= kMaxPayloadBytes);
  append_little(out, payload.size(), 4);
  out.push_back(static_cast<std::byte>(type));
  append(out, payload);
}

void FrameReader::feed(std::span<const std::byte> bytes) {
  buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(taken_));
  taken_ = 0;
  append(buffer_, bytes);
}

Result<std::optional<Frame>> FrameReader::next() {
  const auto rest = std::span<const std::byte>(buffer_).subspan(taken_);
  if (rest.size() < kFrameHeaderBytes) {
    return std::optional<Frame>();
  }
  const std::uint64_t length = number_at(rest, 4);
  const auto type = static_cast<FrameType>(rest[4]);
  if (length > kMaxPayloadBytes || !is_known(type)) {
    return Error{ErrorCode::protocol, fmt::format("a frame of type {} and {} bytes is none of ours",
                                                  static_cast<int>(type), length)};
  }
  if (rest.size() < kFrameHeaderBytes + length) {
    return std::optional<Frame>();
  }
  const auto payload = rest.subspan(kFrameHeaderBytes, length);
  taken_ += kFrameHeaderBytes + length;
  return std::optional(Frame{type, {payload.begin(), payload.end()}});
}

PayloadWriter& PayloadWriter::u8(std::uint8_t value) {
  bytes_.push_back(static_cast<std::byte>(value));
  return *this;
}
PayloadWriter& PayloadWriter::u32(std::uint32_t value) {
  append_little(bytes_, value, 4);
  return *this;
}
PayloadWriter& PayloadWriter::u64(std::uint64_t value) {
  append_little(bytes_, value, 8);
  return *this;
}
PayloadWriter& PayloadWriter::f64(double value) { return u64(std::bit_cast<std::uint64_t>(value)); }

PayloadWriter& PayloadWriter::text(std::string_view value) {
  return blob(std::as_bytes(std::span(value.substr(0, kMaxTextBytes))));
}

PayloadWriter& PayloadWriter::blob(std::span<const std::byte> value) {
  u32(static_cast<std::uint32_t>(value.size()));
  append(bytes_, value);
  return *this;
}

std::uint64_t PayloadReader::number(std::size_t width) {
  if (rest_.size() < width) {
    short_ = true;
    rest_ = {};
    return 0;
  }
  const std::uint64_t value = number_at(rest_, width);
  rest_ = rest_.subspan(width);
  return value;
}

std::uint8_t PayloadReader::u8() { return static_cast<std::uint8_t>(number(1)); }
std::uint32_t PayloadReader::u32() { return static_cast<std::uint32_t>(number(4)); }
std::uint64_t PayloadReader::u64() { return number(8); }
double PayloadReader::f64() { return std::bit_cast<double>(number(8)); }

std::span<const std::byte> PayloadReader::counted() {
  const std::uint32_t size = u32();
  if (size > rest_.size()) {
    short_ = true;
    rest_ = {};
    return {};
  }
  const auto value = rest_.first(size);
  rest_ = rest_.subspan(size);
  return value;
}

std::string PayloadReader::text() {
  const auto value = counted();
  return {reinterpret_cast<const char*>(value.data()), value.size()};
}

Bytes PayloadReader::blob() {
  const auto value = counted();
  return {value.begin(), value.end()};
}

}  // namespace pixherd
