// SPDX-License-Identifier: Apache-2.0
#include "scan_scripts.hpp"

namespace pixherd {
namespace {

constexpr int kLastCoefficient = 63;
/// Where the lower frequencies end that a scan of their own pays for.
constexpr int kLastLow = 8;

/// The mean colours of the blocks, of all components at once: `low` bits are left for later.
jpeg_scan_info mean_scan(int components, int high, int low) {
  jpeg_scan_info scan{};
  scan.comps_in_scan = components;
  for (int i = 0; i < components; ++i) {
    scan.component_index[i] = i;
  }
  scan.Ah = high;
  scan.Al = low;
  return scan;
}

/// Coefficients `first` to `last` of one component; where `high` is not 0, one bit more of each.
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

/// How the coefficients of a component but its mean are written: in how many bands, and with how
/// many of their last bits in scans of their own behind.
struct Detail {
  bool two_bands = true;
  int refined = 0;
};

void add_detail(ScanScript& script, int component, Detail detail) {
  if (detail.two_bands) {
    script.push_back(detail_scan(component, 1, kLastLow, 0, detail.refined));
    script.push_back(detail_scan(component, kLastLow + 1, kLastCoefficient, 0, detail.refined));
  } else {
    script.push_back(detail_scan(component, 1, kLastCoefficient, 0, detail.refined));
  }
  for (int bit = detail.refined; bit > 0; --bit) {
    script.push_back(detail_scan(component, 1, kLastCoefficient, bit, bit - 1));
  }
}

/// libjpeg's own choice: all but the finest bits first.
ScanScript usual_script(int components) {
  ScanScript script{mean_scan(components, 0, 1)};
  if (components == 3) {
    script.push_back(detail_scan(0, 1, 5, 0, 2));
    script.push_back(detail_scan(2, 1, kLastCoefficient, 0, 1));
    script.push_back(detail_scan(1, 1, kLastCoefficient, 0, 1));
    script.push_back(detail_scan(0, 6, kLastCoefficient, 0, 2));
    script.push_back(detail_scan(0, 1, kLastCoefficient, 2, 1));
    script.push_back(mean_scan(components, 1, 0));
    script.push_back(detail_scan(2, 1, kLastCoefficient, 1, 0));
    script.push_back(detail_scan(1, 1, kLastCoefficient, 1, 0));
    script.push_back(detail_scan(0, 1, kLastCoefficient, 1, 0));
    return script;
  }
  for (int i = 0; i < components; ++i) {
    script.push_back(detail_scan(i, 1, 5, 0, 2));
    script.push_back(detail_scan(i, 6, kLastCoefficient, 0, 2));
    script.push_back(detail_scan(i, 1, kLastCoefficient, 2, 1));
  }
  script.push_back(mean_scan(components, 1, 0));
  for (int i = 0; i < components; ++i) {
    script.push_back(detail_scan(i, 1, kLastCoefficient, 1, 0));
  }
  return script;
}

ScanScript detailed_script(int components, Detail first, Detail others) {
  ScanScript script{mean_scan(components, 0, 0)};
  for (int i = 0; i < components; ++i) {
    add_detail(script, i, i == 0 ? first : others);
  }
  return script;
}

}  // namespace

std::vector<ScanScript> scan_scripts(int components, Scans scans) {
  std::vector<ScanScript> scripts;
  if (scans != Scans::baseline) {
    constexpr Detail kBands{true, 0};
    constexpr Detail kRefinedBands{true, 2};
    constexpr Detail kRefined{false, 1};
    scripts = {usual_script(components),
               detailed_script(components, kRefinedBands, kBands),
               detailed_script(components, kRefinedBands, kRefined),
               detailed_script(components, kRefined, kBands),
               detailed_script(components, kRefined, kRefined),
               detailed_script(components, kBands, kBands)};
  }
  if (scans != Scans::progressive) {
    scripts.emplace_back();
  }
  return scripts;
}

}  // namespace pixherd
