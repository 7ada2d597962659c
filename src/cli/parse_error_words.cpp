// SPDX-License-Identifier: Apache-2.0
#include "parse_error_words.hpp"

#include <fmt/format.h>

#include <optional>
#include <string_view>

namespace pixherd {
namespace {

/// What stands around the middle of a text.
struct Sides {
  std::string_view before;
  std::string_view behind;
};

std::optional<Sides> around(std::string_view middle, std::string_view text) {
  const std::size_t at = text.find(middle);
  return at == std::string_view::npos
             ? std::nullopt
             : std::optional(Sides{text.substr(0, at), text.substr(at + middle.size())});
}

}  // namespace

std::string in_plain_words(const CLI::ParseError& error) {
  std::string said = error.what();
  if (const auto value = around("Could not convert: ", said); value && value->before.empty()) {
    if (const auto option = around(" = ", value->behind)) {
      return fmt::format("{} {}: a number was expected", option->before, option->behind);
    }
  }
  if (const auto times = around(": At Most 1 required but received ", said)) {
    return fmt::format("{}: given {} times, and may be given once", times->before, times->behind);
  }
  constexpr std::string_view kMissing = " missing";
  if (const auto value = around(" required ", said); value && said.ends_with(kMissing)) {
    if (const auto option = around(": ", value->before)) {
      return fmt::format("{}: its value is missing: {}", option->before,
                         value->behind.substr(0, value->behind.size() - kMissing.size()));
    }
  }
  return said;
}

}  // namespace pixherd
