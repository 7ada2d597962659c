// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "pixherd/base/bytes.hpp"
#include "pixherd/base/result.hpp"

namespace pixherd {

/// Frames on a pipe: 4 bytes of payload length, 1 byte of type, the payload. Numbers are
/// little-endian. Both ends are the same binary, so there is no version. docs/wire-format.md has
/// the layout of each payload.
enum class FrameType : std::uint8_t {
  warm = 1,      ///< parent to worker: be warm for these formats
  work = 2,      ///< parent to worker: a task; its descriptors are on the socket
  grant = 3,     ///< parent to worker: the memory you asked for is yours
  leave = 4,     ///< parent to worker: once you have done what you have, go
  ready = 65,    ///< worker to parent: warm for these formats
  started = 66,  ///< worker to parent: this task is the one I have in hand now
  need = 67,     ///< worker to parent: this task needs so much memory
  done = 68,     ///< worker to parent: the outcome
};

inline constexpr std::size_t kFrameHeaderBytes = 5;
/// No frame is longer; a length beyond it is a protocol error, and nothing is allocated for it.
inline constexpr std::size_t kMaxPayloadBytes = 64 * 1024;

struct Frame {
  FrameType type = FrameType::warm;
  Bytes payload;
};

void append_frame(Bytes& out, FrameType type, std::span<const std::byte> payload);

/// Cuts a stream of bytes, fed in any pieces, into frames. Pure; holds at most one frame's worth
/// of unfinished bytes beyond what was fed last.
class FrameReader {
 public:
  void feed(std::span<const std::byte> bytes);

  /// The next whole frame; nullopt where more bytes are needed; an Error (code protocol) where the
  /// stream cannot be one of ours. After an Error the reader is of no more use.
  Result<std::optional<Frame>> next();

 private:
  Bytes buffer_;
  std::size_t taken_ = 0;
};

/// Writes the fields of a payload.
class PayloadWriter {
 public:
  /// Enough for an order, so that it grows once.
  PayloadWriter() { bytes_.reserve(256); }

  PayloadWriter& u8(std::uint8_t value);
  PayloadWriter& u32(std::uint32_t value);
  PayloadWriter& u64(std::uint64_t value);
  PayloadWriter& f64(double value);
  /// At most kMaxTextBytes of it; the rest is cut off.
  PayloadWriter& text(std::string_view value);
  /// All of it, which is to fit into the frame.
  PayloadWriter& blob(std::span<const std::byte> value);

  [[nodiscard]] std::span<const std::byte> bytes() const { return bytes_; }

  static constexpr std::size_t kMaxTextBytes = 1024;

 private:
  Bytes bytes_;
};

/// Reads the fields of a payload. Reading past its end yields zeros and makes complete() false, so
/// a reader takes all fields first and asks once.
class PayloadReader {
 public:
  explicit PayloadReader(std::span<const std::byte> bytes) : rest_(bytes) {}

  std::uint8_t u8();
  std::uint32_t u32();
  std::uint64_t u64();
  double f64();
  std::string text();
  Bytes blob();

  /// True where every field was there and nothing is left over.
  [[nodiscard]] bool complete() const { return !short_ && rest_.empty(); }

 private:
  std::uint64_t number(std::size_t width);
  std::span<const std::byte> counted();

  std::span<const std::byte> rest_;
  bool short_ = false;
};

}  // namespace pixherd
