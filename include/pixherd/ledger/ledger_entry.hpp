// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "pixherd/domain/content_hash.hpp"
#include "pixherd/domain/image_format.hpp"
#include "pixherd/domain/outcome.hpp"

namespace pixherd {

/// A file as a stat tells it: what it takes to say, without opening it, that it is as it was.
struct FileStamp {
  std::uint64_t path = 0;  ///< short_hash() of its absolute path
  std::uint64_t inode = 0;
  std::uint64_t bytes = 0;
  std::uint64_t modified = 0;  ///< nanoseconds since 1970
  bool operator==(const FileStamp&) const = default;
};

/// How a task ended. There is no name in it, so that a ledger can be handed around.
struct TaskEntry {
  std::uint64_t run = 0;       ///< that wrote it; 0: the disk has all of what it speaks of
  std::uint64_t settings = 0;  ///< a key over what reaches this file of the settings
  FileStamp stamp;             ///< of what stands in the input's place since
  ContentHash source;          ///< not known where the worker did not get to read it
  ContentHash output;          ///< not known where there is none, several, or just the source
  std::uint64_t output_bytes = 0;
  PixelSize size;                               ///< of the output
  ImageFormat standing = ImageFormat::jpeg;     ///< the format of what stands in the input's place
  ImageFormat format = ImageFormat::jpeg;       ///< of the output
  TaskStatus status = TaskStatus::kept;         ///< saved, copied, kept, skipped or failed
  ReasonCode reason = ReasonCode::not_smaller;  ///< with kept, copied, skipped
  ErrorCode error = ErrorCode::internal;        ///< with failed
  /// By format, what outputs were asked for with; 0 where they lost nothing.
  std::array<std::uint8_t, kImageFormats.size()> quality{};
  bool in_place = false;  ///< outputs stand in their inputs' places
  std::string message;    ///< of reason or error
  std::vector<MadeRendition> renditions;
  /// short_hash() of the output's absolute path, or of each rendition's; empty in place, without an
  /// output, and where that is not known.
  std::vector<std::uint64_t> output_paths;

  [[nodiscard]] std::uint8_t quality_of(ImageFormat of) const {
    return quality[static_cast<std::size_t>(of)];
  }
  bool operator==(const TaskEntry&) const = default;
};

/// A run begins to write. Until a RunSynced follows, what it says of outputs that stand elsewhere
/// holds as long as the machine is up: a loss of power may have taken them.
struct RunBegun {
  std::uint64_t run = 0;
  std::uint64_t boot = 0;  ///< of the machine's start
  bool operator==(const RunBegun&) const = default;
};

/// All that the run has written is on the disk.
struct RunSynced {
  std::uint64_t run = 0;
  bool operator==(const RunSynced&) const = default;
};

using LedgerEntry = std::variant<TaskEntry, RunBegun, RunSynced>;

}  // namespace pixherd
