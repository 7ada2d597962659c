// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "pixherd/files/temporary_name.hpp"

namespace pixherd {

struct NamedFile {
  std::string name;
  ino_t inode = 0;
  bool operator<(const NamedFile& other) const { return name < other.name; }
};

/// The conversions in a folder that another run has under way, or one that was killed.
class UnderWay {
 public:
  /// Tells it of a name in the folder.
  void note(const char* name);

  [[nodiscard]] bool any() const { return !exchanges_.empty(); }

  /// Takes the outputs that stand beside their sources out of `files`: they are no inputs yet.
  void leave_out_of(std::vector<NamedFile>& files) const;

 private:
  std::vector<TemporaryName::Exchange> exchanges_;
};

}  // namespace pixherd
