// SPDX-License-Identifier: Apache-2.0
#include "jpeg_trap.hpp"

#include "pixherd/base/text.hpp"

extern "C" {
#include <jerror.h>
}

namespace pixherd {
namespace {

[[noreturn]] void leave(j_common_ptr info) {
  auto* trap = reinterpret_cast<JpegTrap*>(info->err);
  trap->base.format_message(info, trap->message);
  std::longjmp(trap->jump, 1);
}

void on_message(j_common_ptr info, int level) {
  if (level < 0) {
    leave(info);
  }
}

void on_output(j_common_ptr) {}

}  // namespace

void JpegTrap::prepare() {
  jpeg_std_error(&base);
  base.error_exit = leave;
  base.emit_message = on_message;
  base.output_message = on_output;
  message[0] = '\0';
  output_full = false;
}

Error JpegTrap::error() const {
  if (base.msg_code == JERR_OUT_OF_MEMORY) {
    return {ErrorCode::out_of_memory, "not enough memory for this image"};
  }
  const bool unsupported = base.msg_code == JERR_BAD_PRECISION ||
                           base.msg_code == JERR_SOF_UNSUPPORTED ||
                           base.msg_code == JERR_ARITH_NOTIMPL;
  return {unsupported ? ErrorCode::unsupported_format : ErrorCode::damaged, printable(message)};
}

}  // namespace pixherd
