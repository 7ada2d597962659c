// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace pixherd {

/// The formats that pixherd reads and writes.
enum class ImageFormat : std::uint8_t { jpeg, png, webp, avif, gif, tiff };

inline constexpr std::array kImageFormats{ImageFormat::jpeg, ImageFormat::png, ImageFormat::webp,
                                          ImageFormat::avif, ImageFormat::gif, ImageFormat::tiff};

/// The name in options, task lists and JSON: "jpeg", "png", ...
std::string_view name(ImageFormat format);

/// The name for sentences: "JPEG", "WebP", ...
std::string_view title(ImageFormat format);

/// "a JPEG", "an AVIF", ...
std::string with_article(ImageFormat format);

/// The extension that new files of this format get, without the dot: "jpg", "png", ...
std::string_view extension(ImageFormat format);

/// The format with that name, in any case; "jpg" and "tif" are understood too.
std::optional<ImageFormat> format_named(std::string_view text);

/// Every extension that an image's name may have, in small letters: "jpg", "jpeg", "jfif", ...
std::span<const std::string_view> extensions();

/// The format that a file name's extension promises, in any case.
std::optional<ImageFormat> format_of_file_name(std::string_view file_name);

/// True for the extensions of cameras' raw files that are built as TIFFs, in any case.
bool is_camera_raw_name(std::string_view file_name);

/// How many leading bytes sniff_format() looks at.
inline constexpr std::size_t kSniffBytes = 64;

/// The format by magic bytes (the first kSniffBytes, or all there are). Pure; never reads beyond
/// the span.
std::optional<ImageFormat> sniff_format(std::span<const std::byte> head);

/// What a file that sniff_format() does not take seems to be ("HEIC image", "PDF document"), for
/// messages; empty where that is not known either.
std::string_view describe_foreign(std::span<const std::byte> head);

/// A set of formats, as bits.
class FormatSet {
 public:
  constexpr FormatSet() = default;
  constexpr explicit FormatSet(std::uint32_t bits) : bits_(bits) {}
  constexpr void insert(ImageFormat format) { bits_ |= bit(format); }
  [[nodiscard]] constexpr bool contains(ImageFormat format) const {
    return (bits_ & bit(format)) != 0;
  }
  [[nodiscard]] constexpr bool empty() const { return bits_ == 0; }
  [[nodiscard]] constexpr std::uint32_t bits() const { return bits_; }
  /// What is in this set and not in `other`.
  [[nodiscard]] constexpr FormatSet without(FormatSet other) const {
    return FormatSet(bits_ & ~other.bits_);
  }
  constexpr FormatSet& operator|=(FormatSet other) {
    bits_ |= other.bits_;
    return *this;
  }
  constexpr bool operator==(const FormatSet&) const = default;

 private:
  static constexpr std::uint32_t bit(ImageFormat format) {
    return 1U << static_cast<std::uint32_t>(format);
  }
  std::uint32_t bits_ = 0;
};

}  // namespace pixherd
