// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdio>
#include <span>

#include "pixherd/jpeg/jpeg_check.hpp"

extern "C" {
#include <jpeglib.h>
}

namespace pixherd {

/// What jpeg_save_markers() is told to keep: all of a marker.
inline constexpr unsigned kLongestMarker = 0xFFFF;

/// Bytes in memory for libjpeg. Thorough: handed out in pieces so small that libjpeg-turbo never
/// takes its fast path, which does not look at what it decodes. The bytes must outlive it, and it
/// the decompressor.
class JpegSource {
 public:
  JpegSource(std::span<const std::byte> bytes, JpegScrutiny scrutiny)
      : bytes_(bytes), scrutiny_(scrutiny) {}
  JpegSource(const JpegSource&) = delete;
  JpegSource& operator=(const JpegSource&) = delete;

  /// Called with the trap armed.
  void attach(jpeg_decompress_struct& info);

 private:
  struct Pieces {
    jpeg_source_mgr base;  // first: libjpeg hands out a pointer to it
    std::span<const std::byte> rest;
  };
  static boolean next_piece(j_decompress_ptr info);
  static void skip(j_decompress_ptr info, long count);

  std::span<const std::byte> bytes_;
  JpegScrutiny scrutiny_;
  Pieces pieces_{};
};

}  // namespace pixherd
