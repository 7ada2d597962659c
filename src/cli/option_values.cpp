// SPDX-License-Identifier: Apache-2.0
#include "option_values.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>

#include "pixherd/base/text.hpp"
#include "suggestion.hpp"

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

UsageError unknown_word(std::string_view option, std::string_view word, std::string_view what,
                        const std::vector<std::string>& known) {
  return {fmt::format("{} {}: {}; there are {}{}", option, word, what, fmt::join(known, ", "),
                      did_you_mean(lower_case(word), known))};
}

/// What a word of --keep or --strip stands for.
std::vector<MetadataKind> kinds_named(std::string_view option, std::string_view word) {
  using Kind = MetadataKind;
  if (word == "all") {
    return {Kind::icc, Kind::exif, Kind::gps, Kind::copyright, Kind::xmp, Kind::iptc, Kind::other};
  }
  if (word == "none") {
    return {};
  }
  if (word == "exif") {
    return {Kind::exif, Kind::gps, Kind::copyright};
  }
  const auto kind = value_named<Kind>(kMetadataKindNames, word);
  if (!kind || *kind == Kind::other) {
    throw unknown_word(option, word, "no kind of metadata", metadata_words());
  }
  return {*kind};
}

/// "5%", "5", "1.5%" or "0.25%".
std::optional<Savings> share_of_savings(std::string_view text) {
  if (text.ends_with('%')) {
    text.remove_suffix(1);
  }
  constexpr std::uint64_t kMost = 99;
  const std::size_t point = text.find('.');
  const auto percent = parse_number(text.substr(0, point));
  std::string decimals(point == std::string_view::npos ? "0" : text.substr(point + 1));
  const bool fine = decimals.size() == 1 || decimals.size() == 2;
  decimals.resize(2, '0');
  const auto hundredths = parse_number(decimals);
  if (!percent || *percent > kMost || !fine || !hundredths) {
    return std::nullopt;
  }
  return Savings{.percent = static_cast<std::uint8_t>(*percent),
                 .hundredths = static_cast<std::uint8_t>(*hundredths)};
}

}  // namespace

std::vector<std::string> format_words() {
  std::vector<std::string> words;
  for (const ImageFormat format : kImageFormats) {
    words.emplace_back(name(format));
  }
  words.emplace_back("original");
  return words;
}

std::vector<std::string> metadata_words() {
  return {"exif", "gps", "copyright", "icc", "xmp", "iptc", "orientation", "all", "none"};
}

std::vector<std::string> loss_words() {
  std::vector<std::string> words;
  for (const LossKind kind : kLossKinds) {
    words.emplace_back(name(kind));
  }
  words.emplace_back("all");
  return words;
}

