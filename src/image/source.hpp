// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pixherd/base/result.hpp"
#include "pixherd/domain/content_hash.hpp"
#include "pixherd/format/source_facts.hpp"
#include "pixherd/jpeg/jpeg_check.hpp"
#include "vips_handles.hpp"

namespace pixherd {

/// An input in private memory, with what its structure tells.
struct Source {
  Bytes bytes;
  SourceFacts facts;
  ContentHash hash{};           ///< where it is asked for; then outputs get theirs, too
  bool made_with_loss = false;  ///< by an earlier run, and nothing asks for less than that
};

/// Reads all of a regular file from its start, unless it has more than `limit` bytes (0: no limit).
/// ErrorCode::input_changed where it grows or shrinks meanwhile, ErrorCode::empty_file, not_a_file,
/// unreadable, too_large.
Result<Bytes> read_whole(int fd, std::uint64_t limit);

/// A source that will not be there any more is looked at the more thoroughly.
inline JpegScrutiny scrutiny_for(const TaskSettings& settings) {
  return settings.replaces_source ? JpegScrutiny::thorough : JpegScrutiny::usual;
}

/// Recognises the bytes and walks their structure.
Result<SourceFacts> examine(const Bytes& bytes);

}  // namespace pixherd
