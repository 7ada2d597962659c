// SPDX-License-Identifier: Apache-2.0
#include <optional>
#include <utility>

#include "attempt.hpp"
#include "generation_loss.hpp"
#include "library_words.hpp"
#include "weigh.hpp"

namespace pixherd {
namespace {

/// The first that a limit may lower the quality of a PNG to: of the best palette.
constexpr std::uint8_t kBestPalette = 99;

TaskSettings without_loss(TaskSettings settings) {
  settings.lossless = true;
  return settings;
}

/// What the next run would do to it without loss, so that it finds nothing to do.
void make_smaller_without_loss(Made& made, const TaskSettings& settings) {
  Source output;
  output.bytes = std::move(made.bytes);
  if (Result<SourceFacts> facts = examine(output.bytes)) {
    output.facts = std::move(*facts);
    output.made_with_loss = true;
    Result<Attempted> attempted = attempt(output, without_loss(settings), {});
    Made* smaller = attempted ? std::get_if<Made>(&*attempted) : nullptr;
    if (smaller != nullptr && smaller->bytes.size() < output.bytes.size()) {
      made.bytes = std::move(smaller->bytes);
      return;
    }
  }
  forget_library_words();
  made.bytes = std::move(output.bytes);
}

/// True where a PNG is written without loss, since nothing but a limit asks for one.
bool reduces_png_for_limit(const Source& source, const TaskSettings& settings) {
  return settings.max_bytes != 0 && !settings.lossless &&
         output_formats(settings, source.facts.format).contains(ImageFormat::png) &&
         !makes_lossy(settings, ImageFormat::png);
}

/// A PNG that is above the limit without loss is reduced to a palette.
Result<Attempted> attempt_with_palette(const Source& source, const TaskSettings& settings,
                                       const AskMemory& ask_memory) {
  Result<Attempted> made = attempt(source, settings, ask_memory);
  const bool too_large = !made && made.error().code == ErrorCode::too_large;
  if (!too_large || !reduces_png_for_limit(source, settings)) {
    return made;
  }
  forget_library_words();
  TaskSettings reduced = settings;
  reduced.quality.png = kBestPalette;
  Result<Attempted> with_palette = attempt(source, reduced, ask_memory);
  if (Made* picture = with_palette ? std::get_if<Made>(&*with_palette) : nullptr) {
    add_note(picture->notes, "the PNG is reduced to a palette, to keep within --max-bytes");
  }
  return with_palette;
}

}  // namespace

Result<Attempted> attempt_within_limit(const Source& source, const TaskSettings& settings,
                                       const AskMemory& ask_memory) {
  if (!limit_alone_asks_for_loss(source, settings)) {
    return attempt_with_palette(source, settings, ask_memory);
  }
  Result<Attempted> lossless = attempt(source, without_loss(settings), ask_memory);
  const Made* enough = lossless ? std::get_if<Made>(&*lossless) : nullptr;
  if (enough != nullptr && enough->bytes.size() <= settings.max_bytes) {
    return lossless;
  }
  forget_library_words();
  Result<Attempted> lossy = attempt_with_palette(source, settings, ask_memory);
  if (Made* made = lossy ? std::get_if<Made>(&*lossy) : nullptr) {
    make_smaller_without_loss(*made, settings);
  }
  return lossy;
}

}  // namespace pixherd