PerFormat per_format(const PerFormatFlags& flags) {
  const auto byte = [](std::optional<int> value) {
    return value ? std::optional(static_cast<std::uint8_t>(*value)) : std::nullopt;
  };
  PerFormat numbers{.global = byte(flags.global)};
  for (const ImageFormat format : kImageFormats) {
    numbers.own(format) = byte(flags.own(format));
  }
  return numbers;
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

MetadataSet kept_metadata(const std::vector<std::string>& keep,
                          const std::vector<std::string>& strip, MetadataSet unasked) {
  MetadataSet kept = keep.empty() && !strip.empty() ? MetadataSet::all() : unasked;
  if (!keep.empty()) {
    kept = MetadataSet::none();
  }
  for (const std::string& word : keep) {
    for (const MetadataKind kind : kinds_named("--keep", word)) {
      kept.insert(kind);
    }
  }
  for (const std::string& word : strip) {
    for (const MetadataKind kind : kinds_named("--strip", word)) {
      kept.remove(kind);
    }
  }
  return kept;
}

Savings min_savings(const std::string& text, bool lossy_in_place) {
  if (text.empty()) {
    return {lossy_in_place ? kLossyMinSavings : std::uint8_t{0}, 0};
  }
  std::optional<Savings> savings;
  if (text.find_first_not_of("0123456789.%") == std::string::npos) {
    savings = share_of_savings(text);
  } else if (const auto bytes = parse_bytes(text)) {
    savings = Savings{.bytes = *bytes};
  }
  if (!savings) {
    throw UsageError{fmt::format(
        "--min-savings {}: 0% to 99.99% was expected, or bytes such as 10KB or 1.5MB", text)};
  }
  return *savings;
}

std::uint64_t byte_count(std::string_view option, const std::string& text, std::uint64_t unset) {
  if (text.empty()) {
    return unset;
  }
  const auto number = parse_bytes(text);
  if (!number) {
    throw UsageError{fmt::format(
        "{} {}: bytes such as 5000000, 300K, 50MB or 2Gi were expected, or 0 for no limit", option,
        text)};
  }
  return *number;
}

std::uint64_t amount(std::string_view option, const std::string& text, std::uint64_t unset) {
  if (text.empty()) {
    return unset;
  }
  const auto number = parse_amount(text);
  if (!number) {
    throw UsageError{
        fmt::format("{} {}: a number such as 5000000, 50M or 1.5Gi was expected", option, text)};
  }
  return *number;
}

LossSet losses_named(const std::vector<std::string>& words) {
  constexpr std::string_view kAll = "all";
  LossSet losses;
  for (const std::string& word : words) {
    if (const auto kind = loss_kind_named(word)) {
      losses.insert(*kind);
    } else if (word == kAll) {
      losses = LossSet::all();
    } else {
      throw unknown_word("--allow-loss", word, "no kind of loss", loss_words());
    }
  }
  return losses;
}

double percentage(std::string_view option, const std::string& text) {
  if (text.empty()) {
    return 0;
  }
  std::string digits = text;
  if (digits.ends_with('%')) {
    digits.pop_back();
  }
  constexpr double kMost = 10'000;
  double value = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (read.ec != std::errc() || read.ptr != digits.data() + digits.size() || !(value > 0) ||
      value > kMost) {
    throw UsageError{fmt::format("{} {}: a share such as 50% was expected", option, text)};
  }
  return value;
}

Colour colour(std::string_view option, const std::string& text) {
  const std::string word = lower_case(text);
  if (word.empty() || word == "white") {
    return {};
  }
  if (word == "black") {
    return {0, 0, 0, 255};
  }
  if (word == "transparent") {
    return {255, 255, 255, 0};
  }
  std::string digits = text.substr(text.starts_with('#') ? 1 : 0);
  if (digits.size() == 3 || digits.size() == 4) {
    std::string each_twice;
    for (const char digit : digits) {
      each_twice.append(2, digit);
    }
    digits = std::move(each_twice);
  }
  std::uint32_t value = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
  if (read.ec != std::errc() || read.ptr != digits.data() + digits.size() ||
      (digits.size() != 6 && digits.size() != 8)) {
    throw UsageError{fmt::format(
        "{} {}: white, black, transparent, #rgb, #rrggbb or #rrggbbaa was expected", option, text)};
  }
  const std::uint32_t rgba = digits.size() == 6 ? value << 8U | 0xFFU : value;
  const auto sample = [&](unsigned shift) { return static_cast<std::uint8_t>(rgba >> shift); };
  return {sample(24), sample(16), sample(8), sample(0)};
}

std::optional<ImageFormat> rendition_format(const std::string& word) {
  const auto named = format_named(word);
  if (!named && word != "original") {
    throw unknown_word("--formats", word, "no format to write", format_words());
  }
  return named;
}

std::string name_template(const std::string& text) {
  const auto has = [&](std::string_view field) { return text.find(field) != std::string::npos; };
  if (text.find('/') != std::string::npos || !has("{stem}") || !has("{width}") ||
      !text.ends_with(".{ext}")) {
    throw UsageError{
        fmt::format("--name-template {}: a name with {{stem}} and {{width}} in it and "
                    ".{{ext}} at its end was expected",
                    text)};
  }
  const std::vector<std::string> fields{"{stem}", "{width}", "{height}", "{ext}"};
  for (std::size_t open = text.find('{'); open != std::string::npos;
       open = text.find('{', open + 1)) {
    const std::size_t end = text.find_first_of("{}", open + 1);
    if (end == std::string::npos || text[end] == '{') {
      continue;  // a brace as it stands
    }
    const std::string field = text.substr(open, end - open + 1);
    if (std::find(fields.begin(), fields.end(), field) == fields.end()) {
      throw unknown_word("--name-template", field, "no field of a name", fields);
    }
  }
  return text;
}

std::string manifest_name(const std::string& text) {
  if (!text.empty() && !text.ends_with(".json") && !text.ends_with(".html")) {
    throw UsageError{
        fmt::format("--manifest {}: a name that ends with .json or .html was expected", text)};
  }
  return text;
}

std::string page_name(const std::string& text) {
  if (!text.empty() && !text.ends_with(".html") && !text.ends_with(".htm")) {
    throw UsageError{fmt::format("--report {}: a name that ends with .html was expected", text)};
  }
  return text;
}

}  // namespace pixherd
