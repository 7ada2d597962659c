// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "support/run_pixherd.hpp"

namespace pixherd {

/// What becomes of the images below "in".
enum class Way : std::uint8_t {
  in_place,     ///< --in-place
  into_folder,  ///< -o web
  converted,    ///< --in-place --format webp --remove-source
};

/// Everything below a test's folder, as tree() sees it.
using FileTree = std::map<std::string, FileFacts>;

/// A run that something happened to.
struct HarmedRun {
  Way way = Way::in_place;
  Ended ended;
  /// It was killed, or could not remove anything: its temporaries, and the sources of conversions
  /// that were not finished, may be there still.
  bool unfinished = false;
};

/// What may not have happened between `before` and `after`, in words; empty where all is well:
/// every input holds its complete original, or a complete replacement that decodes strictly and
/// shows as many pixels and pages, and where the run told of the input, that which it told;
/// nothing else was made, changed or removed. The words are for the reader of a failed test.
std::vector<std::string> find_harm(const FileTree& before, const FileTree& after,
                                   const HarmedRun& run);

/// REQUIREs that there is no such harm, and that the report is sound: one record an input and an
/// exit code that follows where it has its footer, and otherwise a run that does not claim success.
void check_tree(const FileTree& before, const FileTree& after, const HarmedRun& run);

/// Runs once more, undisturbed, and REQUIREs that this ends well: what was left behind is gone and
/// every image is whole and done. `before` is what the tree was at the very beginning.
void check_healed(const FileTree& before, const TempFolder& temp, Way way);

/// The report as far as it goes: no header, no footer and a last line that is torn are no errors.
Report report_so_far(const std::string& ndjson);

/// A run on a tree of which one part cannot be written to: its files failed, all else was done.
void check_part_failed(const Ended& ended);

}  // namespace pixherd
