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

/// Two bands, both at once in full.
void add_bands(ScanScript& script, int component) {
  script.push_back(detail_scan(component, 1, kLastLow, 0, 0));
  script.push_back(detail_scan(component, kLastLow + 1, kLastCoefficient, 0, 0));
}

/// Two bands without their last `bits`, which follow one at a time.
void add_refined(ScanScript& script, int component, int bits) {
  script.push_back(detail_scan(component, 1, kLastLow, 0, bits));
  script.push_back(detail_scan(component, kLastLow + 1, kLastCoefficient, 0, bits));
  for (int bit = bits; bit > 0; --bit) {
    script.push_back(detail_scan(component, 1, kLastCoefficient, bit, bit - 1));
  }
}

/// All in one band, without its last `bits`, which follow one at a time.
void add_whole(ScanScript& script, int component, int bits) {
  script.push_back(detail_scan(component, 1, kLastCoefficient, 0, bits));
  for (int bit = bits; bit > 0; --bit) {
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

/// Refined by `luma_bits` in the first component, the others in two bands at once.
ScanScript plain_script(int components, int luma_bits) {
  ScanScript script{mean_scan(components, 0, 0)};
  add_refined(script, 0, luma_bits);
  for (int i = 1; i < components; ++i) {
    add_bands(script, i);
  }
  return script;
}

ScanScript whole_script(int components, int bits) {
  ScanScript script{mean_scan(components, 0, 0)};
  for (int i = 0; i < components; ++i) {
    add_whole(script, i, bits);
  }
  return script;
}

}  // namespace

std::vector<ScanScript> scan_scripts(int components, Scans scans) {
  std::vector<ScanScript> scripts;
  if (scans != Scans::baseline) {
    scripts = {usual_script(components), plain_script(components, 2), plain_script(components, 0),
               whole_script(components, 0), whole_script(components, 1)};
  }
  if (scans != Scans::progressive) {
    scripts.emplace_back();
  }
  return scripts;
}

}  // namespace pixherd
