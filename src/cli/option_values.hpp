// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "pixherd/domain/task_settings.hpp"
#include "pixherd/policy/pool_size.hpp"

namespace pixherd {

/// Thrown while the command line is read, and nowhere else: names the option and what is wrong.
struct UsageError {
  std::string message;
};

// The words behind options, as values. Each throws UsageError where it says so.

/// 0 stands for an option that was not given.
std::optional<std::uint8_t> quality_of(int value);
/// --processes N or A..B; throws.
PoolSize process_range(const std::string& text);
/// nullopt for "auto" and for nothing.
std::optional<Lane> lane_named(const std::string& text);
Metadata kept_metadata(const std::string& text);
/// --min-savings; throws. Nothing given: more for lossy work in place than for all else.
std::uint8_t min_savings(const std::string& text, bool lossy_in_place);
/// The value of `option`, as a number that may have a suffix; `unset` where it was not given;
/// throws.
std::uint64_t amount(std::string_view option, const std::string& text, std::uint64_t unset);
/// --allow-loss KIND[,KIND]; throws. Nothing given: none.
LossSet losses_named(std::string_view text);
/// nullopt where nothing was given.
std::optional<Verification> verification_named(const std::string& text);

}  // namespace pixherd
