// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace pixherd {

/// The quality, on libjpeg's scale from 1 to 100, whose luma quantisation table is nearest to one
/// with this sum of its 64 steps; 0 for a sum of 0. (Tables: ITU-T T.81 annex K.1; scaling:
/// libjpeg's jpeg_quality_scaling. Other encoders' tables are placed where they quantise as much.)
/// Pure.
std::uint32_t jpeg_quality(std::uint32_t luma_sum);

/// The same of table 0, which is luma's, in the body of a segment that defines quantisation tables;
/// 0 where it is not among them. Pure; defined on any bytes.
std::uint32_t jpeg_quality_in(std::span<const std::byte> tables);

}  // namespace pixherd
