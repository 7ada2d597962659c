// SPDX-License-Identifier: Apache-2.0
#include "task_log.hpp"

#include <glib.h>

#include <algorithm>
#include <mutex>
#include <string_view>
#include <utility>

#include "pixherd/base/text.hpp"

namespace pixherd {
namespace {

constexpr std::size_t kMostMessages = 8;
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

/// Said by libvips 8.14 of each AVIF; the colours that matter are in the SourceFacts.
constexpr std::string_view kIdleTalk = "heifload: ignoring nclx";

void collect(std::string_view message) {
  if (message.find(kIdleTalk) != std::string_view::npos) {
    return;
  }
  std::string text = printable(message.substr(0, kLongestMessage));
  Collected& log = collected();
  const std::lock_guard lock(log.mutex);
  const bool known =
      std::find(log.messages.begin(), log.messages.end(), text) != log.messages.end();
  if (!known && log.messages.size() < kMostMessages) {
    log.messages.push_back(std::move(text));
  }
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
