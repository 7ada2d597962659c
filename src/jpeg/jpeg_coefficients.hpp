// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>

#include "jpeg_source.hpp"
#include "jpeg_trap.hpp"
#include "pixherd/base/result.hpp"

namespace pixherd {

/// A JPEG's coefficients and markers, undecoded. The bytes must outlive it.
class JpegCoefficients {
 public:
  explicit JpegCoefficients(std::span<const std::byte> bytes,
                            JpegScrutiny scrutiny = JpegScrutiny::usual);
  ~JpegCoefficients();
  JpegCoefficients(const JpegCoefficients&) = delete;
  JpegCoefficients& operator=(const JpegCoefficients&) = delete;

  /// Reads all scans. ErrorCode::damaged with libjpeg's words.
  Attempt read();

  /// Equal size, sampling, quantisation and coefficients in every component, and equal markers.
  bool same_as(JpegCoefficients& other);

  [[nodiscard]] jpeg_decompress_struct& info() { return info_; }
  [[nodiscard]] const jpeg_decompress_struct& info() const { return info_; }
  [[nodiscard]] jvirt_barray_ptr* arrays() { return arrays_; }

 private:
  bool same_component(JpegCoefficients& other, int component);
  [[nodiscard]] bool same_markers(const JpegCoefficients& other) const;

  JpegSource source_;
  JpegTrap trap_{};
  jpeg_decompress_struct info_{};
  jvirt_barray_ptr* arrays_ = nullptr;
};

}  // namespace pixherd
