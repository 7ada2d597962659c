// SPDX-License-Identifier: Apache-2.0
#include "av1_coding.hpp"

#include <algorithm>
#include <optional>

namespace pixherd {
namespace {

/// Bits from the first of a byte on; beyond the end they are 0.
class BitReader {
 public:
  explicit BitReader(ByteView bytes) : bytes_(bytes) {}

  bool flag() {
    const unsigned byte = bytes_.u8(at_ / 8);
    const unsigned below = 7 - at_ % 8;
    ++at_;
    return (byte >> below & 1U) != 0;
  }
  std::uint32_t number(unsigned bits) {
    std::uint32_t value = 0;
    for (unsigned i = 0; i < bits; ++i) {
      value = value << 1U | (flag() ? 1U : 0U);
    }
    return value;
  }
  void pass(unsigned bits) { at_ += bits; }
  [[nodiscard]] bool is_past_end() const { return at_ > bytes_.size() * 8; }

 private:
  ByteView bytes_;
  std::uint64_t at_ = 0;
};

/// What a frame's header is read with.
struct Sequence {
  bool reduced = false;  ///< a header for one still picture
  unsigned width_bits = 0;
  unsigned height_bits = 0;
  std::uint32_t width = 0;
  std::uint32_t height = 0;
  unsigned frame_number_bits = 0;
  unsigned order_bits = 0;
  bool large_blocks = false;  ///< of 128 pixels, not 64
  bool may_scale = false;
  std::optional<bool> screen_content;    ///< none: each frame says
  std::optional<bool> integer_movement;  ///< the same
  bool grey = false;
  bool full_chroma = false;
  std::uint32_t matrix = Av1Coding::kUntold;
  bool chroma_parts = false;  ///< both colour differences may have steps of their own
  bool film_grain = false;    ///< may be put upon what is decoded
};

/// False where there are times of display, which still pictures do without.
bool pass_operating_points(BitReader& in) {
  if (in.flag()) {
    return false;
  }
  const bool has_delays = in.flag();
  const unsigned points = in.number(5) + 1;
  for (unsigned i = 0; i < points; ++i) {
    in.pass(12);
    const bool has_tier = in.number(5) > 7;
    in.pass(has_tier ? 1 : 0);
    if (has_delays && in.flag()) {
      in.pass(4);
    }
  }
  return true;
}

void read_tools_for_movement(BitReader& in, Sequence& sequence) {
  in.pass(4);
  const bool has_order = in.flag();
  in.pass(has_order ? 2 : 0);
  if (!in.flag()) {
    sequence.screen_content = in.flag();
  }
  if (sequence.screen_content.value_or(true) && !in.flag()) {
    sequence.integer_movement = in.flag();
  }
  sequence.order_bits = has_order ? in.number(3) + 1 : 0;
}

void read_colours(BitReader& in, unsigned profile, Sequence& sequence) {
  constexpr unsigned kFullProfile = 1;
  constexpr unsigned kProfessional = 2;
  const bool deep = in.flag();
  const bool deepest = profile == kProfessional && deep && in.flag();
  sequence.grey = profile != kFullProfile && in.flag();
  std::uint32_t primaries = Av1Coding::kUntold;
  std::uint32_t transfer = Av1Coding::kUntold;
  if (in.flag()) {
    primaries = in.number(8);
    transfer = in.number(8);
    sequence.matrix = in.number(8);
  }
  const bool srgb = primaries == 1 && transfer == 13 && sequence.matrix == 0;
  if (sequence.grey) {
    in.pass(1);  // range
    return;
  }
  if (srgb) {
    sequence.full_chroma = true;
  } else {
    in.pass(1);
    const bool halved_across = deepest ? in.flag() : profile != kFullProfile;
    const bool halved_down = deepest ? halved_across && in.flag() : profile == 0;
    in.pass(halved_across && halved_down ? 2 : 0);  // where the samples stand
    sequence.full_chroma = !halved_across;
  }
  sequence.chroma_parts = in.flag();
}

std::optional<Sequence> read_sequence(ByteView header) {
  BitReader in(header);
  Sequence sequence;
  const unsigned profile = in.number(3);
  in.pass(1);  // still picture
  sequence.reduced = in.flag();
  if (sequence.reduced) {
    in.pass(5);
  } else if (!pass_operating_points(in)) {
    return std::nullopt;
  }
  sequence.width_bits = in.number(4) + 1;
  sequence.height_bits = in.number(4) + 1;
  sequence.width = in.number(sequence.width_bits) + 1;
  sequence.height = in.number(sequence.height_bits) + 1;
  if (!sequence.reduced && in.flag()) {
    const unsigned delta_bits = in.number(4) + 2;
    sequence.frame_number_bits = delta_bits + in.number(3) + 1;
  }
  sequence.large_blocks = in.flag();
  in.pass(2);  // intra tools
  if (!sequence.reduced) {
    read_tools_for_movement(in, sequence);
  }
  sequence.may_scale = in.flag();
  in.pass(2);  // filters behind the decoder
  read_colours(in, profile, sequence);
  sequence.film_grain = in.flag();
  return in.is_past_end() ? std::nullopt : std::optional(sequence);
}

/// The width that is coded, which may be less than that of the picture.
std::uint32_t coded_width(BitReader& in, const Sequence& sequence, std::uint32_t width) {
  if (!sequence.may_scale || !in.flag()) {
    return width;
  }
  const std::uint32_t parts = in.number(3) + 9;
  return (width * 8 + parts / 2) / parts;
}

/// The smallest power of two, as its exponent, by which `size` becomes `wanted` or more.
unsigned doublings(std::uint64_t size, std::uint64_t wanted) {
  unsigned count = 0;
  while (size << count < wanted) {
    ++count;
  }
  return count;
}

unsigned read_doublings(BitReader& in, unsigned least, unsigned most) {
  unsigned count = least;
  while (count < most && in.flag()) {
    ++count;
  }
  return count;
}

/// False where tiles are listed one by one.
bool pass_tiles(BitReader& in, bool large_blocks, std::uint32_t width, std::uint32_t height) {
  constexpr std::uint64_t kMostWidth = 4096;
  constexpr std::uint64_t kMostArea = 4096 * 2304;
  constexpr std::uint64_t kMostTiles = 64;
  const std::uint64_t side = large_blocks ? 128 : 64;
  const std::uint64_t columns = (width + side - 1) / side;
  const std::uint64_t rows = (height + side - 1) / side;
  if (!in.flag()) {
    return false;
  }
  const unsigned least_columns = doublings(kMostWidth / side, columns);
  const unsigned least =
      std::max(least_columns, doublings(kMostArea / side / side, rows * columns));
  const unsigned across =
      read_doublings(in, least_columns, doublings(1, std::min(columns, kMostTiles)));
  const unsigned down =
      read_doublings(in, least - std::min(least, across), doublings(1, std::min(rows, kMostTiles)));
  if (across + down > 0) {
    in.pass(across + down + 2);
  }
  return true;
}

/// True where no step is finer or coarser than the index says, in all parts of the frame.
bool has_even_steps(BitReader& in, const Sequence& sequence) {
  bool even = !in.flag();
  if (!sequence.grey) {
    const bool apart = sequence.chroma_parts && in.flag();
    for (int step = 0; even && step < (apart ? 4 : 2); ++step) {
      even = !in.flag();
    }
  }
  const bool has_matrices = even && in.flag();
  const bool has_segments = even && in.flag();
  return even && !has_matrices && !has_segments;
}

Av1Coding read_frame(ByteView header, const Sequence& sequence) {
  Av1Coding coding;
  coding.grey = sequence.grey;
  coding.full_chroma = sequence.full_chroma;
  coding.matrix = sequence.matrix;
  BitReader in(header);
  if (!sequence.reduced) {
    const bool shown_before = in.flag();
    const bool is_key_frame = in.number(2) == 0;
    const bool is_shown = in.flag();
    if (shown_before || !is_key_frame || !is_shown) {
      return coding;
    }
  }
  const bool keeps_statistics = in.flag();
  const bool screen_content = sequence.screen_content ? *sequence.screen_content : in.flag();
  if (screen_content && !sequence.integer_movement) {
    in.pass(1);
  }
  in.pass(sequence.frame_number_bits);
  const bool has_size = !sequence.reduced && in.flag();
  in.pass(sequence.order_bits);
  const std::uint32_t width = has_size ? in.number(sequence.width_bits) + 1 : sequence.width;
  const std::uint32_t height = has_size ? in.number(sequence.height_bits) + 1 : sequence.height;
  const std::uint32_t coded = coded_width(in, sequence, width);
  if (in.flag()) {
    in.pass(16 + 16);  // the size to be shown at
  }
  if (screen_content && coded == width) {
    in.pass(1);
  }
  if (!sequence.reduced && !keeps_statistics) {
    in.pass(1);
  }
  if (!pass_tiles(in, sequence.large_blocks, coded, height)) {
    return coding;
  }
  const std::uint32_t index = in.number(8);
  const bool exact =
      index == 0 && has_even_steps(in, sequence) && coded == width && !sequence.film_grain;
  if (!in.is_past_end()) {
    coding.quantiser = index;
    coding.lossless = exact;
  }
  return coding;
}

/// An open bitstream unit: a piece of an item with a type of its own.
struct Unit {
  unsigned type = 0;
  ByteView body;
};

/// Takes the first unit off `rest`; nullopt where there is none, or it is cut short.
std::optional<Unit> take_unit(ByteView& rest) {
  const unsigned header = rest.u8(0);
  const bool is_extended = (header & 4U) != 0;
  const bool has_length = (header & 2U) != 0;
  std::uint64_t at = is_extended ? 2 : 1;
  std::uint64_t length = rest.size() - std::min(at, rest.size());
  if (has_length) {
    length = 0;
    for (unsigned i = 0, more = 1; i < 8 && more != 0; ++i, ++at) {
      length |= static_cast<std::uint64_t>(rest.u8(at) & 127U) << (7 * i);
      more = rest.u8(at) & 128U;
    }
  }
  if (rest.size() == 0 || !rest.holds(at, length)) {
    return std::nullopt;
  }
  const Unit unit{header >> 3U & 15U, rest.part(at, length)};
  rest = rest.from(at + length);
  return unit;
}

}  // namespace

Av1Coding av1_coding(ByteView item) {
  constexpr unsigned kSequenceHeader = 1;
  constexpr unsigned kFrameHeader = 3;
  constexpr unsigned kFrame = 6;
  std::optional<Sequence> sequence;
  while (const auto unit = take_unit(item)) {
    if (unit->type == kSequenceHeader) {
      sequence = read_sequence(unit->body);
    } else if (unit->type == kFrameHeader || unit->type == kFrame) {
      return sequence ? read_frame(unit->body, *sequence) : Av1Coding();
    }
  }
  return {};
}

}  // namespace pixherd
