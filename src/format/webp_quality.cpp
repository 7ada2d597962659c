// SPDX-License-Identifier: Apache-2.0
#include "webp_quality.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace pixherd {
namespace {

constexpr std::uint64_t kFrameHeader = 10;
constexpr std::size_t kSegments = 4;
constexpr int kCoarsest = 127;

/// The boolean entropy decoder of RFC 6386, 7.3, for bits that are as likely 0 as 1.
class BoolDecoder {
 public:
  explicit BoolDecoder(ByteView bytes) : bytes_(bytes), value_(bytes.be16(0)) {}

  bool flag() {
    const std::uint32_t split = 1 + (range_ - 1) / 2;
    const bool set = value_ >= split << 8U;
    value_ -= set ? split << 8U : 0;
    range_ = set ? range_ - split : split;
    while (range_ < 128) {
      range_ <<= 1U;
      value_ <<= 1U;
      if (++shifted_ % 8 == 0) {
        value_ |= bytes_.u8(next_++);
      }
    }
    return set;
  }

  int number(unsigned bits) {
    int value = 0;
    for (unsigned i = 0; i < bits; ++i) {
      value = value * 2 + (flag() ? 1 : 0);
    }
    return value;
  }

  /// A value that may be left out, and then is 0, with its sign behind it.
  int optional_signed(unsigned bits) {
    if (!flag()) {
      return 0;
    }
    const int value = number(bits);
    return flag() ? -value : value;
  }

 private:
  ByteView bytes_;
  std::uint64_t next_ = 2;
  std::uint32_t value_;
  std::uint32_t range_ = 255;
  unsigned shifted_ = 0;
};

/// How segments differ from the frame.
struct Segmentation {
  bool quantises = false;
  bool absolute = false;  ///< or on top of the frame's
  std::array<int, kSegments> steps{};
};

Segmentation read_segmentation(BoolDecoder& in) {
  Segmentation segments;
  if (!in.flag()) {
    return segments;
  }
  const bool has_map = in.flag();
  segments.quantises = in.flag();
  if (segments.quantises) {
    segments.absolute = in.flag();
    for (int& step : segments.steps) {
      step = in.optional_signed(7);
    }
    for (std::size_t i = 0; i < kSegments; ++i) {
      in.optional_signed(6);  // loop filter
    }
  }
  for (int i = 0; has_map && i < 3; ++i) {
    if (in.flag()) {
      in.number(8);
    }
  }
  return segments;
}

void pass_loop_filter(BoolDecoder& in) {
  in.number(1 + 6 + 3);  // type, level, sharpness
  if (in.flag() && in.flag()) {
    for (int i = 0; i < 8; ++i) {
      in.optional_signed(6);
    }
  }
}

/// The index of the largest quantiser step, 0 to 127.
int coarsest_step(BoolDecoder in) {
  in.number(2);  // colour space, clamping
  const Segmentation segments = read_segmentation(in);
  pass_loop_filter(in);
  in.number(2);  // partitions
  const int frame = in.number(7);
  if (!segments.quantises) {
    return frame;
  }
  const int most = *std::max_element(segments.steps.begin(), segments.steps.end());
  return std::clamp(segments.absolute ? most : frame + most, 0, kCoarsest);
}

}  // namespace

std::uint32_t webp_quality(ByteView frame) {
  const bool key_frame = (frame.u8(0) & 1U) == 0;
  if (!key_frame || !frame.holds(0, kFrameHeader + 2)) {
    return 0;
  }
  // libwebp rounds towards finer steps.
  const int step = coarsest_step(BoolDecoder(frame.from(kFrameHeader))) + 1;
  const double compression = std::max(0.0, 1.0 - static_cast<double>(step) / kCoarsest);
  const double linear = compression * compression * compression;
  const double quality = linear < 0.5 ? linear * 1.5 : (linear + 1) / 2;
  return std::max<std::uint32_t>(1, static_cast<std::uint32_t>(quality * 100));
}

}  // namespace pixherd
