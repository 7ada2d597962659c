// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "pixherd/pool/run_observer.hpp"

namespace pixherd {

struct TerminalSize {
  unsigned columns = 80;
  unsigned rows = 24;
};

/// A line for each worker, below the bar's, needs a wide terminal, and one that is higher than all
/// of them.
bool has_room_for_herd(TerminalSize terminal, std::size_t workers);

/// Who does what, a line each of less than `columns` columns.
std::vector<std::string> herd_lines(const std::vector<WorkerGlance>& herd, unsigned columns);

/// UTF-8 in at most `columns` columns, cut in its middle where it is too long. What may be twice as
/// wide as a letter counts as that.
std::string elided(std::string_view text, std::size_t columns);

}  // namespace pixherd
