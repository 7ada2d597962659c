// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "check_tree.hpp"

namespace pixherd {

inline const std::vector<Way> kEveryWay{Way::in_place, Way::into_folder, Way::converted};

/// A JPEG, a PNG and a GIF below "in", a note beside them, and a file outside of every root. Small,
/// so that a run takes few system calls; each gets smaller in place.
void write_small_tree(const TempFolder& temp);

/// So many JPEGs, PNGs and GIFs in turn, in two folders: enough work that there are moments in it.
void write_tree(const TempFolder& temp, unsigned images);

/// What pixherd is called with to go that way, with two workers and a report on its stdout.
Arguments arguments_for(Way way);

std::string name_of(Way way);

/// Two workers on "in"; what is not said otherwise is that of inside().
Command command_for(const TempFolder& temp, Way way);

}  // namespace pixherd
