// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "pixherd/base/result.hpp"
#include "pixherd/format/byte_view.hpp"

namespace pixherd::tiff {

/// The tags that are looked at. Their numbers are the file format's own.
enum Tag : std::uint32_t {
  new_subfile_type = 254,
  image_width = 256,
  image_length = 257,
  bits_per_sample = 258,
  compression = 259,
  photometric = 262,
  fill_order = 266,
  image_description = 270,
  strip_offsets = 273,
  orientation = 274,
  samples_per_pixel = 277,
  rows_per_strip = 278,
  strip_bytes = 279,
  x_resolution = 282,
  y_resolution = 283,
  planar = 284,
  t4_options = 292,
  t6_options = 293,
  resolution_unit = 296,
  page_number = 297,
  predictor = 317,
  color_map = 320,
  tile_width = 322,
  tile_length = 323,
  tile_offsets = 324,
  tile_bytes = 325,
  sub_directories = 330,
  ink_set = 332,
  extra_samples = 338,
  sample_format = 339,
  jpeg_tables = 347,
  old_jpeg_offset = 513,
  old_jpeg_bytes = 514,
  ycc_subsampling = 530,
  xmp = 700,
  iptc = 33723,
  photoshop = 34377,
  exif_directory = 34665,
  icc_profile = 34675,
  gps_directory = 34853,
  dng_version = 50706,
  interoperability_directory = 40965,
};

/// The number layout of the file at hand: byte order, and classic or big offsets.
struct Layout {
  bool big_endian = false;
  bool big_tiff = false;

  [[nodiscard]] std::uint64_t number(ByteView file, std::uint64_t at, unsigned count) const {
    return big_endian ? file.big(at, count) : file.little(at, count);
  }
  [[nodiscard]] unsigned offset_bytes() const { return big_tiff ? 8 : 4; }
  [[nodiscard]] unsigned count_bytes() const { return big_tiff ? 8 : 2; }
  [[nodiscard]] unsigned entry_bytes() const { return big_tiff ? 20 : 12; }
};

/// One entry of a directory, with its values wherever they stand.
struct Entry {
  std::uint32_t tag = 0;
  std::uint64_t type = 0;
  std::uint64_t count = 0;  ///< 0 where the type is unknown, whatever the file claims
  unsigned width = 0;       ///< bytes of a value; 0 where the type is unknown
  std::uint64_t at = 0;     ///< where the values stand
  ByteView file;
  Layout layout;

  /// Value `i` as a whole number; 0 beyond the last.
  [[nodiscard]] std::uint64_t operator[](std::uint64_t i) const {
    return i < count ? layout.number(file, at + i * width, width) : 0;
  }
  [[nodiscard]] bool rational() const { return type == 5 || type == 10; }
  [[nodiscard]] double fraction() const {
    const auto below = static_cast<double>(layout.number(file, at + 4, 4));
    return static_cast<double>(layout.number(file, at, 4)) / below;
  }
  [[nodiscard]] ByteView bytes() const { return file.part(at, count * width); }
};

struct Directory {
  std::uint64_t at = 0;
  std::uint64_t next = 0;
  std::vector<Entry> entries;  ///< by their tags, as the format wants it

  [[nodiscard]] const Entry* find(std::uint32_t tag) const;
  /// The first value of `tag`, or what holds where the tag is missing.
  [[nodiscard]] std::uint64_t value(std::uint32_t tag, std::uint64_t otherwise) const;
};

struct File {
  Layout layout;
  std::vector<Directory> pages;
  std::vector<Directory> below;  ///< pictures that pages, or one another, lead to (SubIFDs)
  std::uint64_t end = 0;         ///< behind the last byte that any directory points to
};

/// All directories, in time linear in the bytes: entries that overlap are refused.
/// ErrorCode::damaged where a directory, or what one points to, is not all there.
Result<File> read(ByteView file);

}  // namespace pixherd::tiff
