// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "pixherd/files/replacement.hpp"
#include "support/temp_folder.hpp"

namespace pixherd {

/// A source a.jpg that is open, and a replacement for it in the same folder.
struct Replacing {
  explicit Replacing(std::string_view text) : path(folder.write("a.jpg", text)) { open(); }

  /// Opens the source as it is now, and a new temporary.
  void open() {
    output.reset();
    source.reset();
    auto tree = Tree::open(folder.path().string());
    if (!tree) {
      throw std::runtime_error(tree.error().message);
    }
    auto opened = open_source(*tree->folder(""), "a.jpg", Links::refuse);
    auto created = Replacement::create(*tree->folder(""));
    if (!opened || !created) {
      throw std::runtime_error("cannot set up the test");
    }
    source.emplace(std::move(*opened));
    output = std::make_unique<Replacement>(std::move(*created));
  }

  /// Writes into the temporary as a worker would.
  Replacement& write(std::string_view text) {
    if (!write_all(output->fd(), std::as_bytes(std::span(text)))) {
      throw std::runtime_error("cannot write");
    }
    return *output;
  }

  /// What stands in the folder, in order; a temporary comes first.
  [[nodiscard]] std::vector<std::string> names() const {
    std::vector<std::string> found;
    for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
      found.push_back(entry.path().filename().string());
    }
    std::sort(found.begin(), found.end());
    return found;
  }

  TempFolder folder;
  std::filesystem::path path;
  std::optional<SourceFile> source;
  std::unique_ptr<Replacement> output;
};

}  // namespace pixherd
