// SPDX-License-Identifier: Apache-2.0
// The least that finding tasks can cost: walks a folder as pixherd does (depth first, in the order
// of names, by descriptors), opens every file, reads its first 64 bytes, and nothing else.
//
// Usage: walk_floor FOLDER    prints how many files there are and a sum over what was read
#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "pixherd/base/fd.hpp"

namespace pixherd {
namespace {

struct Seen {
  std::uint64_t files = 0;
  std::uint64_t sum = 0;  ///< so that no read is for nothing
};

struct CloseFolder {
  void operator()(DIR* folder) const { ::closedir(folder); }
};

void look_at(int folder, const std::string& name, Seen& seen) {
  const Fd file(::openat(folder, name.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
  std::array<unsigned char, 64> head{};
  const ssize_t count = file ? ::read(file.get(), head.data(), head.size()) : -1;
  if (count < 0) {
    return;
  }
  ++seen.files;
  for (const unsigned char byte : head) {
    seen.sum += byte;
  }
}

/// Looks at the files of a folder; returns the folders in it.
std::vector<std::string> list(const std::string& path, Seen& seen) {
  std::vector<std::string> names;
  std::vector<std::string> below;
  const std::unique_ptr<DIR, CloseFolder> folder(::opendir(path.c_str()));
  if (folder == nullptr) {
    return below;
  }
  while (const dirent* entry = ::readdir(folder.get())) {
    const std::string_view name = entry->d_name;
    if (entry->d_type == DT_DIR && name != "." && name != "..") {
      below.push_back(fmt::format("{}/{}", path, name));
    } else if (entry->d_type == DT_REG) {
      names.emplace_back(name);
    }
  }
  std::sort(names.begin(), names.end());
  std::sort(below.begin(), below.end());
  for (const std::string& name : names) {
    look_at(::dirfd(folder.get()), name, seen);
  }
  return below;
}

Seen walk(std::string top) {
  Seen seen;
  std::vector<std::string> waiting{std::move(top)};
  while (!waiting.empty()) {
    const std::string folder = std::move(waiting.back());
    waiting.pop_back();
    std::vector<std::string> below = list(folder, seen);
    waiting.insert(waiting.end(), std::make_move_iterator(below.rbegin()),
                   std::make_move_iterator(below.rend()));
  }
  return seen;
}

}  // namespace
}  // namespace pixherd

int main(int argc, char** argv) {
  if (argc != 2) {
    fmt::print(stderr, "usage: walk_floor FOLDER\n");
    return 2;
  }
  const pixherd::Seen seen = pixherd::walk(argv[1]);
  fmt::print("{} files, sum {}\n", seen.files, seen.sum);
  return seen.files == 0 ? 1 : 0;
}
