// SPDX-License-Identifier: Apache-2.0
#include "fault_tree.hpp"

#include <fmt/format.h>

#include <array>

namespace pixherd {
namespace {

struct Sample {
  std::string extension;
  sample::Bytes bytes;
};

/// Made once: encoding takes longer than most of the runs that are then harmed.
const std::array<Sample, 3>& samples() {
  need_engine();
  static const std::array<Sample, 3> made{
      Sample{"jpg", photo(96)},
      Sample{"png", sample::image(ImageFormat::png, {.width = 64, .height = 48})},
      Sample{"gif", sample::animation(ImageFormat::gif, 2, {.width = 48, .height = 32})}};
  return made;
}

}  // namespace

void write_small_tree(const TempFolder& temp) {
  for (const Sample& each : samples()) {
    temp.write(fmt::format("in/{0}.{0}", each.extension), each.bytes);
  }
  temp.write("in/notes.txt", "not an image, and nobody's business");
  temp.write("outside/photo.jpg", photo(96));
}

void write_tree(const TempFolder& temp, unsigned images) {
  write_small_tree(temp);
  for (unsigned i = 0; i < images; ++i) {
    const Sample& each = samples()[i % samples().size()];
    temp.write(fmt::format("in/{}/{:03}.{}", i % 2 == 0 ? "even" : "odd", i, each.extension),
               each.bytes);
  }
}

Arguments arguments_for(Way way) {
  Arguments all{"--json", "--processes", "2", "in"};
  const auto with = [&](const Arguments& more) {
    Arguments arguments = all;
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
  };
  switch (way) {
    case Way::in_place: return with({"--in-place"});
    case Way::into_folder: return with({"-o", "web"});
    case Way::converted: return with({"--in-place", "--format", "webp", "--remove-source"});
  }
  return all;
}

std::string name_of(Way way) {
  switch (way) {
    case Way::in_place: return "in place";
    case Way::into_folder: return "into a folder";
    case Way::converted: return "converted";
  }
  return {};
}

Command command_for(const TempFolder& temp, Way way) {
  Command command = inside(temp);
  command.program = PIXHERD_BINARY;
  command.arguments = arguments_for(way);
  return command;
}

}  // namespace pixherd
