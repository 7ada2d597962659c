// SPDX-License-Identifier: Apache-2.0
#include "scan_scripts.hpp"

namespace pixherd {
namespace {

constexpr int kLastCoefficient = 63;
/// Where the lower frequencies may end that have a scan of their own, and so Huffman tables.
constexpr int kLastOfFew = 2;
constexpr int kLastOfSome = 5;
constexpr int kLastOfMany = 8;

/// The means of `count` components from `first` on, at once.
jpeg_scan_info mean_scan(int first, int count) {
  jpeg_scan_info scan{};
  scan.comps_in_scan = count;
  for (int i = 0; i < count; ++i) {
    scan.component_index[i] = first + i;
  }
  return scan;
}

/// Coefficients `first` to `last` of one component without their `low` last bits; where `high` is
/// not 0, of what it left out the first bit.
jpeg_scan_info detail_scan(int component, int first, int last, int high, int low) {
  jpeg_scan_info scan{};
  scan.comps_in_scan = 1;
  scan.component_index[0] = component;
  scan.Ss = first;
  scan.Se = last;
  scan.Ah = high;
  scan.Al = low;
  return scan;
}

ScanScript means_together(int components) { return {mean_scan(0, components)}; }

ScanScript means_apart(int components) {
  ScanScript script;
  for (int i = 0; i < components; ++i) {
    script.push_back(mean_scan(i, 1));
  }
  return script;
}

ScanScript two_bands(int component, int last_of_lower, int low) {
  return {detail_scan(component, 1, last_of_lower, 0, low),
          detail_scan(component, last_of_lower + 1, kLastCoefficient, 0, low)};
}

jpeg_scan_info coarse_scan(int component, int low) {
  return detail_scan(component, 1, kLastCoefficient, 0, low);
}

jpeg_scan_info finer_scan(int component, int low) {
  return detail_scan(component, 1, kLastCoefficient, low + 1, low);
}

void append(ScanScript& script, const ScanScript& more) {
  script.insert(script.end(), more.begin(), more.end());
}

}  // namespace

std::vector<ScanScript> trial_scripts(int components) {
  const ScanScript apart = means_apart(components);
  std::vector<ScanScript> scripts{means_together(components), apart, apart, apart, apart};
  for (int i = 0; i < components; ++i) {
    append(scripts[0], two_bands(i, kLastOfFew, 0));
    append(scripts[1], two_bands(i, kLastOfMany, 0));
    append(scripts[2], {coarse_scan(i, 1), finer_scan(i, 0)});
    append(scripts[3], {coarse_scan(i, 2), finer_scan(i, 1)});
    append(scripts[4], two_bands(i, kLastOfSome, 2));
  }
  return scripts;
}

std::vector<ScanScript> ways_of_means(int components) {
  return {means_together(components), means_apart(components)};
}

std::vector<ScanScript> ways_of_detail(int component) {
  const jpeg_scan_info last_bit = finer_scan(component, 0);
  const jpeg_scan_info last_but_one = finer_scan(component, 1);
  ScanScript as_libjpeg = two_bands(component, kLastOfSome, 2);  // what it does with brightness
  append(as_libjpeg, {last_but_one, last_bit});
  return {two_bands(component, kLastOfFew, 0),
          two_bands(component, kLastOfMany, 0),
          {coarse_scan(component, 1), last_bit},
          {coarse_scan(component, 2), last_but_one, last_bit},
          as_libjpeg};
}

}  // namespace pixherd
