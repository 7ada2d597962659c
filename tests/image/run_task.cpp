// SPDX-License-Identifier: Apache-2.0
#include "run_task.hpp"

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "pixherd/base/fd.hpp"
#include "pixherd/image/engine.hpp"
#include "pixherd/image/optimise.hpp"

namespace pixherd {
namespace {

Fd memory_file(const sample::Bytes& bytes) {
  Fd file(::memfd_create("test", MFD_CLOEXEC));
  PIXHERD_CHECK(file && write_all(file.get(), bytes).ok());
  return file;
}

sample::Bytes contents(int fd) {
  struct stat facts {};
  PIXHERD_CHECK(::fstat(fd, &facts) == 0);
  sample::Bytes bytes(static_cast<std::size_t>(facts.st_size));
  PIXHERD_CHECK(::pread(fd, bytes.data(), bytes.size(), 0) == facts.st_size);
  return bytes;
}

}  // namespace

void need_engine() {
  static const Result<EngineFacts> engine = start_engine();
  PIXHERD_CHECK(engine.ok());
}

Done run_task(const sample::Bytes& input, const TaskSettings& settings,
              std::optional<std::uint64_t> thumbnails_above) {
  need_engine();
  static const WorkHandler handler = image_work_handler();
  const Fd from = memory_file(input);
  const Fd to = memory_file({});
  Done done;
  const auto ask = [&](std::uint64_t bytes) {
    done.memory_asked = bytes == input.size() ? 0 : bytes;  // that much to read it
  };
  const WorkOrder order{
      .bytes = input.size(), .settings = settings, .thumbnails_above = thumbnails_above};
  done.outcome = handler.work(order, {from.get(), {to.get()}}, ask);
  done.output = contents(to.get());
  return done;
}

TaskSettings to_format(ImageFormat format) {
  TaskSettings settings;
  settings.format = format;
  return settings;
}

TaskSettings to_long_edge(std::uint32_t pixels) {
  TaskSettings settings;
  settings.resize.long_edge = pixels;
  return settings;
}

TaskSettings in_place() {
  TaskSettings settings;
  settings.replaces_source = true;
  return settings;
}

TaskSettings lossless_in_place() {
  TaskSettings settings = in_place();
  settings.lossless = true;
  settings.metadata = MetadataSet::all();
  return settings;
}

Pixels decoded(const sample::Bytes& bytes, ImageFormat format) {
  Result<Pixels> pixels = decode_pixels(bytes, format);
  PIXHERD_CHECK(pixels.ok());
  return std::move(pixels).value();
}

std::uint32_t sample_at(const Pixels& pixels, std::uint32_t x, std::uint32_t y,
                        std::uint32_t band) {
  const std::size_t width = pixels.bits / 8;
  const std::size_t at = ((std::size_t{y} * pixels.width + x) * pixels.bands + band) * width;
  std::uint32_t value = 0;
  std::memcpy(&value, pixels.data.data() + at, width);
  return value;
}

double difference(const Pixels& a, const Pixels& b) {
  PIXHERD_CHECK(a.data.size() == b.data.size() && a.bits == 8 && b.bits == 8);
  double sum = 0;
  for (std::size_t i = 0; i < a.data.size(); ++i) {
    sum += std::abs(std::to_integer<int>(a.data[i]) - std::to_integer<int>(b.data[i]));
  }
  return sum / static_cast<double>(a.data.size());
}

bool notes_say(const Outcome& outcome, const std::string& words) {
  return std::any_of(outcome.notes.begin(), outcome.notes.end(), [&](const std::string& note) {
    return note.find(words) != std::string::npos;
  });
}

MetadataSet keeping(std::initializer_list<MetadataKind> kinds) {
  MetadataSet kept;
  for (const MetadataKind kind : kinds) {
    kept.insert(kind);
  }
  return kept;
}

bool tells(const sample::Bytes& file, std::string_view words) {
  return std::string_view(reinterpret_cast<const char*>(file.data()), file.size()).find(words) !=
         std::string_view::npos;
}

}  // namespace pixherd
