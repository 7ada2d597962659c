// SPDX-License-Identifier: Apache-2.0
#include "kept_file.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "pixherd/base/text.hpp"

namespace pixherd {
namespace {

/// Of an image there may be forty outputs.
constexpr rlim_t kFewDescriptors = 128;

bool has_few_descriptors() {
  rlimit limit{};
  return ::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur < kFewDescriptors;
}

Fd open_to_read(const std::filesystem::path& path) {
  return Fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
}

}  // namespace

KeptFile::KeptFile(std::filesystem::path path) : path_(std::move(path)) {
  Fd file = open_to_read(path_);
  is_there_ = static_cast<bool>(file);
  if (!has_few_descriptors()) {
    file_ = std::move(file);
  }
}

std::string_view KeptFile::read(std::span<char> buffer) const {
  const Fd opened = file_ ? Fd() : open_to_read(path_);
  const int fd = file_ ? file_.get() : opened.get();
  const ssize_t count = ::pread(fd, buffer.data(), buffer.size(), 0);
  return count > 0 ? std::string_view(buffer.data(), static_cast<std::size_t>(count))
                   : std::string_view();
}

std::string_view take_line(std::string_view& text) {
  const std::string_view line = text.substr(0, text.find('\n'));
  text.remove_prefix(std::min(line.size() + 1, text.size()));
  return line;
}

std::string_view take_word(std::string_view& line) {
  line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
  const std::string_view word = line.substr(0, line.find(' '));
  line.remove_prefix(word.size());
  return word;
}

std::optional<std::uint64_t> number_behind(std::string_view text, std::string_view key) {
  while (!text.empty()) {
    std::string_view line = take_line(text);
    std::string_view name = take_word(line);
    if (name.ends_with(':')) {
      name.remove_suffix(1);
    }
    if (name == key) {
      const auto number = parse_number(take_word(line));
      return number && take_word(line) == "kB" ? std::optional(*number * 1024) : number;
    }
  }
  return std::nullopt;
}

std::optional<std::uint64_t> number_in(std::string_view text) {
  return parse_number(take_line(text));
}

}  // namespace pixherd
