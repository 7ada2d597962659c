// SPDX-License-Identifier: Apache-2.0
#include "jpeg_coefficients.hpp"

#include <cstring>

namespace pixherd {
namespace {

bool same_quantisation(const JQUANT_TBL* a, const JQUANT_TBL* b) {
  return a != nullptr && b != nullptr &&
         std::memcmp(a->quantval, b->quantval, sizeof a->quantval) == 0;
}

bool same_layout(const jpeg_component_info& a, const jpeg_component_info& b) {
  return a.component_id == b.component_id && a.h_samp_factor == b.h_samp_factor &&
         a.v_samp_factor == b.v_samp_factor && a.width_in_blocks == b.width_in_blocks &&
         a.height_in_blocks == b.height_in_blocks &&
         same_quantisation(a.quant_table, b.quant_table);
}

}  // namespace

JpegCoefficients::JpegCoefficients(std::span<const std::byte> bytes, JpegScrutiny scrutiny)
    : source_(bytes, scrutiny) {
  trap_.prepare();
  info_.err = &trap_.base;
}

JpegCoefficients::~JpegCoefficients() { jpeg_destroy_decompress(&info_); }

Attempt JpegCoefficients::read() {
  const bool whole = guarded(trap_, [this] {
    jpeg_create_decompress(&info_);
    source_.attach(info_);
    jpeg_save_markers(&info_, JPEG_COM, kLongestMarker);
    for (int i = 0; i < 16; ++i) {
      jpeg_save_markers(&info_, JPEG_APP0 + i, kLongestMarker);
    }
    jpeg_read_header(&info_, TRUE);
    arrays_ = jpeg_read_coefficients(&info_);
  });
  return whole ? success() : Attempt(trap_.error());
}

bool JpegCoefficients::same_as(JpegCoefficients& other) {
  if (info_.image_width != other.info_.image_width ||
      info_.image_height != other.info_.image_height ||
      info_.num_components != other.info_.num_components ||
      info_.jpeg_color_space != other.info_.jpeg_color_space || !same_markers(other)) {
    return false;
  }
  for (int i = 0; i < info_.num_components; ++i) {
    if (!same_component(other, i)) {
      return false;
    }
  }
  return true;
}

bool JpegCoefficients::same_component(JpegCoefficients& other, int component) {
  const jpeg_component_info& mine = info_.comp_info[component];
  if (!same_layout(mine, other.info_.comp_info[component])) {
    return false;
  }
  const auto row_of = [component](JpegCoefficients& from, JDIMENSION row) {
    JBLOCKARRAY rows = from.info_.mem->access_virt_barray(
        reinterpret_cast<j_common_ptr>(&from.info_), from.arrays_[component], row, 1, FALSE);
    return rows[0];
  };
  bool same = true;
  const bool read = guarded(trap_, [&] {
    if (setjmp(other.trap_.jump) != 0) {
      same = false;
      return;
    }
    for (JDIMENSION row = 0; same && row < mine.height_in_blocks; ++row) {
      same = std::memcmp(row_of(*this, row), row_of(other, row),
                         mine.width_in_blocks * sizeof(JBLOCK)) == 0;
    }
  });
  return read && same;
}

bool JpegCoefficients::same_markers(const JpegCoefficients& other) const {
  const jpeg_marker_struct* a = info_.marker_list;
  const jpeg_marker_struct* b = other.info_.marker_list;
  while (a != nullptr && b != nullptr) {
    if (a->marker != b->marker || a->data_length != b->data_length ||
        std::memcmp(a->data, b->data, a->data_length) != 0) {
      return false;
    }
    a = a->next;
    b = b->next;
  }
  return a == b;
}

}  // namespace pixherd
