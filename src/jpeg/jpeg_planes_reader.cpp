// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cstring>

#include "jpeg_source.hpp"
#include "jpeg_trap.hpp"
#include "pixherd/base/bytes.hpp"
#include "pixherd/jpeg/jpeg_planes.hpp"

namespace pixherd {
namespace {

constexpr int kProfileMarker = JPEG_APP0 + 2;
/// Four block rows of eight samples: what a component has at most in a row of MCUs.
constexpr std::size_t kMostRows = std::size_t{MAX_SAMP_FACTOR} * DCTSIZE;

/// Samples that a component has for each pixel of the full picture.
double samples_per_pixel(const jpeg_component_info& component, int factor, int most) {
  return static_cast<double>(factor) * component.DCT_scaled_size / (double{DCTSIZE} * most);
}

std::uint32_t rows_a_turn(const jpeg_component_info& component) {
  return static_cast<std::uint32_t>(component.v_samp_factor * component.DCT_scaled_size);
}

Component empty_component(const jpeg_decompress_struct& info, int index) {
  const jpeg_component_info& component = info.comp_info[index];
  const std::uint32_t rows = info.total_iMCU_rows * rows_a_turn(component);
  const std::uint32_t height = component.downsampled_height;
  return {Plane(component.downsampled_width, height, rows - height),
          {0, 0,
           info.image_width *
               samples_per_pixel(component, component.h_samp_factor, info.max_h_samp_factor),
           info.image_height *
               samples_per_pixel(component, component.v_samp_factor, info.max_v_samp_factor)}};
}

/// Samples in a direction that are made of the picture alone. One more may be made of the last
/// columns or rows and of what lies beyond them, which may be anything: of a picture that was cut
/// without loss it is what was cut away.
std::uint32_t whole_samples(std::uint32_t pixels, int factor, int most, int dct_scaled_size) {
  const std::uint64_t stored =
      (std::uint64_t{pixels} * static_cast<unsigned>(factor) + static_cast<unsigned>(most) - 1) /
      static_cast<unsigned>(most);
  return static_cast<std::uint32_t>(stored * static_cast<unsigned>(dct_scaled_size) / DCTSIZE);
}

/// Repeats the last column and row that are whole over those that are not.
void replace_partial_samples(const jpeg_decompress_struct& info, int index, Plane& plane) {
  const jpeg_component_info& component = info.comp_info[index];
  const std::uint32_t width = whole_samples(info.image_width, component.h_samp_factor,
                                            info.max_h_samp_factor, component.DCT_scaled_size);
  const std::uint32_t height = whole_samples(info.image_height, component.v_samp_factor,
                                             info.max_v_samp_factor, component.DCT_scaled_size);
  for (std::uint32_t y = 0; width > 0 && width < plane.width() && y < plane.height(); ++y) {
    plane.row(y)[width] = plane.row(y)[width - 1];
  }
  if (height > 0 && height < plane.height()) {
    std::memcpy(plane.row(height), plane.row(height - 1), plane.width());
  }
}

/// A plane for each component; nullptr where it is not wanted now.
using WantedPlanes = std::array<Plane*, MAX_COMPONENTS>;

/// Called with the trap armed: nothing here has a destructor.
void read_rows(jpeg_decompress_struct& info, const WantedPlanes& planes) {
  std::array<std::array<JSAMPROW, kMostRows>, MAX_COMPONENTS> rows{};
  std::array<JSAMPARRAY, MAX_COMPONENTS> arrays{};
  const auto lines = static_cast<JDIMENSION>(info.max_v_samp_factor * info.min_DCT_scaled_size);
  for (JDIMENSION turn = 0; info.output_scanline < info.output_height; ++turn) {
    for (std::size_t i = 0; i < planes.size(); ++i) {
      if (planes[i] == nullptr) {
        continue;
      }
      const std::uint32_t count = rows_a_turn(info.comp_info[i]);
      for (std::uint32_t row = 0; row < count; ++row) {
        rows[i][row] = planes[i]->row(std::size_t{turn} * count + row);
      }
      arrays[i] = rows[i].data();
    }
    jpeg_read_raw_data(&info, arrays.data(), lines);
  }
}

/// The same: every coefficient of the file, which libjpeg keeps.
void read_scans(jpeg_decompress_struct& info) {
  while (jpeg_input_complete(&info) == FALSE) {
    jpeg_consume_input(&info);
  }
}

/// The same: makes one component from the coefficients.
void read_component(jpeg_decompress_struct& info, int index, Plane& plane) {
  WantedPlanes planes{};
  planes[static_cast<std::size_t>(index)] = &plane;
  for (int i = 0; i < info.num_components; ++i) {
    info.comp_info[i].component_needed = i == index ? TRUE : FALSE;
  }
  jpeg_start_output(&info, info.input_scan_number);
  read_rows(info, planes);
  jpeg_finish_output(&info);
}

}  // namespace

struct JpegPlanesReader::State {
  JpegSource source;
  JpegTrap trap{};
  jpeg_decompress_struct info{};
};

JpegPlanesReader::JpegPlanesReader(std::span<const std::byte> bytes, JpegScrutiny scrutiny)
    : state_(new State{JpegSource(bytes, scrutiny)}) {
  state_->trap.prepare();
  state_->info.err = &state_->trap.base;
}

JpegPlanesReader::~JpegPlanesReader() { jpeg_destroy_decompress(&state_->info); }

Attempt JpegPlanesReader::open() {
  jpeg_decompress_struct& info = state_->info;
  const bool opened = guarded(state_->trap, [&] {
    jpeg_create_decompress(&info);
    state_->source.attach(info);
    jpeg_save_markers(&info, kProfileMarker, kLongestMarker);
    jpeg_read_header(&info, TRUE);
  });
  return opened ? success() : Attempt(state_->trap.error());
}

JpegColours JpegPlanesReader::colours() const {
  const jpeg_decompress_struct& info = state_->info;
  if (info.data_precision != 8) {
    return JpegColours::other;
  }
  if (info.jpeg_color_space == JCS_GRAYSCALE && info.num_components == 1) {
    return JpegColours::grey;
  }
  return info.jpeg_color_space == JCS_YCbCr && info.num_components == 3 ? JpegColours::ycc
                                                                        : JpegColours::other;
}

Bytes JpegPlanesReader::profile() {
  JOCTET* data = nullptr;
  unsigned length = 0;
  const bool read =
      guarded(state_->trap, [&] { jpeg_read_icc_profile(&state_->info, &data, &length); });
  Bytes profile;
  if (read && data != nullptr) {
    const auto* begin = reinterpret_cast<const std::byte*>(data);
    profile.assign(begin, begin + length);
  }
  std::free(data);
  return profile;
}

Attempt JpegPlanesReader::decode(unsigned shrink, const TakeComponent& take) {
  jpeg_decompress_struct& info = state_->info;
  info.scale_num = DCTSIZE / shrink;
  info.scale_denom = DCTSIZE;
  info.raw_data_out = TRUE;
  info.dct_method = JDCT_ISLOW;
  info.buffered_image = jpeg_has_multiple_scans(&info);
  const bool started = guarded(state_->trap, [&] { jpeg_start_decompress(&info); });
  const bool read =
      started && (info.buffered_image == TRUE ? decode_one_by_one(take) : decode_together(take));
  const bool whole = read && guarded(state_->trap, [&] { jpeg_finish_decompress(&info); });
  return whole ? success() : Attempt(state_->trap.error());
}

bool JpegPlanesReader::decode_together(const TakeComponent& take) {
  jpeg_decompress_struct& info = state_->info;
  std::vector<Component> components;
  for (int i = 0; i < info.num_components; ++i) {
    components.push_back(empty_component(info, i));
  }
  WantedPlanes planes{};
  for (std::size_t i = 0; i < components.size(); ++i) {
    planes[i] = &components[i].plane;
  }
  if (!guarded(state_->trap, [&] { read_rows(info, planes); })) {
    return false;
  }
  for (int i = 0; i < info.num_components; ++i) {
    Component& component = components[static_cast<std::size_t>(i)];
    replace_partial_samples(info, i, component.plane);
    take(std::move(component));
  }
  return true;
}

bool JpegPlanesReader::decode_one_by_one(const TakeComponent& take) {
  jpeg_decompress_struct& info = state_->info;
  if (!guarded(state_->trap, [&] { read_scans(info); })) {
    return false;
  }
  for (int i = 0; i < info.num_components; ++i) {
    Component component = empty_component(info, i);
    if (!guarded(state_->trap, [&] { read_component(info, i, component.plane); })) {
      return false;
    }
    replace_partial_samples(info, i, component.plane);
    take(std::move(component));
  }
  return true;
}

}  // namespace pixherd
