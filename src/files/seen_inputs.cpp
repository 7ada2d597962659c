// SPDX-License-Identifier: Apache-2.0
// What a scan has come across, by what it is on the disk: the half of InputScan that knows a file
// again.
#include <sys/stat.h>

#include <algorithm>

#include "inspect.hpp"
#include "pixherd/files/input_scan.hpp"

namespace pixherd {

/// A file with several names counts under each of them, and so does one that a link leads to; one
/// with a single name that turns up again was named twice: by itself, since no folder is entered
/// twice.
bool InputScan::is_new(const ScannedFile& file, const struct stat& facts, int folder) {
  if (facts.st_nlink == 1 && !file.link) {
    return !names_files_ || seen_.insert(id_of(facts)).second;
  }
  struct stat where {};
  if (facts.st_nlink == 0 || ::fstat(folder, &where) != 0) {
    return true;
  }
  const std::string name(split_path(file.path).name);
  return seen_names_.insert({id_of(where), name}).second;
}

/// A file with several names may lose those that are no inputs.
void InputScan::remember(const Inspected& found) {
  const bool is_input = std::holds_alternative<ImageFormat>(found.file.what) ||
                        std::holds_alternative<Error>(found.file.what);
  if (is_input && found.facts.st_nlink == 1) {
    inputs_are_sorted_ = false;
    inputs_.push_back(id_of(found.facts));
  }
}

bool InputScan::is_input(int folder, const std::string& name, const struct stat& there) {
  if (!std::exchange(inputs_are_sorted_, true)) {
    std::sort(inputs_.begin(), inputs_.end());
  }
  struct stat where {};
  return std::binary_search(inputs_.begin(), inputs_.end(), id_of(there)) ||
         (::fstat(folder, &where) == 0 && seen_names_.contains({id_of(where), name}));
}

bool InputScan::is_folder_of_inputs(const struct stat& facts) const {
  return seen_folders_.contains(id_of(facts)) || root_ids_.contains(id_of(facts));
}

}  // namespace pixherd
