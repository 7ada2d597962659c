// SPDX-License-Identifier: Apache-2.0
#include "pixherd/domain/image_format.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "pixherd/base/text.hpp"

namespace pixherd {
namespace {

using namespace std::string_view_literals;

struct FormatWords {
  std::string_view name;
  std::string_view title;
  std::string_view extension;
};

constexpr auto kWords = std::to_array<FormatWords>({
    {"jpeg", "JPEG", "jpg"},
    {"png", "PNG", "png"},
    {"webp", "WebP", "webp"},
    {"avif", "AVIF", "avif"},
    {"gif", "GIF", "gif"},
    {"tiff", "TIFF", "tif"},
});
static_assert(kWords.size() == kImageFormats.size());

struct KnownExtension {
  std::string_view extension;
  ImageFormat format;
};

constexpr auto kKnown = std::to_array<KnownExtension>({
    {"jpg", ImageFormat::jpeg},
    {"jpeg", ImageFormat::jpeg},
    {"jpe", ImageFormat::jpeg},
    {"jfif", ImageFormat::jpeg},
    {"png", ImageFormat::png},
    {"webp", ImageFormat::webp},
    {"avif", ImageFormat::avif},
    {"gif", ImageFormat::gif},
    {"tif", ImageFormat::tiff},
    {"tiff", ImageFormat::tiff},
});

constexpr auto kExtensions = [] {
  std::array<std::string_view, kKnown.size()> extensions;
  std::transform(kKnown.begin(), kKnown.end(), extensions.begin(),
                 [](const KnownExtension& known) { return known.extension; });
  return extensions;
}();

const FormatWords& words(ImageFormat format) { return kWords[static_cast<std::size_t>(format)]; }

std::string_view as_text(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

bool has_at(std::string_view text, std::size_t offset, std::string_view wanted) {
  return text.size() >= offset + wanted.size() && text.substr(offset, wanted.size()) == wanted;
}

/// True where the ISO base media `ftyp` box at the start names `brand`, as major brand or among
/// the compatible brands that lie within `head`.
bool ftyp_names(std::string_view head, std::string_view brand) {
  if (!has_at(head, 4, "ftyp")) {
    return false;
  }
  std::size_t box_size = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    box_size = box_size << 8U | static_cast<unsigned char>(head[i]);
  }
  if (has_at(head, 8, brand)) {
    return true;
  }
  const std::size_t end = std::min(box_size, head.size());
  for (std::size_t at = 16; at + 4 <= end; at += 4) {
    if (has_at(head, at, brand)) {
      return true;
    }
  }
  return false;
}

/// In small letters, without the dot; empty where there is none.
std::string extension_of(std::string_view file_name) {
  const std::size_t slash = file_name.rfind('/');
  if (slash != std::string_view::npos) {
    file_name.remove_prefix(slash + 1);
  }
  const std::size_t dot = file_name.rfind('.');
  return dot == std::string_view::npos || dot == 0 ? std::string()
                                                   : lower_case(file_name.substr(dot + 1));
}

}  // namespace

std::string_view name(ImageFormat format) { return words(format).name; }
std::string_view title(ImageFormat format) { return words(format).title; }
std::string with_article(ImageFormat format) {
  return (format == ImageFormat::avif ? "an " : "a ") + std::string(title(format));
}
std::string_view extension(ImageFormat format) { return words(format).extension; }

std::optional<ImageFormat> format_named(std::string_view text) {
  const std::string wanted = lower_case(text);
  for (const ImageFormat format : kImageFormats) {
    if (wanted == words(format).name || wanted == words(format).extension) {
      return format;
    }
  }
  return std::nullopt;
}

std::span<const std::string_view> extensions() { return kExtensions; }

std::optional<ImageFormat> format_of_file_name(std::string_view file_name) {
  const auto* const known = std::find_if(
      kKnown.begin(), kKnown.end(), [ending = extension_of(file_name)](const KnownExtension& each) {
        return each.extension == ending;
      });
  return known == kKnown.end() ? std::nullopt : std::optional(known->format);
}

bool is_camera_raw_name(std::string_view file_name) {
  constexpr std::array kCameraRaw{"3fr", "arw", "cr2", "dcr", "dng", "erf", "fff", "iiq", "kdc",
                                  "mef", "mos", "nef", "nrw", "pef", "sr2", "srf", "srw"};
  return std::find(kCameraRaw.begin(), kCameraRaw.end(), extension_of(file_name)) !=
         kCameraRaw.end();
}

std::optional<ImageFormat> sniff_format(std::span<const std::byte> head) {
  const std::string_view text = as_text(head.first(std::min(head.size(), kSniffBytes)));
  if (text.starts_with("\xFF\xD8\xFF")) {
    return ImageFormat::jpeg;
  }
  if (text.starts_with("\x89PNG\r\n\x1A\n")) {
    return ImageFormat::png;
  }
  if (text.starts_with("RIFF") && has_at(text, 8, "WEBP")) {
    return ImageFormat::webp;
  }
  if (text.starts_with("GIF87a") || text.starts_with("GIF89a")) {
    return ImageFormat::gif;
  }
  if (text.starts_with("II*\0"sv) || text.starts_with("MM\0*"sv) || text.starts_with("II+\0"sv) ||
      text.starts_with("MM\0+"sv)) {
    return ImageFormat::tiff;
  }
  if (ftyp_names(text, "avif") || ftyp_names(text, "avis")) {
    return ImageFormat::avif;
  }
  return std::nullopt;
}

std::string_view describe_foreign(std::span<const std::byte> head) {
  struct Magic {
    std::size_t offset;
    std::string_view bytes;
    std::string_view description;
  };
  constexpr std::array kForeign{
      Magic{4, "ftypheic"sv, "HEIC image"},
      Magic{4, "ftypheix"sv, "HEIC image"},
      Magic{4, "ftypmif1"sv, "HEIF image"},
      Magic{4, "ftyp"sv, "video or other ISO media file"},
      Magic{0, "\xFF\x0A"sv, "JPEG XL image"},
      Magic{0, "\0\0\0\x0CJXL "sv, "JPEG XL image"},
      Magic{0, "\0\0\0\x0CjP  "sv, "JPEG 2000 image"},
      Magic{0, "\xFF\x4F\xFF\x51"sv, "JPEG 2000 image"},
      Magic{0, "BM"sv, "BMP image"},
      Magic{0, "8BPS"sv, "Photoshop image"},
      Magic{0, "qoif"sv, "QOI image"},
      Magic{0, "<svg"sv, "SVG image"},
      Magic{0, "<?xml"sv, "XML or SVG file"},
      Magic{0, "%PDF"sv, "PDF document"},
      Magic{0, "PK\x03\x04"sv, "ZIP archive"},
      Magic{0, "\x1F\x8B"sv, "gzip file"},
      Magic{0, "ID3"sv, "MP3 file"},
  };
  const std::string_view text = as_text(head);
  for (const Magic& magic : kForeign) {
    if (has_at(text, magic.offset, magic.bytes)) {
      return magic.description;
    }
  }
  return {};
}

}  // namespace pixherd
