// SPDX-License-Identifier: Apache-2.0
#include "idle_options.hpp"

#include <fmt/format.h>

#include "usage_error.hpp"

namespace pixherd {
namespace {

bool is_typed(const std::vector<Setting>& in_force, const char* key) {
  const Setting* setting = setting_of(in_force, key);
  return setting != nullptr && setting->is_typed() && setting->asks;
}

/// What chooses among files, where none are looked for.
void refuse_choices(const std::vector<Setting>& in_force, const Options& options) {
  const bool listed = std::holds_alternative<AsListed>(options.destination);
  if (!listed && !std::holds_alternative<ToStandardOutput>(options.destination)) {
    return;
  }
  for (const char* key :
       {"include", "exclude", "hidden", "no-recursive", "one-file-system", "root"}) {
    if (is_typed(in_force, key)) {
      throw UsageError{fmt::format(
          "--{} has no bearing on {}: leave it out", key,
          listed ? "--tasks, which names each input itself" : "-o -, which takes one image")};
    }
  }
}

}  // namespace

void refuse_idle_budgets(const std::vector<Setting>& in_force, const Flags& flags) {
  for (const char* key : {"budget-file", "budget-total"}) {
    if (!flags.check && is_typed(in_force, key)) {
      throw UsageError{fmt::format("--{} goes with --check", key)};
    }
  }
}

void refuse_idle_arguments(const std::vector<Setting>& in_force, const Options& options) {
  refuse_choices(in_force, options);
  if (std::holds_alternative<AsListed>(options.destination) && is_typed(in_force, "preset")) {
    throw UsageError{
        "--preset stands for sizes and qualities, which --tasks brings for each input: leave it "
        "out"};
  }
  const bool encodes_alike =
      std::holds_alternative<InPlace>(options.destination) && options.settings.lossless;
  for (const char* key : {"chroma-subsampling", "kernel", "background", "bit-depth", "dither"}) {
    if (encodes_alike && is_typed(in_force, key)) {
      throw UsageError{fmt::format(
          "--{} has no bearing on work without loss: add what changes pictures, such as --quality "
          "or a size",
          key)};
    }
  }
}

}  // namespace pixherd
