// SPDX-License-Identifier: Apache-2.0
#include "pixherd/image/engine.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <iterator>
#include <system_error>

#include "task_log.hpp"
#include "vips_handles.hpp"
#include "warm.hpp"

namespace pixherd {
namespace {

/// Would start threads before the fork, change results, or print.
constexpr std::array kUnwantedVariables{
    "VIPS_MAX_THREADS", "VIPS_CONCURRENCY", "IM_CONCURRENCY",   "VIPS_UNLIMITED",
    "VIPS_STALL",       "VIPS_TRACE",       "VIPS_PROFILE",     "VIPS_LEAK",
    "VIPS_MAX_COORD",   "VIPS_INFO",        "VIPS_WARNING",     "VIPS_NOVECTOR",
    "VIPS_VECTOR",      "VIPS_PROGRESS",    "G_MESSAGES_DEBUG", "G_DEBUG"};

void settle_environment() {
  for (const char* variable : kUnwantedVariables) {
    ::unsetenv(variable);
  }
  ::setenv("OMP_NUM_THREADS", "1", 1);
  // What is larger would be decoded to a file, and a worker can make none. Memory has been asked
  // for.
  ::setenv("VIPS_DISC_THRESHOLD", "1000g", 1);
}

std::ptrdiff_t threads_of_this_process() {
  std::error_code error;
  const std::filesystem::directory_iterator tasks("/proc/self/task", error);
  return error ? 1 : std::distance(begin(tasks), end(tasks));
}

/// By the classes' names, which libvips registers as it starts. Its own search by the operations'
/// names makes all of its classes first, which takes longer than the start.
struct Coder {
  ImageFormat format;
  const char* loader;
  const char* saver;
};

constexpr auto kCoders = std::to_array<Coder>({
    {ImageFormat::jpeg, "VipsForeignLoadJpegBuffer", "VipsForeignSaveJpegBuffer"},
    {ImageFormat::png, "VipsForeignLoadPngBuffer", "VipsForeignSavePngBuffer"},
    {ImageFormat::webp, "VipsForeignLoadWebpBuffer", "VipsForeignSaveWebpBuffer"},
    {ImageFormat::avif, "VipsForeignLoadHeifBuffer", "VipsForeignSaveHeifBuffer"},
    {ImageFormat::gif, "VipsForeignLoadNsgifBuffer", "VipsForeignSaveCgifBuffer"},
    {ImageFormat::tiff, "VipsForeignLoadTiffBuffer", "VipsForeignSaveTiffBuffer"},
});
static_assert(kCoders.size() == kImageFormats.size());

bool knows(const char* operation) { return g_type_from_name(operation) != 0; }

EngineFacts probe() {
  EngineFacts facts;
  facts.name = PIXHERD_ENGINE_NAME;
  facts.libvips = fmt::format("{}.{}.{}", vips_version(0), vips_version(1), vips_version(2));
  for (const Coder& coder : kCoders) {
    if (knows(coder.loader)) {
      facts.readable.insert(coder.format);
    }
    if (knows(coder.saver)) {
      facts.writable.insert(coder.format);
    }
  }
  return facts;
}

}  // namespace

std::vector<std::string> EngineFacts::codecs() const {
  std::vector<std::string> names;
  for (const ImageFormat format : kImageFormats) {
    if (readable.contains(format) && writable.contains(format)) {
      names.emplace_back(pixherd::name(format));
    }
  }
  return names;
}

Result<EngineFacts> start_engine() {
  settle_environment();
  capture_library_log();
  if (vips_init("pixherd") != 0) {
    return Error{ErrorCode::internal, "libvips cannot be started: " + take_vips_error()};
  }
  vips_block_untrusted_set(1);
  vips_cache_set_max(0);
  PIXHERD_CHECK(threads_of_this_process() == 1);
  EngineFacts facts = probe();
  take_library_log();
  return facts;
}

void ready_engine_for(FormatSet formats) {
  if (!does_without_libvips(formats)) {
    (void)vips_type_find("VipsOperation", "avg");
  }
}

void set_engine_threads(unsigned threads) {
  vips_concurrency_set(static_cast<int>(threads == 0 ? 1 : threads));
}

}  // namespace pixherd
