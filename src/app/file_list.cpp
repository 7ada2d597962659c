// SPDX-License-Identifier: Apache-2.0
// Inputs that --files-from brings: the half of TaskTable that reads lists of paths.
#include <fmt/format.h>
#include <sys/stat.h>

#include <string_view>

#include "pixherd/base/text.hpp"
#include "pixherd/files/path_below.hpp"
#include "pixherd/files/text_file.hpp"
#include "task_table.hpp"

namespace pixherd {
namespace {

using namespace std::string_view_literals;

bool is_there(std::string_view path) {
  struct stat facts {};
  return ::lstat(std::string(path).c_str(), &facts) == 0;
}

/// The path without what a Windows program writes about it, but where there is a file of that very
/// name: a mark before the first line, and the first half of the line's end.
std::string_view without_windows_marks(std::string_view path, bool is_first) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF"sv;
  if (!path.ends_with('\r') && !(is_first && path.starts_with(kByteOrderMark))) {
    return path;
  }
  if (is_there(path)) {
    return path;
  }
  if (is_first && path.starts_with(kByteOrderMark)) {
    path.remove_prefix(kByteOrderMark.size());
  }
  if (path.ends_with('\r') && !is_there(path)) {
    path.remove_suffix(1);
  }
  return path;
}

}  // namespace

Attempt TaskTable::read_file_list() {
  const FileList& list = *options_.list;
  const std::string shown = list.file == "-" ? "standard input" : printable(list.file);
  auto text = read_text_file(list.file);
  if (!text) {
    return Error{ErrorCode::usage, fmt::format("{} {}: the list cannot be read: {}", list.option,
                                               shown, text.error().message)};
  }
  if (!list.null && text->find('\0') != std::string::npos) {
    return Error{ErrorCode::usage,
                 fmt::format("{} {}: holds NUL bytes; add --null where paths end with "
                             "them",
                             list.option, shown)};
  }
  paths_ = std::move(*text);
  return scan_.open_list_root(options_.root.empty() ? "." : options_.root);
}

void TaskTable::collect_listed(const std::function<void(FormatSet)>& found) {
  WrittenPaths written(scan_.list_root().canonical());
  const char end_of_path = options_.list->null ? '\0' : '\n';
  const std::string paths = std::exchange(paths_, {});
  for (std::size_t begin = 0; begin < paths.size();) {
    const std::size_t end = std::min(paths.find(end_of_path, begin), paths.size());
    std::string_view path(paths.data() + begin, end - begin);
    if (!options_.list->null) {
      path = without_windows_marks(path, begin == 0);
    }
    begin = end + 1;
    if (path.empty()) {
      continue;
    }
    auto below = written.below(path);
    if (below && below->empty()) {
      continue;  // "find ." begins with it
    }
    if (below) {
      scan_.look_at_listed(*below, [&](ScannedFile&& file) { add(std::move(file), 0, {}, found); });
    } else if (misplaced_.insert(std::string(path)).second) {
      ended_.push_back({std::string(path), failed_outcome(std::move(below).error(), 0)});
    }
  }
}

}  // namespace pixherd
