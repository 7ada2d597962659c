// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pixherd/base/result.hpp"
#include "pixherd/image/source_facts.hpp"
#include "vips_handles.hpp"

namespace pixherd {

/// An input in private memory, with what its structure tells.
struct Source {
  Bytes bytes;
  SourceFacts facts;
};

/// Reads all of a regular file from its start. ErrorCode::input_changed where it grows or shrinks
/// meanwhile, ErrorCode::empty_file, not_a_file, unreadable, too_large.
Result<Bytes> read_whole(int fd);

/// Recognises the bytes and walks their structure.
Result<SourceFacts> examine(const Bytes& bytes);

}  // namespace pixherd
