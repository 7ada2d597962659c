// SPDX-License-Identifier: Apache-2.0
#include "pixherd/format/srgb_profile.hpp"

#include <array>
#include <cmath>
#include <string_view>

#include "pixherd/format/byte_view.hpp"

namespace pixherd {
namespace {

constexpr std::uint64_t kProfileHeader = 128;
constexpr double kColorantTolerance = 0.002;
constexpr double kCurveTolerance = 0.002;

/// An s15Fixed16Number.
double fixed_at(ByteView bytes, std::uint64_t at) {
  return static_cast<std::int32_t>(bytes.be32(at)) / 65536.0;
}

ByteView tag(ByteView profile, std::string_view name) {
  const std::uint64_t count = profile.be32(kProfileHeader);
  for (std::uint64_t i = 0; i < count && profile.holds(kProfileHeader + 4 + i * 12, 12); ++i) {
    const std::uint64_t entry = kProfileHeader + 4 + i * 12;
    if (profile.has(entry, name)) {
      return profile.part(profile.be32(entry + 4), profile.be32(entry + 8));
    }
  }
  return {};
}

bool has_colorant(ByteView profile, std::string_view name, const std::array<double, 3>& xyz) {
  const ByteView value = tag(profile, name);
  if (!value.has(0, "XYZ ") || !value.holds(8, 12)) {
    return false;
  }
  for (std::size_t i = 0; i < xyz.size(); ++i) {
    if (std::abs(fixed_at(value, 8 + i * 4) - xyz[i]) > kColorantTolerance) {
      return false;
    }
  }
  return true;
}

double srgb_to_linear(double x) {
  return x <= 0.04045 ? x / 12.92 : std::pow((x + 0.055) / 1.055, 2.4);
}

double sampled_curve(ByteView curve, double x) {
  const std::uint64_t count = curve.be32(8);
  if (count == 0) {
    return x;
  }
  if (count == 1) {
    return std::pow(x, curve.be16(12) / 256.0);
  }
  const double place = x * static_cast<double>(count - 1);
  const auto below = static_cast<std::uint64_t>(place);
  const std::uint64_t above = below + 1 < count ? below + 1 : below;
  const double share = place - static_cast<double>(below);
  return (curve.be16(12 + below * 2) * (1 - share) + curve.be16(12 + above * 2) * share) / 65535.0;
}

double parametric_curve(ByteView curve, double x) {
  const std::uint32_t kind = curve.be16(8);
  const auto p = [&](std::uint64_t i) { return fixed_at(curve, 12 + i * 4); };
  const double g = p(0);
  switch (kind) {
    case 0: return std::pow(x, g);
    case 1: return x >= -p(2) / p(1) ? std::pow(p(1) * x + p(2), g) : 0;
    case 2: return x >= -p(2) / p(1) ? std::pow(p(1) * x + p(2), g) + p(3) : p(3);
    case 3: return x >= p(4) ? std::pow(p(1) * x + p(2), g) : p(3) * x;
    case 4: return x >= p(4) ? std::pow(p(1) * x + p(2), g) + p(5) : p(3) * x + p(6);
    default: return -1;
  }
}

bool has_srgb_curve(ByteView profile, std::string_view name) {
  const ByteView curve = tag(profile, name);
  const bool sampled = curve.has(0, "curv");
  if (!sampled && !curve.has(0, "para")) {
    return false;
  }
  for (int i = 0; i <= 255; ++i) {
    const double x = i / 255.0;
    const double y = sampled ? sampled_curve(curve, x) : parametric_curve(curve, x);
    if (!(std::abs(y - srgb_to_linear(x)) <= kCurveTolerance)) {
      return false;
    }
  }
  return true;
}

}  // namespace

bool is_srgb_profile(std::span<const std::byte> bytes) {
  const ByteView profile(bytes);
  const bool has_tables = tag(profile, "A2B0").size() != 0;
  return profile.has(16, "RGB ") && profile.has(20, "XYZ ") && profile.has(36, "acsp") &&
         !has_tables && has_colorant(profile, "rXYZ", {0.4361, 0.2225, 0.0139}) &&
         has_colorant(profile, "gXYZ", {0.3851, 0.7169, 0.0971}) &&
         has_colorant(profile, "bXYZ", {0.1431, 0.0606, 0.7141}) &&
         has_srgb_curve(profile, "rTRC") && has_srgb_curve(profile, "gTRC") &&
         has_srgb_curve(profile, "bTRC");
}

}  // namespace pixherd
