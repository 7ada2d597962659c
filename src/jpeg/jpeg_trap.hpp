// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <csetjmp>
#include <cstddef>
#include <cstdio>

#include "pixherd/base/error.hpp"

extern "C" {
#include <jpeglib.h>
}

namespace pixherd {

/// libjpeg reports by jumping out. Whatever is called with a trap armed (guarded() below) must
/// have no local with a destructor: the jump would skip it.
struct JpegTrap {
  jpeg_error_mgr base;  // first: libjpeg hands out a pointer to it
  std::jmp_buf jump;
  char message[JMSG_LENGTH_MAX];
  bool output_full;

  /// Errors and warnings alike end the guarded call.
  void prepare();
  [[nodiscard]] Error error() const;
};

/// Runs `step` with the trap armed; false where libjpeg jumped out of it.
template <class Step>
[[gnu::noinline]] bool guarded(JpegTrap& trap, const Step& step) {
  if (setjmp(trap.jump) != 0) {
    return false;
  }
  step();
  return true;
}

}  // namespace pixherd
