// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "pixherd/base/bytes.hpp"
#include "scan_scripts.hpp"

namespace pixherd {

/// Scans of one picture, cut out of JPEGs that libjpeg wrote by several scripts with optimal
/// Huffman tables. Each brings its tables, so that it means the same wherever it stands: the
/// smallest JPEG is put together of them without one more coefficient being encoded.
class ScanPieces {
 public:
  /// Takes a JPEG of ours, written by this script. What is not one in that shape brings nothing.
  void add(Bytes jpeg, const ScanScript& script);

  /// Of the smallest of the ways for which all pieces are there; nullopt where there is none.
  [[nodiscard]] std::optional<Bytes> smallest(int components) const;

 private:
  struct Piece {
    jpeg_scan_info scan;
    std::span<const std::byte> bytes;  ///< with its tables, up to the next scan's
  };
  struct Choice {
    std::vector<Piece> pieces;
    std::size_t bytes = 0;
  };
  [[nodiscard]] const Piece* find(const jpeg_scan_info& scan) const;
  [[nodiscard]] std::optional<Choice> choice(const ScanScript& way) const;
  [[nodiscard]] std::optional<Choice> smallest_of(const std::vector<ScanScript>& ways) const;

  std::vector<Bytes> jpegs_;  ///< that the pieces are of
  std::vector<Piece> pieces_;
  std::span<const std::byte> header_;  ///< up to the first scan's tables
};

}  // namespace pixherd
