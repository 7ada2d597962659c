// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <variant>
#include <vector>

#include "pixherd/domain/image_format.hpp"
#include "pixherd/domain/outcome.hpp"
#include "pixherd/domain/task.hpp"

namespace pixherd {

/// Asks the parent for `bytes` of memory for the task at hand and returns once they are granted.
using AskMemory = std::function<void(std::uint64_t bytes)>;

/// An earlier run has made the image, with loss: of several outputs that which would keep its
/// format and size gets its bytes as they are.
struct MadeWithLoss {};

/// What earlier runs have to say of contents that a worker has read: nothing; how the task ends;
/// why the image is left alone, be it copied; or what is made of it.
using Recalled = std::variant<std::monostate, Outcome, Reason, MadeWithLoss>;
using RecallContent = std::function<Recalled(const WorkOrder&, const ContentHash&)>;

/// The descriptors that come with an order. They stay the property of whoever opened them.
struct TaskFiles {
  int input = -1;            ///< to be read from its start
  std::vector<int> outputs;  ///< empty temporaries: one, or one for each rendition in its order
};

/// What a worker does, handed to the worker loop by whoever puts the program together. Processes
/// and pools know nothing of images. Both functions run in workers only, one call at a time, and
/// let no exception out.
struct WorkHandler {
  /// Decodes and encodes a built-in tiny image in each of these formats. False where one of them
  /// cannot be warmed; the worker goes on, and the tasks of that format will say why.
  std::function<bool(FormatSet)> warm;

  /// Reads the input, writes what is to be kept to the outputs and says what came out.
  std::function<Outcome(const WorkOrder&, const TaskFiles&, const AskMemory&)> work;
};

/// Makes what the workers of a run do. What it is given to recall contents with is empty where
/// there is no ledger; it is called in workers, which have all that their parent knew when it
/// forked them.
using MakeWorkHandler = std::function<WorkHandler(RecallContent)>;

}  // namespace pixherd
