// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "pixherd/domain/outcome.hpp"
#include "pixherd/image/pixels.hpp"
#include "support/sample_images.hpp"

namespace pixherd {

/// What became of a task, and what it left in its output descriptor.
struct Done {
  Outcome outcome;
  sample::Bytes output;
  std::uint64_t memory_asked = 0;
};

/// Starts the engine at the first call of the process.
void need_engine();

/// Sends bytes through the work handler in this process, memory files for descriptors.
Done run_task(const sample::Bytes& input, const TaskSettings& settings,
              std::optional<std::uint64_t> thumbnails_above = {});

TaskSettings to_format(ImageFormat format);
TaskSettings to_long_edge(std::uint32_t pixels);
TaskSettings in_place();
TaskSettings lossless_in_place();

Pixels decoded(const sample::Bytes& bytes, ImageFormat format);

/// These kinds of metadata, and no other.
MetadataSet keeping(std::initializer_list<MetadataKind> kinds);

/// True where these words stand in the file somewhere.
bool tells(const sample::Bytes& file, std::string_view words);

std::uint32_t sample_at(const Pixels& pixels, std::uint32_t x, std::uint32_t y, std::uint32_t band);

/// The mean difference of two pictures of one shape, in samples.
double difference(const Pixels& a, const Pixels& b);

/// True where one of the notes contains `words`.
bool notes_say(const Outcome& outcome, const std::string& words);

}  // namespace pixherd
