// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdio>
#include <vector>

#include "pixherd/domain/encoder_settings.hpp"

extern "C" {
#include <jpeglib.h>
}

namespace pixherd {

/// In which scans coefficients are written; without any, in one from top to bottom.
using ScanScript = std::vector<jpeg_scan_info>;

/// The scripts worth trying for so many components. Which is smallest depends on how much detail
/// there is, and on how coarsely it was quantised.
std::vector<ScanScript> scan_scripts(int components, Scans scans);

}  // namespace pixherd
