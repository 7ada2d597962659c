// SPDX-License-Identifier: Apache-2.0
#include "pixherd/base/text.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <iterator>

namespace pixherd {
namespace {

/// Length of the well-formed UTF-8 sequence that `bytes` begins with, 0 where there is none.
/// The ranges are table 3-7 of the Unicode standard.
std::size_t utf8_sequence(std::string_view bytes) {
  const auto at = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
  const auto continues = [&](std::size_t i) {
    return i < bytes.size() && at(i) >= 0x80 && at(i) <= 0xBF;
  };
  const unsigned char lead = at(0);
  if (lead < 0x80) {
    return 1;
  }
  if (lead >= 0xC2 && lead <= 0xDF) {
    return continues(1) ? 2 : 0;
  }
  if (lead >= 0xE0 && lead <= 0xEF) {
    const bool well = continues(1) && continues(2) && (lead != 0xE0 || at(1) >= 0xA0) &&
                      (lead != 0xED || at(1) <= 0x9F);
    return well ? 3 : 0;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    const bool well = continues(1) && continues(2) && continues(3) &&
                      (lead != 0xF0 || at(1) >= 0x90) && (lead != 0xF4 || at(1) <= 0x8F);
    return well ? 4 : 0;
  }
  return 0;
}

/// C0, DEL and C1 (U+0080 to U+009F, which terminals obey too); separators of lines and paragraphs
/// (U+2028, U+2029), and what turns the direction of the text behind it (U+202A to U+202E, U+2066
/// to U+2069).
bool is_control(std::string_view sequence) {
  using namespace std::string_view_literals;
  if (sequence.size() == 1) {
    return static_cast<unsigned char>(sequence[0]) < 0x20 || sequence[0] == 0x7F;
  }
  const auto within = [&](std::string_view first, std::string_view last) {
    return sequence.size() == first.size() && sequence >= first && sequence <= last;
  };
  return within("\xC2\x80"sv, "\xC2\x9F"sv) || within("\xE2\x80\xA8"sv, "\xE2\x80\xAE"sv) ||
         within("\xE2\x81\xA6"sv, "\xE2\x81\xA9"sv);
}

/// What "k", "Mi" and the like multiply by; nullopt where it is none of them.
std::optional<std::uint64_t> multiplier(std::string_view suffix) {
  constexpr std::string_view kLetters = "kmgt";
  const bool binary = suffix.size() == 2 && (suffix[1] == 'i' || suffix[1] == 'I');
  if (suffix.size() != 1 && !binary) {
    return std::nullopt;
  }
  const std::size_t at = kLetters.find(static_cast<char>(suffix[0] | 0x20));
  if (at == std::string_view::npos) {
    return std::nullopt;
  }
  std::uint64_t factor = 1;
  for (std::size_t i = 0; i <= at; ++i) {
    factor *= binary ? 1024 : 1000;
  }
  return factor;
}

/// "25" of 1000 is 250, rounded down; a unit that is not divided has no part.
std::optional<std::uint64_t> part_of(std::uint64_t factor, std::string_view digits) {
  constexpr std::size_t kMostDigits = 9;
  const auto number = digits.size() <= kMostDigits ? parse_number(digits) : std::nullopt;
  if (!number || factor == 1) {
    return std::nullopt;
  }
  std::uint64_t ten_to_the_digits = 1;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    ten_to_the_digits *= 10;
  }
  return static_cast<std::uint64_t>(static_cast<double>(factor) * static_cast<double>(*number) /
                                    static_cast<double>(ten_to_the_digits));
}

}  // namespace

bool is_utf8(std::string_view bytes) {
  while (!bytes.empty()) {
    const std::size_t length = utf8_sequence(bytes);
    if (length == 0) {
      return false;
    }
    bytes.remove_prefix(length);
  }
  return true;
}

std::string printable(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size());
  while (!bytes.empty()) {
    const std::size_t length = utf8_sequence(bytes);
    const std::string_view taken = bytes.substr(0, length == 0 ? 1 : length);
    if (length == 0 || is_control(taken)) {
      for (const char c : taken) {
        fmt::format_to(std::back_inserter(out), "\\x{:02x}", static_cast<unsigned char>(c));
      }
    } else {
      out.append(taken);
    }
    bytes.remove_prefix(taken.size());
  }
  return out;
}

std::string lower_case(std::string_view text) {
  std::string made(text);
  for (char& c : made) {
    c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return made;
}

std::string upper_case(std::string_view text) {
  std::string made(text);
  for (char& c : made) {
    c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return made;
}

std::string base64(std::string_view bytes) {
  constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t group = 0;
    const std::size_t taken = std::min<std::size_t>(3, bytes.size() - i);
    for (std::size_t k = 0; k < 3; ++k) {
      const auto byte = k < taken ? static_cast<unsigned char>(bytes[i + k]) : 0U;
      group = group << 8U | byte;
    }
    for (std::size_t k = 0; k < 4; ++k) {
      out.push_back(k <= taken ? kAlphabet[group >> (18 - 6 * k) & 63U] : '=');
    }
  }
  return out;
}

std::string format_bytes(std::uint64_t bytes) {
  if (bytes < 1000) {
    return fmt::format("{} B", bytes);
  }
  constexpr std::array kUnits{"kB", "MB", "GB", "TB", "PB", "EB"};
  double value = static_cast<double>(bytes) / 1000;
  std::size_t unit = 0;
  while (value >= 999.95 && unit + 1 < kUnits.size()) {
    value /= 1000;
    ++unit;
  }
  return fmt::format("{:.1f} {}", value, kUnits[unit]);
}

std::string format_seconds(double seconds) {
  if (seconds < 59.95) {
    return fmt::format("{:.1f} s", seconds);
  }
  const auto whole = static_cast<std::uint64_t>(std::llround(seconds));
  if (whole < 3600) {
    return fmt::format("{} min {:02} s", whole / 60, whole % 60);
  }
  return fmt::format("{} h {:02} min", whole / 3600, whole % 3600 / 60);
}

std::optional<std::uint64_t> parse_number(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) {
    return std::nullopt;
  }
  return number;
}

std::optional<std::uint64_t> parse_bytes(std::string_view text) {
  if (text.size() > 1 && (text.back() == 'B' || text.back() == 'b')) {
    text.remove_suffix(1);
  }
  return parse_amount(text);
}

std::optional<std::uint64_t> parse_amount(std::string_view text) {
  const std::size_t unit = std::min(text.find_first_not_of("0123456789."), text.size());
  const std::size_t point = std::min(text.find('.'), unit);
  const auto whole = parse_number(text.substr(0, point));
  const auto factor =
      unit == text.size() ? std::optional<std::uint64_t>(1) : multiplier(text.substr(unit));
  std::uint64_t amount = 0;
  if (!whole || !factor || __builtin_mul_overflow(*whole, *factor, &amount)) {
    return std::nullopt;
  }
  if (point == unit) {
    return amount;
  }
  const auto more = part_of(*factor, text.substr(point + 1, unit - point - 1));
  return more && !__builtin_add_overflow(amount, *more, &amount) ? std::optional(amount)
                                                                 : std::nullopt;
}

}  // namespace pixherd
