// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pixherd/base/bytes.hpp"
#include "pixherd/base/error.hpp"
#include "pixherd/domain/content_hash.hpp"
#include "pixherd/domain/image_format.hpp"
#include "pixherd/domain/task_settings.hpp"

namespace pixherd {

/// What became of one input. The printed names are part of the JSON contract.
enum class TaskStatus : std::uint8_t {
  saved,        ///< a new file is in its place
  would_save,   ///< with --dry-run: a new file would be
  copied,       ///< with -o: not smaller, or skipped; the original's bytes are in the output folder
  kept,         ///< in place: nothing smaller came out, the original stays
  skipped,      ///< on purpose not worked on, for the reason given
  ignored,      ///< walked past: no image, and no extension of ours
  failed,       ///< for the error given; the original stays
  unprocessed,  ///< the run ended before its turn
};
inline constexpr std::size_t kTaskStatusCount = 8;

std::string_view name(TaskStatus status);

/// Why a file was kept, copied, skipped or ignored. The set is closed; the printed names are part
/// of the JSON contract.
enum class ReasonCode : std::uint8_t {
  not_smaller,      ///< the result would not have been smaller
  lossy_source,     ///< lossless was asked for, and re-encoding a lossy source would lose
  animated_png,     ///< an APNG's animation would be lost
  multi_picture,    ///< further pictures (MPO, gain map) behind the first would be lost
  multi_page,       ///< pages or frames would be lost
  trailing_data,    ///< data behind the image's end (motion photo, archive) would be lost
  metadata_lost,    ///< metadata that cannot be carried over would be lost
  depth_lost,       ///< more than 8 bits a sample would be lost
  colour_model,     ///< CMYK or the like would have to be converted
  alpha_lost,       ///< transparency would be lost
  pixels_changed,   ///< lossless was asked for, and the engine cannot write the very same pixels
  wrong_extension,  ///< the content is of another format than the name says
  symbolic_link,    ///< the name is a link; replacing it would break the link
  hard_link,        ///< other names share this file; replacing it would part them
  busy,             ///< another run has the file in hand
  output_exists,    ///< an output is there already, and --overwrite says that it stays
  same_name,        ///< beside its source the output would need another name, and has none
  own_output,       ///< passed over: it has the name of an output of the file beside it
  excluded,         ///< named, and passed over by --include or --exclude
  not_an_image,     ///< walked past
  up_to_date,       ///< done by an earlier run, and as that left it
  not_failed,       ///< --retry-failed: nothing is known of a failure
  stopped,          ///< the run ended before its turn
};

inline constexpr std::size_t kReasonCodeCount = static_cast<std::size_t>(ReasonCode::stopped) + 1;

std::string_view name(ReasonCode code);
std::optional<ReasonCode> reason_code_named(std::string_view text);

struct Reason {
  ReasonCode code = ReasonCode::not_smaller;
  std::string message;
  bool operator==(const Reason&) const = default;
};

/// One of several outputs of a task.
struct MadeRendition {
  std::uint32_t index = 0;  ///< of TaskSettings::renditions, and so of the output it is in
  std::uint64_t bytes = 0;
  PixelSize size;
  ImageFormat format = ImageFormat::jpeg;
  ContentHash hash{};  ///< where the order asks for it
  bool operator==(const MadeRendition&) const = default;
};

/// Small JPEGs of a source and of its output, for people to compare by eye.
struct Thumbnails {
  Bytes before;
  Bytes after;  ///< empty where there is no output
  bool operator==(const Thumbnails&) const = default;
};
/// Neither of them is larger, so that both go into one frame beside all else.
inline constexpr std::size_t kMostThumbnailBytes = 20'000;

/// True where the outcome has an output, written or, with --dry-run, only made.
bool has_output(TaskStatus status);

/// What a worker has to say of one task, and later what its record says.
struct Outcome {
  TaskStatus status = TaskStatus::unprocessed;
  std::uint64_t original_bytes = 0;
  std::uint64_t optimized_bytes = 0;  ///< size of the output; 0 where there is none
  std::uint32_t width = 0;            ///< pixels of the output, upright; 0 where there is none
  std::uint32_t height = 0;
  std::optional<ImageFormat> format;  ///< of the output
  std::optional<Lane> lane;           ///< that made the output; none where it is a copy
  std::optional<Reason> reason;       ///< with kept, copied, skipped, ignored, unprocessed
  std::optional<Error> error;         ///< with failed
  std::vector<MadeRendition>
      renditions;                       ///< where several were asked for; optimized_bytes is of all
  std::vector<MadeRendition> standing;  ///< what had outputs' names before, and keeps them
  std::vector<std::string> notes;       ///< losses that were asked for, and warnings of the decoder
  std::optional<Thumbnails> thumbnails;  ///< where they were wanted
  ContentHash source_hash{};             ///< of the input, where the order asks for it...
  ContentHash output_hash{};             ///< ...and of the one output, unless it is the input

  bool operator==(const Outcome&) const = default;
};

Outcome failed_outcome(Error error, std::uint64_t original_bytes);
/// The task failed after all; what was noted still holds.
Outcome failed_after_all(Outcome outcome, Error error);
Outcome skipped_outcome(Reason reason, std::uint64_t original_bytes);
/// The run ended before its turn.
Outcome unprocessed_outcome(std::uint64_t original_bytes,
                            std::string_view why = "the run ended before its turn");

}  // namespace pixherd
