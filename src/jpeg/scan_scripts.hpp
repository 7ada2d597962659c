// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdio>
#include <vector>

extern "C" {
#include <jpeglib.h>
}

namespace pixherd {

/// In which scans coefficients are written; without any, in one from top to bottom.
using ScanScript = std::vector<jpeg_scan_info>;

/// A few scripts whose last bits are missing, each far enough from a coarse picture for libjpeg to
/// write it. Every scan of the ways below stands in one of them at least.
std::vector<ScanScript> trial_scripts(int components);

/// The ways to write the means of all blocks to the last bit.
std::vector<ScanScript> ways_of_means(int components);

/// The ways to write all else of one component to the last bit. Which is smallest depends on how
/// much detail there is, and on how coarsely it was quantised.
std::vector<ScanScript> ways_of_detail(int component);

}  // namespace pixherd
