// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "option_values.hpp"
#include "settle.hpp"

namespace pixherd {
namespace {

std::optional<FileList> list_of(const Flags& flags) {
  refuse_beside({"--files-from", !flags.files_from.empty()},
                {{"--files0-from", !flags.files0_from.empty()}});
  need_beside({"--null", flags.null}, !flags.files_from.empty(), "--files-from FILE");
  if (!flags.files0_from.empty()) {
    return FileList{flags.files0_from, true, "--files0-from"};
  }
  return flags.files_from.empty() ? std::nullopt
                                  : std::optional(FileList{flags.files_from, flags.null});
}

}  // namespace

void settle_inputs(Options& options, const Flags& flags) {
  options.inputs = flags.inputs;
  options.list = list_of(flags);
  options.root = flags.root;
  options.scan.recursive = !flags.no_recursive;
  options.scan.hidden = flags.hidden;
  options.scan.one_file_system = flags.one_file_system;
  options.scan.include = flags.include;
  options.scan.exclude = flags.exclude;
  options.scan.include_may_be_idle = !flags.include_is_typed;
  if (!flags.tasks.empty()) {
    refuse_beside({"--tasks", true}, {{"--files-from", options.list.has_value()},
                                      {"--root", !flags.root.empty()},
                                      {"--widths", !flags.widths.empty()},
                                      {"--suffix", !flags.suffix.empty()}});
    if (!flags.inputs.empty()) {
      throw UsageError{fmt::format("--tasks names the inputs itself: {} cannot be given beside it",
                                   flags.inputs[0])};
    }
    return;
  }
  if (flags.inputs.empty() && !options.list && !flags.print_config) {
    throw UsageError{"no INPUT was given: name images or folders of them"};
  }
  const bool from_stdin =
      std::find(flags.inputs.begin(), flags.inputs.end(), "-") != flags.inputs.end();
  const bool to_stdout = flags.output == "-";
  if (from_stdin && !to_stdout) {
    throw UsageError{"an image on standard input has no name to give its output: add -o -"};
  }
  if (to_stdout && !flags.print_config &&
      (flags.inputs.size() != 1 || options.list || !flags.widths.empty())) {
    throw UsageError{"-o - takes one image: name one, or - for standard input"};
  }
  refuse_beside({"--output -", to_stdout}, {{"--json", flags.json},
                                            {"--plan", flags.plan},
                                            {"--state", !flags.state.empty()},
                                            {"--suffix", !flags.suffix.empty()},
                                            {"--overwrite", !flags.overwrite.empty()}});
}

}  // namespace pixherd
