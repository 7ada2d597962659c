// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "flags.hpp"
#include "pixherd/domain/task_settings.hpp"
#include "pixherd/policy/pool_size.hpp"
#include "usage_error.hpp"

namespace pixherd {

// The words that an option lists.

std::vector<std::string> format_words();
std::vector<std::string> metadata_words();
std::vector<std::string> loss_words();

// The words behind options, as values. Each throws UsageError where it says so.

PerFormat per_format(const PerFormatFlags& flags);
/// --processes N or A..B; throws.
PoolSize process_range(const std::string& text);
/// nullopt for "auto" and for nothing.
std::optional<Lane> lane_named(const std::string& text);
/// --keep and --strip; throws. `unasked` where neither was given.
MetadataSet kept_metadata(const std::vector<std::string>& keep,
                          const std::vector<std::string>& strip, MetadataSet unasked);
/// --min-savings; throws. Nothing given: more for lossy work in place than for all else.
Savings min_savings(const std::string& text, bool lossy_in_place);
/// The value of `option`, as a number that may have a suffix; `unset` where it was not given;
/// throws.
std::uint64_t amount(std::string_view option, const std::string& text, std::uint64_t unset);
/// The same, of bytes.
std::uint64_t byte_count(std::string_view option, const std::string& text, std::uint64_t unset);
/// --allow-loss KIND[,KIND]; throws. Nothing given: none.
LossSet losses_named(const std::vector<std::string>& words);
/// A share as "50%" or "50"; 0 where it was not given; throws.
double percentage(std::string_view option, const std::string& text);
/// --formats; nullopt for "original"; throws.
std::optional<ImageFormat> rendition_format(const std::string& word);
/// White where it was not given; throws.
Colour colour(std::string_view option, const std::string& text);
/// The template, once it is known that it makes names of files, and unlike ones; throws.
std::string name_template(const std::string& text);
/// A name that ends with .json or .html; empty where it was not given; throws.
std::string manifest_name(const std::string& text);
/// The same for --report, which is HTML.
std::string page_name(const std::string& text);
/// "90s", "15m", "2h" or "1d", in seconds; 0 where it was not given; throws.
double duration(std::string_view option, const std::string& text);
/// --shard I/N; throws.
Shard shard_named(const std::string& text);

}  // namespace pixherd
