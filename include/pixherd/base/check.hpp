// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace pixherd {

/// Says where and what, then aborts. A failed check is a bug of ours, never a user's mistake.
[[noreturn]] void check_failed(const char* condition, const char* file, int line);

}  // namespace pixherd

/// A bug trap that stays on in release builds.
#define PIXHERD_CHECK(condition) \
  ((condition) ? static_cast<void>(0) : ::pixherd::check_failed(#condition, __FILE__, __LINE__))
