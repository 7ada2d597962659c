// SPDX-License-Identifier: Apache-2.0
#include "pixherd/domain/task_settings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace pixherd {

std::string_view name(Lane lane) {
  switch (lane) {
    case Lane::coefficients: return "coefficients";
    case Lane::planes: return "planes";
    case Lane::libvips: return "libvips";
  }
  return "";
}

namespace {

/// Fields behind one another: what there may be any number of is counted first.
class Canonical {
 public:
  template <class Value>
  Canonical& add(std::string_view field, const Value& value) {
    text_ += fmt::format("{}{}={}", text_.empty() ? "" : " ", field, value);
    return *this;
  }
  Canonical& add(std::string_view field, const PerFormat& values) {
    const auto item = [](std::optional<std::uint8_t> value) {
      return value ? fmt::format("{},", *value) : std::string("-,");
    };
    std::string list = item(values.global);
    for (const ImageFormat format : kImageFormats) {
      list += item(values.own(format));
    }
    return add(field, list);
  }
  std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

std::string_view name_or_dash(std::optional<ImageFormat> format) {
  return format ? name(*format) : "-";
}

}  // namespace

std::vector<std::uint32_t> distinct_renditions(const TaskSettings& settings, ImageFormat input) {
  std::vector<std::uint32_t> distinct;
  for (std::uint32_t index = 0; index < settings.renditions.size(); ++index) {
    const bool repeated = std::any_of(distinct.begin(), distinct.end(), [&](std::uint32_t other) {
      const Rendition& before = settings.renditions[other];
      return before.width == settings.renditions[index].width &&
             before.format.value_or(input) == settings.renditions[index].format.value_or(input);
    });
    if (!repeated) {
      distinct.push_back(index);
    }
  }
  return distinct;
}

std::vector<PlannedRendition> planned_renditions(const TaskSettings& settings, ImageFormat input,
                                                 std::uint32_t width) {
  std::vector<PlannedRendition> planned;
  FormatSet made;
  const auto add_if = [&](auto wanted) {
    for (const std::uint32_t index : distinct_renditions(settings, input)) {
      const Rendition& rendition = settings.renditions[index];
      const ImageFormat format = rendition.format.value_or(input);
      if (wanted(rendition, format)) {
        planned.push_back({index, std::min(rendition.width, width), format});
        made.insert(format);
      }
    }
  };
  add_if([&](const Rendition& rendition, ImageFormat) { return rendition.width <= width; });
  add_if([&](const Rendition&, ImageFormat format) { return !made.contains(format); });
  return planned;
}

TaskSettings settings_for(const TaskSettings& settings, const PlannedRendition& rendition) {
  TaskSettings own = settings;
  own.renditions.clear();
  own.format = rendition.format;
  own.resize.width = rendition.width;
  return own;
}

std::string Savings::percent_text() const {
  if (hundredths == 0) {
    return std::to_string(percent);
  }
  return hundredths % 10 == 0 ? fmt::format("{}.{}", percent, hundredths / 10)
                              : fmt::format("{}.{:02}", percent, hundredths);
}

std::string canonical_text(const TaskSettings& settings) {
  const EncoderSettings& e = settings.encoder;
  const Resize& r = settings.resize;
  const Colour& b = settings.background;
  Canonical text;
  text.add("format", name_or_dash(settings.format))
      .add("quality", settings.quality)
      .add("effort", e.effort)
      .add("chroma", static_cast<int>(e.chroma))
      .add("scans", static_cast<int>(e.scans))
      .add("near_lossless", e.near_lossless)
      .add("colours", e.colours)
      .add("dither", e.dither_percent ? static_cast<int>(*e.dither_percent) : -1)
      .add("bit_depth", e.bit_depth)
      .add("resize",
           fmt::format("{},{},{},{},{},{},{},{},{},{}", r.width, r.height, r.long_edge,
                       r.short_edge, r.pixels, r.percent, static_cast<int>(r.fit),
                       static_cast<int>(r.kernel), static_cast<int>(r.position), r.upscale))
      .add("background", fmt::format("{},{},{},{}", b.red, b.green, b.blue, b.alpha))
      .add("metadata", settings.metadata.bits())
      .add("metadata_asked", settings.metadata_asked)
      .add("lossless", settings.lossless)
      .add("lane", settings.lane ? name(*settings.lane) : "-")
      .add("min_savings",
           fmt::format("{},{}", settings.min_savings.percent_text(), settings.min_savings.bytes))
      .add("max_bytes", settings.max_bytes)
      .add("allowed_losses", settings.allowed_losses.bits());
  for (const Rendition& rendition : settings.renditions) {
    text.add("rendition", fmt::format("{},{}", rendition.width, name_or_dash(rendition.format)));
  }
  return text.take();
}

}  // namespace pixherd
