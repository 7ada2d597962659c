// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace pixherd {

/// As many descriptors as the system lets this process have. Each folder that an input is named in
/// stays open, so that this comes before inputs do.
void raise_descriptor_limit();

/// How many tasks, of so many outputs at most, may be open at a time, beside so many workers and
/// folders that stay open. At least one, though there be no room for it. What waits for the end of
/// its source (SourceRemovals) is not counted: it is brought to that where descriptors end.
std::size_t tasks_open_at_a_time(unsigned workers, std::size_t folders, std::size_t outputs);

}  // namespace pixherd
