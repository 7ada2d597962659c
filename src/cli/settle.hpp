// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <initializer_list>
#include <string_view>

#include "flags.hpp"
#include "pixherd/cli/options.hpp"

namespace pixherd {

/// An option by its name, and whether it was given.
struct Given {
  std::string_view name;
  bool given;
};

/// Refuses each of `others` that was given beside `option`; throws UsageError.
void refuse_beside(Given option, std::initializer_list<Given> others);

/// Refuses an option that was given without what it needs; throws UsageError.
void need_beside(Given option, bool there, std::string_view needed);

/// True where the size in pixels is asked for.
bool resizes(const Flags& flags);

/// True where pixels are bound to change.
bool encodes_lossily(const Flags& flags);
bool limits_bytes(const Flags& flags);

/// True where a format is asked for.
bool converts(const Flags& flags);

// The parts of settle(), in its order. Each throws UsageError.

/// --check is a dry run.
Flags with_what_check_implies(Flags flags);

/// That there is one destination at most, and nothing that another one needs.
void check_destination(const Flags& flags);
void settle_inputs(Options& options, const Flags& flags);
void settle_outputs(Options& options, const Flags& flags);
void settle_settings(Options& options, const Flags& flags);
void settle_run(Options& options, const Flags& flags);
void settle_automation(Options& options, const Flags& flags);

}  // namespace pixherd
