// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace pixherd {

/// Takes over all that GLib and libvips would print, for the rest of the process. Messages are
/// collected from any thread, no more than a few and none of them long.
void capture_library_log();

/// What has been collected since the last call.
std::vector<std::string> take_library_log();

}  // namespace pixherd
