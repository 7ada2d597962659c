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

/// The temporaries in a folder: of conversions that another run has under way, or one that was
/// killed, and any others.
class UnderWay {
 public:
  /// Tells it of a name in the folder.
  void note(const char* name);

  [[nodiscard]] bool any() const { return !exchanges_.empty(); }
  /// True where there is a temporary of whatever kind.
  [[nodiscard]] bool has_temporaries() const { return has_temporaries_; }

  /// Takes the outputs that stand beside their sources out of `files`: they are no inputs yet.
  void leave_out_of(std::vector<NamedFile>& files) const;

 private:
  std::vector<TemporaryName::Exchange> exchanges_;
  bool has_temporaries_ = false;
};

}  // namespace pixherd
