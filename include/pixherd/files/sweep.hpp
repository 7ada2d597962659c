// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace pixherd {

/// Names in the folder that was swept.
struct Swept {
  std::vector<std::string> displaced;   ///< newer versions of somebody's, which stay
  std::vector<std::string> taken_back;  ///< outputs that stood beside their source, and are gone
};

/// Removes from this open folder the temporaries that runs left behind which were killed: regular
/// files of our name pattern, ours by owner (anybody's for root), that no living process holds. A
/// living run holds a lock on each of its temporaries, which the kernel takes away with the
/// process. What another machine has made stays for a day, since its locks may not be seen here. An
/// output that stands beside the source it was to follow goes too: the next run makes
/// it again, unless somebody has written to it since. What cannot be looked at stays, and so does
/// what a run had just displaced that was not the file it had read: somebody's newer version.
Swept sweep_stale_temporaries(int folder);

/// The same in a folder where just a text is to be written: temporaries that were to change places
/// with a source are left to those who work on images there.
void sweep_stale_texts(int folder);

}  // namespace pixherd
