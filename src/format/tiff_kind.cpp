// SPDX-License-Identifier: Apache-2.0
#include "tiff_kind.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "tiff_tags.hpp"

namespace pixherd::tiff {
namespace {

constexpr std::uint64_t kUnsigned = 1;
constexpr std::uint64_t kSigned = 2;
constexpr std::uint64_t kFloating = 3;
constexpr std::uint64_t kMinIsWhite = 0;

/// A colour filter array, and linear samples of a camera (DNG).
constexpr std::array<std::uint64_t, 2> kRawPhotometric{32803, 34892};
constexpr std::string_view kCanonRaw = "CR\2";

/// More samples a pixel than any page that is read has. Pages may share a list that is longer, so
/// that going through it for each would take longer than the file has bytes.
constexpr std::uint64_t kMostSamples = 1000;

bool all_equal(const Entry* entry) {
  for (std::uint64_t i = 1; entry != nullptr && i < entry->count; ++i) {
    if (i == kMostSamples || (*entry)[i] != (*entry)[0]) {
      return false;
    }
  }
  return true;
}

/// Channels of the colour itself; 0 where the interpretation is not one that is read.
std::uint64_t colour_channels(std::uint64_t photometric) {
  switch (photometric) {
    case kMinIsWhite:
    case kMinIsBlack:
    case kPalette: return 1;
    case kRgb:
    case kYcc:
    case kLab: return 3;
    case kInk: return 4;
    default: return 0;
  }
}

std::string in_words(std::uint64_t photometric) {
  switch (photometric) {
    case kMinIsWhite:
    case kMinIsBlack: return "grey";
    case kRgb: return "RGB";
    case kPalette: return "a palette";
    case kInk: return "inks";
    case kYcc: return "YCbCr";
    case kLab: return "CIELAB";
    default: return fmt::format("the photometric interpretation {}", photometric);
  }
}

bool is_read_depth(const Samples& samples) {
  if (samples.bits == 8) {
    return samples.photometric != kLab;
  }
  if (samples.bits == 16) {
    return samples.photometric != kPalette && samples.photometric != kYcc;
  }
  const bool packed = samples.bits == 1 || samples.bits == 2 || samples.bits == 4;
  return packed && samples.count == 1;
}

/// libvips has libtiff convert what is subsampled or coded as JPEG, and nothing else.
bool is_taken_for_rgb(const Directory& page) {
  const Entry* subsampling = page.find(ycc_subsampling);
  return page.value(photometric, kMinIsWhite) == kYcc &&
         page.value(compression, 1) != kJpegCoding && subsampling != nullptr &&
         (*subsampling)[0] == 1 && (*subsampling)[1] == 1;
}

}  // namespace

Samples samples_of(const Directory& page) {
  const Entry* extra = page.find(extra_samples);
  return {.photometric = page.value(photometric, kMinIsWhite),
          .count = page.value(samples_per_pixel, 1),
          .bits = page.value(bits_per_sample, 1),
          .format = page.value(sample_format, kUnsigned),
          .extra = extra == nullptr ? 0 : extra->count,
          .extra_meaning = extra == nullptr ? 0 : (*extra)[0],
          .alike = all_equal(page.find(bits_per_sample)) && all_equal(page.find(sample_format))};
}

std::string unread_samples(const Directory& page) {
  const Samples samples = samples_of(page);
  const std::uint64_t colours = colour_channels(samples.photometric);
  if (samples.format != kUnsigned || !samples.alike) {
    return !samples.alike                ? "samples of unlike kinds"
           : samples.format == kFloating ? "floating-point samples"
           : samples.format == kSigned   ? "signed samples"
                                         : "samples that are no plain numbers";
  }
  if (colours == 0) {
    return in_words(samples.photometric);
  }
  if (!is_read_depth(samples)) {
    return fmt::format("{} bits a sample in {}", samples.bits, in_words(samples.photometric));
  }
  if (samples.count != colours + samples.extra) {
    return fmt::format("samples that its tags do not explain ({} a pixel, not {})", samples.count,
                       colours + samples.extra);
  }
  if (is_taken_for_rgb(page)) {
    return "YCbCr samples that are neither subsampled nor JPEG";
  }
  return page.value(ink_set, 1) == 1 ? "" : "inks other than cyan, magenta, yellow and black";
}

std::string unread_picture(const File& file, ByteView bytes) {
  constexpr std::uint64_t kReduced = 1;
  const Directory& first = file.pages.front();
  const auto pixels = [](const Directory& page) {
    return static_cast<double>(page.value(image_width, 0)) *
           static_cast<double>(page.value(image_length, 0));
  };
  const auto below_has = [&](auto test) {
    return std::any_of(file.below.begin(), file.below.end(), test);
  };
  const bool raw = below_has([](const Directory& page) {
    return std::find(kRawPhotometric.begin(), kRawPhotometric.end(), page.value(photometric, 0)) !=
           kRawPhotometric.end();
  });
  if (raw || first.find(dng_version) != nullptr || bytes.has(8, kCanonRaw)) {
    return "a camera's raw data";
  }
  const bool larger_below =
      below_has([&](const Directory& page) { return pixels(page) > pixels(first); });
  return larger_below || (first.value(new_subfile_type, 0) & kReduced) != 0
             ? "a preview in the place of its picture"
             : "";
}

std::string unwritable(const Directory& page) {
  const Samples samples = samples_of(page);
  for (const Entry& entry : page.entries) {
    if (!belongs_to_coding(entry.tag) && !is_carried_exactly(entry.tag)) {
      return tag_in_words(entry.tag);
    }
  }
  if (samples.photometric != kMinIsBlack && samples.photometric != kRgb) {
    return in_words(samples.photometric);
  }
  const bool one_bit = samples.bits == 1 && samples.photometric == kMinIsBlack;
  if (samples.bits != 8 && samples.bits != 16 && !one_bit) {
    return fmt::format("{} bits a sample", samples.bits);
  }
  const bool extra_is_alpha = samples.extra == 1 && samples.extra_meaning == kAlpha;
  return samples.extra == 0 || extra_is_alpha ? "" : tag_in_words(extra_samples);
}

}  // namespace pixherd::tiff
