// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>

#include "pixherd/base/bytes.hpp"
#include "pixherd/base/result.hpp"
#include "pixherd/jpeg/jpeg_check.hpp"
#include "pixherd/jpeg/planes.hpp"

namespace pixherd {

/// What the samples of a JPEG mean.
enum class JpegColours : std::uint8_t { grey, ycc, other };

/// A JPEG in the planes that it holds: no chroma is brought to another size and no colour is
/// converted. Strict: where libjpeg so much as warns, that is ErrorCode::damaged. The bytes must
/// outlive it.
class JpegPlanesReader {
 public:
  explicit JpegPlanesReader(std::span<const std::byte> bytes,
                            JpegScrutiny scrutiny = JpegScrutiny::usual);
  ~JpegPlanesReader();
  JpegPlanesReader(const JpegPlanesReader&) = delete;
  JpegPlanesReader& operator=(const JpegPlanesReader&) = delete;

  /// Reads the header. First of all calls.
  Attempt open();

  [[nodiscard]] JpegColours colours() const;
  /// The ICC profile; empty where there is none, or not all of it.
  [[nodiscard]] Bytes profile();

  using TakeComponent = std::function<void(Component)>;

  /// Decodes everything, once, after open() has succeeded, and hands out the components in their
  /// order. `shrink` is 1, 2, 4 or 8: so many samples become one within the inverse DCT. Components
  /// that hold fewer samples are not shrunk while they hold no more than the others.
  ///
  /// Where the file has several scans libjpeg holds its coefficients, 2 bytes a sample: the next
  /// component is made of them only when the one before has been taken.
  Attempt decode(unsigned shrink, const TakeComponent& take);

 private:
  struct State;

  bool decode_together(const TakeComponent& take);
  bool decode_one_by_one(const TakeComponent& take);

  std::unique_ptr<State> state_;
};

struct JpegPlanesEncoding {
  int quality = 80;  ///< libjpeg's scale, 1 to 100
  bool halved_chroma = true;
  bool progressive = false;
  std::span<const std::byte> profile = {};  ///< ICC, may be empty
};

/// The shapes that the components of an encoding need: grey has the first alone.
PlaneShape luma_shape(PixelSize size);
PlaneShape chroma_shape(PixelSize size, bool halved);

/// A JPEG with Huffman tables of its own. The planes must have the shapes above; beside their
/// pictures they are written to, so that blocks are whole. ErrorCode::encode_failed with libjpeg's
/// words.
Result<Bytes> encode_planes(PlanarPicture& picture, const JpegPlanesEncoding& encoding);

}  // namespace pixherd
