// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "support/random.hpp"
#include "support/sample_images.hpp"

/// Samples, and what can happen to them on the way to a disk.
namespace pixherd::sample {

/// One of each kind that has a structure of its own, of a few kilobytes each.
std::vector<Named> small_of_each();

/// A picture with something beside it that a copy would lose: an animation in a PNG, further
/// pictures, a gain map, a film or an archive behind its end.
std::vector<Named> with_companions();

/// The first `length` bytes.
Bytes cut(const Bytes& whole, std::size_t length);

/// One to four wounds at places that `random` picks: a bit that is turned, a byte that is another,
/// a run of bytes that is overwritten, taken out or doubled. Never equal to `whole`.
Bytes scarred(const Bytes& whole, Random& random);

/// A number that says how much there is of something.
struct Field {
  std::size_t at = 0;
  unsigned bytes = 4;
  bool big_endian = false;
};

/// Widths and heights, of canvas, frame and picture.
std::vector<Field> size_fields(const Named& sample);
/// Lengths of segments, chunks, blocks, boxes and strips.
std::vector<Field> length_fields(const Named& sample);

/// What is told to one who asks for too much, too little or one off. The checksum of a PNG's header
/// is made right again, so that it is believed.
std::vector<Bytes> with_other_values(const Named& sample, const Field& field);

}  // namespace pixherd::sample
