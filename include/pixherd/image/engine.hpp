// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "pixherd/base/result.hpp"
#include "pixherd/domain/image_format.hpp"

namespace pixherd {

/// What the libvips that we are linked with can do, found out at run time.
struct EngineFacts {
  std::string name;     ///< "prebuilt" or "system"
  std::string libvips;  ///< its version, "8.18.7"
  FormatSet readable;
  FormatSet writable;

  /// The names of the formats that are both.
  [[nodiscard]] std::vector<std::string> codecs() const;
};

/// Initialises libvips, once, in the parent and before any fork; nothing else of it may be used
/// there. VIPS_* variables that would start threads or change results are unset first, loaders for
/// untrusted formats are blocked, the operation cache is off. The process has one thread
/// afterwards, as before (checked).
Result<EngineFacts> start_engine();

/// Does in the parent, once, what each worker for these formats would have to do first: libvips
/// makes its classes, which takes about 2 ms. JPEG alone does without them.
void ready_engine_for(FormatSet formats);

/// How many threads libvips may use for one image in workers that are forked from now on.
void set_engine_threads(unsigned threads);

}  // namespace pixherd
