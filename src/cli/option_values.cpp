// SPDX-License-Identifier: Apache-2.0
#include "option_values.hpp"

#include <fmt/format.h>

#include "pixherd/base/text.hpp"

namespace pixherd {
namespace {

unsigned process_count(const std::string& whole, std::string_view text) {
  const auto number = parse_number(text);
  constexpr unsigned kMost = 1024;
  if (!number || *number == 0 || *number > kMost) {
    throw UsageError{
        fmt::format("--processes {}: a number from 1 to {} was expected, or two of them as 2..8",
                    whole, kMost)};
  }
  return static_cast<unsigned>(*number);
}

/// Each lossy encoding loses; for less than a twentieth nobody should do it to an original.
constexpr std::uint8_t kLossyMinSavings = 5;

std::string known_losses() {
  std::string names;
  for (const LossKind kind : kLossKinds) {
    names += fmt::format("{}, ", name(kind));
  }
  return names + "all";
}

}  // namespace

std::optional<std::uint8_t> quality_of(int value) {
  return value == 0 ? std::nullopt : std::optional(static_cast<std::uint8_t>(value));
}

PoolSize process_range(const std::string& text) {
  const std::size_t dots = text.find("..");
  const unsigned start = process_count(text, std::string_view(text).substr(0, dots));
  const unsigned max = dots == std::string::npos
                           ? start
                           : process_count(text, std::string_view(text).substr(dots + 2));
  if (max < start) {
    throw UsageError{
        fmt::format("--processes {}: the second number must not be below the first", text)};
  }
  return {start, max};
}

std::optional<Lane> lane_named(const std::string& text) {
  return text == name(Lane::planes)    ? std::optional(Lane::planes)
         : text == name(Lane::libvips) ? std::optional(Lane::libvips)
                                       : std::nullopt;
}

Metadata kept_metadata(const std::string& text) {
  return text == "all" ? Metadata::all : text == "icc" ? Metadata::icc : Metadata::none;
}

std::uint8_t min_savings(const std::string& text, bool lossy_in_place) {
  if (text.empty()) {
    return lossy_in_place ? kLossyMinSavings : 0;
  }
  std::string_view digits = text;
  if (digits.ends_with('%')) {
    digits.remove_suffix(1);
  }
  const auto percent = parse_number(digits);
  if (!percent || *percent > 99) {
    throw UsageError{fmt::format("--min-savings {}: 0% to 99% was expected", text)};
  }
  return static_cast<std::uint8_t>(*percent);
}

std::uint64_t amount(std::string_view option, const std::string& text, std::uint64_t unset) {
  if (text.empty()) {
    return unset;
  }
  const auto number = parse_amount(text);
  if (!number) {
    throw UsageError{
        fmt::format("{} {}: a number such as 5000000, 50M or 2Gi was expected, or 0 for no limit",
                    option, text)};
  }
  return *number;
}

LossSet losses_named(std::string_view text) {
  constexpr std::string_view kAll = "all";
  LossSet losses;
  bool more = !text.empty();
  while (more) {
    const std::size_t comma = text.find(',');
    const std::string_view word = text.substr(0, comma);
    const auto kind = loss_kind_named(word);
    if (kind) {
      losses.insert(*kind);
    } else if (word == kAll) {
      losses = LossSet::all();
    } else {
      throw UsageError{
          fmt::format("--allow-loss {}: no kind of loss; there are {}", word, known_losses())};
    }
    more = comma != std::string_view::npos;
    text.remove_prefix(more ? comma + 1 : text.size());
  }
  return losses;
}

std::optional<Verification> verification_named(const std::string& text) {
  return text == "full"     ? std::optional(Verification::full)
         : text == "header" ? std::optional(Verification::header)
                            : std::nullopt;
}

}  // namespace pixherd
