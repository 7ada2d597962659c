// SPDX-License-Identifier: Apache-2.0
#include "jpeg_density.hpp"

#include <cmath>
#include <string_view>

#include "pixherd/format/jpeg_segments.hpp"

namespace pixherd {
namespace {

using namespace std::string_view_literals;

constexpr std::uint64_t kBehindStart = 2;  // where the segment of JFIF stands, if there is one
constexpr std::string_view kJfifHeader = "\xFF\xE0\0\x10JFIF\0\1\1"sv;
constexpr std::uint64_t kUnitAt = 7;  // in the body

bool begins_with_jfif(ByteView file) {
  return file.has(kBehindStart, "\xFF\xE0") && file.has(kBehindStart + 4, "JFIF\0"sv);
}

}  // namespace

std::optional<JpegDensity> density_of_jpeg(std::span<const std::byte> jpeg) {
  const ByteView file(jpeg);
  const ByteView body = begins_with_jfif(file) ? file.from(kBehindStart + 4) : ByteView();
  const auto dots = static_cast<std::uint16_t>(body.be16(kUnitAt + 1));
  const JpegDensity density{body.u8(kUnitAt), dots, dots};
  const bool told = density.unit == JpegDensity::kInch || density.unit == JpegDensity::kCentimetre;
  const bool square = dots != 0 && body.be16(kUnitAt + 3) == dots;
  return told && square ? std::optional(density) : std::nullopt;
}

std::optional<JpegDensity> density_of_image(const Image& image) {
  constexpr double kMillimetresInInch = 25.4;
  constexpr double kMost = 65535;
  constexpr double kUntold = 1;
  const double dots = vips_image_get_xres(image.get());
  const char* unit = "in";
  const bool has_unit = vips_image_get_typeof(image.get(), VIPS_META_RESOLUTION_UNIT) != 0 &&
                        vips_image_get_string(image.get(), VIPS_META_RESOLUTION_UNIT, &unit) == 0;
  const bool metric = has_unit && unit == "cm"sv;
  const double told = std::round(dots * (metric ? 10 : kMillimetresInInch));
  if (dots == kUntold || dots != vips_image_get_yres(image.get()) ||
      !(told >= 1 && told <= kMost) || (!metric && unit != "in"sv)) {
    return std::nullopt;
  }
  const auto whole = static_cast<std::uint16_t>(told);
  return JpegDensity{metric ? JpegDensity::kCentimetre : JpegDensity::kInch, whole, whole};
}

std::optional<JpegDensity> density_of_shape(const PixelShape& shape, bool turned) {
  if (shape.square()) {
    return std::nullopt;
  }
  return turned ? JpegDensity{shape.unit, shape.down, shape.across}
                : JpegDensity{shape.unit, shape.across, shape.down};
}

Bytes with_density(const Bytes& jpeg, JpegDensity density) {
  Bytes made = jpeg;
  if (!begins_with_jfif(ByteView(jpeg))) {
    constexpr std::size_t kRest = 7;  // unit, density, no thumbnail
    const auto header = std::as_bytes(std::span(kJfifHeader));
    const auto at = made.insert(made.begin() + kBehindStart, kRest, std::byte{0});
    made.insert(at, header.begin(), header.end());
  }
  std::size_t at = kBehindStart + 4 + kUnitAt;
  made[at++] = std::byte{density.unit};
  for (const unsigned dots : {density.across, density.down}) {
    made[at++] = static_cast<std::byte>(dots >> 8U);
    made[at++] = static_cast<std::byte>(dots & 0xFFU);
  }
  return made;
}

}  // namespace pixherd
