// SPDX-License-Identifier: Apache-2.0
#include "gif_lzw.hpp"

#include <array>
#include <optional>

namespace pixherd::structure {
namespace {

constexpr unsigned kMostCodeBits = 12;
constexpr std::uint32_t kCodes = 1U << kMostCodeBits;
/// Eight are enough for a colour, but some encoders begin with longer codes, and decoders follow.
constexpr unsigned kMostPixelBits = kMostCodeBits - 1;

/// The bits of a chain of sub-blocks, the lowest of each byte first.
class SubBlockBits {
 public:
  SubBlockBits(ByteView file, std::uint64_t at) : file_(file), at_(at) {}

  /// nullopt behind the last sub-block, and where the file ends.
  std::optional<std::uint32_t> take(unsigned count) {
    while (held_ < count) {
      if (!next_byte()) {
        return std::nullopt;
      }
    }
    const std::uint32_t code = bits_ & ((1U << count) - 1U);
    bits_ >>= count;
    held_ -= count;
    return code;
  }

  /// True where nothing is left, not even a part of a byte.
  bool at_end() { return held_ == 0 && !next_byte(); }

 private:
  bool next_byte() {
    if (left_ == 0) {
      left_ = file_.u8(at_++);
    }
    if (left_ == 0 || at_ >= file_.size()) {
      return false;
    }
    bits_ |= static_cast<std::uint32_t>(file_.u8(at_++)) << held_;
    held_ += 8;
    --left_;
    return true;
  }

  ByteView file_;
  std::uint64_t at_;
  std::uint32_t left_ = 0;  ///< bytes of this sub-block that are still to come
  std::uint32_t bits_ = 0;
  unsigned held_ = 0;
};

/// How many pixels each code of the growing table stands for.
class CodeLengths {
 public:
  explicit CodeLengths(unsigned pixel_bits)
      : clear_(1U << pixel_bits), first_bits_(pixel_bits + 1) {
    lengths_.fill(1);
    reset();
  }

  [[nodiscard]] unsigned bits() const { return bits_; }
  [[nodiscard]] bool clears(std::uint32_t code) const { return code == clear_; }
  [[nodiscard]] bool ends(std::uint32_t code) const { return code == clear_ + 1; }

  void reset() {
    next_ = clear_ + 2;
    bits_ = first_bits_;
    previous_.reset();
  }

  /// The length of what `code` stands for; 0 where it stands for nothing yet.
  std::uint64_t add(std::uint32_t code) {
    const bool repeats = previous_.has_value() && code == next_ && next_ < kCodes;
    if (code >= next_ && !repeats) {
      return 0;
    }
    if (previous_ && next_ < kCodes) {
      lengths_[next_] = lengths_[*previous_] + 1;
      ++next_;
      bits_ += next_ == 1U << bits_ && bits_ < kMostCodeBits ? 1U : 0U;
    }
    previous_ = code;
    return lengths_[code];
  }

 private:
  std::array<std::uint32_t, kCodes> lengths_{};
  std::uint32_t clear_;
  unsigned first_bits_;
  std::uint32_t next_ = 0;
  unsigned bits_ = 0;
  std::optional<std::uint32_t> previous_;
};

}  // namespace

GifCodes gif_codes(ByteView file, std::uint64_t at, std::uint64_t pixels) {
  const unsigned pixel_bits = file.u8(at);
  if (pixel_bits == 0 || pixel_bits > kMostPixelBits) {
    return GifCodes::cut;
  }
  CodeLengths lengths(pixel_bits);
  SubBlockBits bits(file, at + 1);
  for (std::uint64_t done = 0; done < pixels;) {
    const std::optional<std::uint32_t> code = bits.take(lengths.bits());
    if (!code || lengths.ends(*code)) {
      return GifCodes::cut;
    }
    if (lengths.clears(*code)) {
      lengths.reset();
      continue;
    }
    const std::uint64_t length = lengths.add(*code);
    if (length == 0) {
      return GifCodes::cut;
    }
    done += length;
  }
  return bits.at_end() ? GifCodes::unended : GifCodes::whole;
}

}  // namespace pixherd::structure
