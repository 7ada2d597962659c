// SPDX-License-Identifier: Apache-2.0
#include "renditions.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "convert.hpp"
#include "generation_loss.hpp"
#include "pixherd/image/memory_need.hpp"
#include "weigh.hpp"

namespace pixherd {
namespace {

std::vector<PlannedRendition> plan_for(const SourceFacts& source, const TaskSettings& settings) {
  return planned_renditions(settings, source.format,
                            upright(source.size, source.orientation).width);
}

/// Pixels as they are needed: those of the first frame alone, and those of all frames.
class DecodedOnce {
 public:
  DecodedOnce(const Source& source, TaskSettings largest)
      : source_(source), largest_(std::move(largest)) {}

  Result<Image> for_output(ImageFormat format) {
    std::optional<Image>& held = held_[takes_all_frames(source_.facts, format) ? 1 : 0];
    if (!held) {
      largest_.format = format;
      Result<Image> decoded = decode_once(source_, largest_);
      if (!decoded) {
        return decoded;
      }
      held = std::move(*decoded);
    }
    return share(*held);
  }

 private:
  const Source& source_;
  TaskSettings largest_;
  std::array<std::optional<Image>, 2> held_;
};

/// It would lose a second time, and have no fewer pixels for it.
bool is_passed_on(const Source& source, const TaskSettings& rendition) {
  return source.made_with_loss && source.facts.orientation == 1 &&
         keeps_format_and_size(source, rendition) && !is_over_max_bytes(source, rendition);
}

Made passed_on(const Source& source, const TaskSettings& settings) {
  Made made;
  made.format = source.facts.format;
  made.size = source.facts.size;
  std::optional<Bytes> less = bytes_of_copy(source, settings, made.notes);
  made.bytes = less ? std::move(*less) : Bytes(source.bytes);
  return made;
}

Result<Attempted> make_rendition(const Source& source, const TaskSettings& settings,
                                 DecodedOnce& decoded) {
  if (is_passed_on(source, settings)) {
    return Attempted(passed_on(source, settings));
  }
  const Result<Image> pixels = decoded.for_output(*settings.format);
  return pixels ? convert(source, settings, &*pixels) : pixels.error();
}

}  // namespace

std::vector<TaskSettings> settings_of_outputs(const SourceFacts& source,
                                              const TaskSettings& settings) {
  if (settings.renditions.empty()) {
    return {settings};
  }
  std::vector<TaskSettings> each;
  for (const PlannedRendition& rendition : plan_for(source, settings)) {
    each.push_back(settings_for(settings, rendition));
  }
  return each;
}

std::uint64_t memory_need_of_outputs(const Source& source,
                                     const std::vector<TaskSettings>& outputs) {
  std::uint64_t need = 0;
  for (const TaskSettings& settings : outputs) {
    need = std::max(need, memory_need(source.bytes.size(), source.facts, settings));
  }
  if (outputs.size() > 1) {
    need += source.facts.pixels() * source.facts.channels * (source.facts.bits > 8 ? 2 : 1);
  }
  return need;
}

Result<Attempted> make_renditions(const Source& source, const TaskSettings& settings) {
  const std::vector<PlannedRendition> planned = plan_for(source.facts, settings);
  const auto widest = std::max_element(
      planned.begin(), planned.end(),
      [](const PlannedRendition& a, const PlannedRendition& b) { return a.width < b.width; });
  DecodedOnce decoded(source, settings_for(settings, *widest));
  Made all;
  for (const PlannedRendition& rendition : planned) {
    Result<Attempted> one = make_rendition(source, settings_for(settings, rendition), decoded);
    if (!one || std::holds_alternative<Reason>(*one)) {
      return one;
    }
    Made& made = std::get<Made>(*one);
    all.renditions.push_back({rendition.index, made.bytes.size(), made.size, made.format});
    all.files.push_back(std::move(made.bytes));
    all.notes.insert(all.notes.end(), made.notes.begin(), made.notes.end());
  }
  all.only_if_smaller = false;
  return Attempted(std::move(all));
}

}  // namespace pixherd
