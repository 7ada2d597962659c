// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <csetjmp>
#include <cstddef>
#include <cstdio>
#include <span>

#include "pixherd/base/result.hpp"

extern "C" {
#include <jpeglib.h>
}

namespace pixherd {

/// libjpeg reports by jumping out. Whatever is called with a trap armed (guarded() below) must
/// have no local with a destructor: the jump would skip it.
struct JpegTrap {
  jpeg_error_mgr base;  // first: libjpeg hands out a pointer to it
  std::jmp_buf jump;
  char message[JMSG_LENGTH_MAX];
  bool output_full;

  /// Errors and warnings alike end the guarded call.
  void prepare();
  [[nodiscard]] Error error() const;
};

/// Runs `step` with the trap armed; false where libjpeg jumped out of it.
template <class Step>
[[gnu::noinline]] bool guarded(JpegTrap& trap, const Step& step) {
  if (setjmp(trap.jump) != 0) {
    return false;
  }
  step();
  return true;
}

/// A JPEG's coefficients and markers, undecoded. The bytes must outlive it.
class JpegCoefficients {
 public:
  explicit JpegCoefficients(std::span<const std::byte> bytes);
  ~JpegCoefficients();
  JpegCoefficients(const JpegCoefficients&) = delete;
  JpegCoefficients& operator=(const JpegCoefficients&) = delete;

  /// Reads all scans. ErrorCode::damaged with libjpeg's words.
  Attempt read();

  /// Equal size, sampling, quantisation and coefficients in every component, and equal markers.
  bool same_as(JpegCoefficients& other);

  [[nodiscard]] jpeg_decompress_struct& info() { return info_; }
  [[nodiscard]] jvirt_barray_ptr* arrays() { return arrays_; }

 private:
  bool same_component(JpegCoefficients& other, int component);
  [[nodiscard]] bool same_markers(const JpegCoefficients& other) const;

  std::span<const std::byte> bytes_;
  JpegTrap trap_{};
  jpeg_decompress_struct info_{};
  jvirt_barray_ptr* arrays_ = nullptr;
};

}  // namespace pixherd
