// SPDX-License-Identifier: Apache-2.0
// A text of this kind is a line with the block's name, one with the number of its bytes, and then
// its bytes as digits, 36 bytes a line. (ImageMagick, coders/png.c; ExifTool, PNG.pm.)
#include "png_raw_profile.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "pixherd/base/bytes.hpp"
#include "pixherd/base/text.hpp"
#include "pixherd/format/byte_view.hpp"
#include "pixherd/format/png_texts.hpp"
#include "pixherd/png/zlib_stream.hpp"

namespace pixherd::png {
namespace {

using Kind = RawProfile::Kind;
using namespace std::string_view_literals;

constexpr std::string_view kRawProfile = "Raw profile type ";
constexpr std::size_t kBytesInLine = 36;

std::string title_in(std::string_view keyword) {
  return lower_case(keyword.substr(std::min(keyword.size(), kRawProfile.size())));
}

std::string_view keyword_in(const PngChunk& chunk) {
  const std::string_view text = ByteView(chunk.body).text();
  return text.substr(0, text.find('\0'));
}

std::optional<std::string> unpacked(ByteView stream, UnpackBudget& budget) {
  const auto bytes = budget.unpack(stream.bytes());
  return bytes ? std::optional(std::string(ByteView(*bytes).text())) : std::nullopt;
}

std::optional<std::string> text_of(const PngChunk& chunk, UnpackBudget& budget) {
  const ByteView body = ByteView(chunk.body).from(keyword_in(chunk).size() + 1);
  if (chunk.type == "tEXt") {
    return std::string(body.text());
  }
  if (chunk.type == "zTXt") {
    return body.u8(0) == 0 ? unpacked(body.from(1), budget) : std::nullopt;
  }
  const ByteView text = body.from(body.find(0, body.find(0, 2) + 1) + 1);
  return body.u8(0) == 0 ? std::string(text.text()) : unpacked(text, budget);
}

bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\0'; }

int digit_of(char c) {
  return c >= '0' && c <= '9'   ? c - '0'
         : c >= 'a' && c <= 'f' ? c - 'a' + 10
         : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                : -1;
}

/// The next line that is not empty, without blanks before it; taken from `text`.
std::string_view take_line(std::string_view& text) {
  const auto begin = std::find_if_not(text.begin(), text.end(), is_blank);
  text.remove_prefix(static_cast<std::size_t>(begin - text.begin()));
  const std::string_view line = text.substr(0, text.find('\n'));
  text.remove_prefix(line.size());
  return line;
}

/// nullopt where something else stands among the digits.
std::optional<Bytes> bytes_of_digits(std::string_view digits) {
  Bytes bytes;
  bytes.reserve(digits.size() / 2);
  int high = -1;
  for (const char c : digits) {
    const int digit = digit_of(c);
    if (digit < 0 && !is_blank(c)) {
      return std::nullopt;
    }
    if (digit >= 0 && high >= 0) {
      bytes.push_back(static_cast<std::byte>(high << 4U | digit));
      high = -1;
    } else if (digit >= 0) {
      high = digit;
    }
  }
  return high < 0 ? std::optional(std::move(bytes)) : std::nullopt;
}

/// By what it begins with: names are not always right.
bool recognise(RawProfile& profile, std::string_view title) {
  constexpr std::array<std::pair<std::string_view, Kind>, 3> kNames{
      {{"Exif\0\0"sv, Kind::exif},
       {"http://ns.adobe.com/xap/1.0/\0"sv, Kind::xmp},
       {"Photoshop 3.0\0"sv, Kind::photoshop}}};
  ByteView bytes(profile.bytes);
  for (const auto& [name, kind] : kNames) {
    if (bytes.has(0, name)) {
      profile.begin = name.size();
      profile.kind = kind;
      return true;
    }
  }
  const auto is = [&](Kind kind) {
    profile.kind = kind;
    return true;
  };
  if (bytes.has(0, "II*\0"sv) || bytes.has(0, "MM\0*"sv)) {
    return is(Kind::exif);
  }
  if (bytes.has(0, "8BIM")) {
    return is(Kind::photoshop);
  }
  if (bytes.u8(0) == 0x1C) {
    return is(Kind::iptc);
  }
  return title == "xmp" && is(Kind::xmp);
}

}  // namespace

bool is_raw_profile(std::string_view keyword) { return keyword.starts_with(kRawProfile); }

MetadataSet told_by_raw_profile(std::string_view keyword) {
  const std::string title = title_in(keyword);
  MetadataSet told;
  const auto add = [&](std::initializer_list<MetadataKind> kinds) {
    for (const MetadataKind kind : kinds) {
      told.insert(kind);
    }
  };
  if (title == "icc" || title == "icm") {
    return MetadataSet::icc();
  }
  if (title == "exif" || title == "app1") {
    add({MetadataKind::exif, MetadataKind::gps, MetadataKind::copyright});
  }
  if (title == "xmp" || title == "app1") {
    add({MetadataKind::xmp, MetadataKind::gps, MetadataKind::copyright});
  }
  if (title == "iptc" || title == "8bim") {
    add({MetadataKind::iptc, MetadataKind::gps, MetadataKind::copyright, MetadataKind::other});
  }
  if (told == MetadataSet::none()) {
    add({MetadataKind::other});
  }
  return told;
}

std::optional<RawProfile> read_raw_profile(const PngChunk& chunk, UnpackBudget& budget) {
  const std::optional<std::string> whole = text_of(chunk, budget);
  if (!whole) {
    return std::nullopt;
  }
  std::string_view text = *whole;
  RawProfile profile;
  profile.title = take_line(text);
  const std::string_view length = take_line(text);
  std::optional<Bytes> bytes = bytes_of_digits(text);
  if (!bytes || fmt::format("{}", bytes->size()) != length) {
    return std::nullopt;
  }
  profile.bytes = std::move(*bytes);
  return recognise(profile, title_in(keyword_in(chunk))) ? std::optional(std::move(profile))
                                                         : std::nullopt;
}

Bytes raw_profile_with(const PngChunk& chunk, const RawProfile& profile,
                       std::span<const std::byte> block) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  Bytes bytes(profile.bytes.begin(),
              profile.bytes.begin() + static_cast<std::ptrdiff_t>(profile.begin));
  append(bytes, block);
  std::string text = fmt::format("\n{}\n{:8}", profile.title, bytes.size());
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    text += i % kBytesInLine == 0 ? "\n" : "";
    text += kDigits[std::to_integer<std::size_t>(bytes[i] >> 4U)];
    text += kDigits[std::to_integer<std::size_t>(bytes[i] & std::byte{15})];
  }
  text += '\n';
  std::string body(keyword_in(chunk));
  body += '\0';
  const bool packs = chunk.type != "tEXt";
  if (packs) {
    body += '\0';
    text = ByteView(zlib_packed(std::as_bytes(std::span(text)))).text();
  }
  body += text;
  Bytes out;
  put_chunk(out, packs ? "zTXt" : "tEXt", std::as_bytes(std::span(body)));
  return out;
}

}  // namespace pixherd::png
