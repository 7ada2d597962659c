// SPDX-License-Identifier: Apache-2.0
#include "task_log.hpp"

#include <glib.h>

#include <algorithm>
#include <array>
#include <mutex>
#include <string_view>
#include <utility>

#include "pixherd/base/text.hpp"

namespace pixherd {
namespace {

constexpr std::size_t kMostMessages = 32;
constexpr std::size_t kLongestMessage = 200;

/// Messages from libvips' threads meet here; the task's thread takes them out.
struct Collected {
  std::mutex mutex;
  std::vector<std::string> messages;
};

Collected& collected() {
  static Collected instance;
  return instance;
}

bool matters(GLogLevelFlags level) {
  return (level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING)) != 0;
}

/// libvips 8.14 says the first of each AVIF, but the colours that matter are in the SourceFacts;
/// the second counts what stands in the messages beside it; the third is said of each JPEG whose
/// pixels have a shape and no size, the fourth of each TIFF that is written with a low quality; the
/// last two of texts of a PNG, which go from chunk to chunk.
constexpr std::array<std::string_view, 6> kIdleWarnings{
    "heifload: ignoring nclx",      "read gave ",
    "unknown EXIF resolution unit", "too coarse for baseline JPEG",
    "text chunks will be loaded",   "no space in chunk cache"};

bool is_idle_talk(std::string_view message) {
  return std::any_of(kIdleWarnings.begin(), kIdleWarnings.end(), [&](std::string_view words) {
    return message.find(words) != std::string_view::npos;
  });
}

/// The message as one bounded line.
std::string one_line(std::string_view message) {
  std::string line;
  for (const char c : message.substr(0, kLongestMessage)) {
    line += c == '\n' ? ' ' : c;
  }
  line.erase(line.find_last_not_of(' ') + 1);
  return printable(line);
}

void collect(std::string_view message) {
  std::string text = one_line(message);
  if (text.empty() || is_idle_talk(text)) {
    return;
  }
  Collected& log = collected();
  const std::lock_guard lock(log.mutex);
  const bool known =
      std::find(log.messages.begin(), log.messages.end(), text) != log.messages.end();
  if (known || log.messages.size() > kMostMessages) {
    return;
  }
  const bool full = log.messages.size() == kMostMessages;
  log.messages.push_back(full ? "more warnings than are kept" : std::move(text));
}

void on_message(const gchar*, GLogLevelFlags level, const gchar* message, gpointer) {
  if (matters(level) && message != nullptr) {
    collect(message);
  }
}

GLogWriterOutput on_structured(GLogLevelFlags level, const GLogField* fields, gsize count,
                               gpointer) {
  for (gsize i = 0; i < count && matters(level); ++i) {
    if (std::string_view(fields[i].key) == "MESSAGE" && fields[i].length < 0) {
      collect(static_cast<const char*>(fields[i].value));
    }
  }
  return G_LOG_WRITER_HANDLED;
}

}  // namespace

void capture_library_log() {
  g_log_set_default_handler(on_message, nullptr);
  g_log_set_writer_func(on_structured, nullptr, nullptr);
}

std::vector<std::string> take_library_log() {
  Collected& log = collected();
  const std::lock_guard lock(log.mutex);
  return std::exchange(log.messages, {});
}

}  // namespace pixherd
