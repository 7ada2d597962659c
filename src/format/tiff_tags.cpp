// SPDX-License-Identifier: Apache-2.0
#include "tiff_tags.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "tiff_directory.hpp"

namespace pixherd::tiff {
namespace {

enum class Carried : std::uint8_t { no, anew, exactly };

struct TagFacts {
  std::uint32_t tag;
  const char* name;
  TagUse use;
  Carried carried = Carried::no;
};

/// TIFF 6.0, its supplements, EXIF 2.3, GeoTIFF 1.1 and the tags of Windows, in the order of their
/// numbers.
constexpr std::array kTags{
    TagFacts{new_subfile_type, "NewSubfileType", TagUse::picture, Carried::exactly},
    TagFacts{255, "SubfileType", TagUse::picture, Carried::anew},
    TagFacts{image_width, "ImageWidth", TagUse::picture, Carried::exactly},
    TagFacts{image_length, "ImageLength", TagUse::picture, Carried::exactly},
    TagFacts{bits_per_sample, "BitsPerSample", TagUse::picture, Carried::exactly},
    TagFacts{compression, "Compression", TagUse::coding, Carried::anew},
    TagFacts{photometric, "PhotometricInterpretation", TagUse::picture, Carried::exactly},
    TagFacts{fill_order, "FillOrder", TagUse::coding, Carried::anew},
    TagFacts{269, "DocumentName", TagUse::text},
    TagFacts{image_description, "ImageDescription", TagUse::description, Carried::exactly},
    TagFacts{271, "Make", TagUse::description},
    TagFacts{272, "Model", TagUse::description},
    TagFacts{strip_offsets, "StripOffsets", TagUse::coding, Carried::anew},
    TagFacts{orientation, "Orientation", TagUse::picture, Carried::exactly},
    TagFacts{samples_per_pixel, "SamplesPerPixel", TagUse::picture, Carried::exactly},
    TagFacts{rows_per_strip, "RowsPerStrip", TagUse::coding, Carried::anew},
    TagFacts{strip_bytes, "StripByteCounts", TagUse::coding, Carried::anew},
    TagFacts{280, "MinSampleValue", TagUse::picture, Carried::anew},
    TagFacts{281, "MaxSampleValue", TagUse::picture, Carried::anew},
    TagFacts{x_resolution, "XResolution", TagUse::picture, Carried::exactly},
    TagFacts{y_resolution, "YResolution", TagUse::picture, Carried::exactly},
    TagFacts{planar, "PlanarConfiguration", TagUse::coding, Carried::anew},
    TagFacts{285, "PageName", TagUse::text},
    TagFacts{t4_options, "T4Options", TagUse::coding, Carried::anew},
    TagFacts{t6_options, "T6Options", TagUse::coding, Carried::anew},
    TagFacts{resolution_unit, "ResolutionUnit", TagUse::picture, Carried::exactly},
    TagFacts{page_number, "PageNumber", TagUse::picture, Carried::exactly},
    TagFacts{301, "TransferFunction", TagUse::picture},
    TagFacts{305, "Software", TagUse::description},
    TagFacts{306, "DateTime", TagUse::description},
    TagFacts{315, "Artist", TagUse::copyright},
    TagFacts{316, "HostComputer", TagUse::text},
    TagFacts{predictor, "Predictor", TagUse::coding, Carried::anew},
    TagFacts{318, "WhitePoint", TagUse::picture},
    TagFacts{319, "PrimaryChromaticities", TagUse::picture},
    TagFacts{color_map, "ColorMap", TagUse::picture, Carried::anew},
    TagFacts{tile_width, "TileWidth", TagUse::coding, Carried::anew},
    TagFacts{tile_length, "TileLength", TagUse::coding, Carried::anew},
    TagFacts{tile_offsets, "TileOffsets", TagUse::coding, Carried::anew},
    TagFacts{tile_bytes, "TileByteCounts", TagUse::coding, Carried::anew},
    TagFacts{327, "CleanFaxData", TagUse::coding, Carried::anew},
    TagFacts{ink_set, "InkSet", TagUse::picture, Carried::exactly},
    TagFacts{extra_samples, "ExtraSamples", TagUse::picture, Carried::exactly},
    TagFacts{sample_format, "SampleFormat", TagUse::picture, Carried::exactly},
    TagFacts{jpeg_tables, "JPEGTables", TagUse::picture, Carried::anew},
    TagFacts{ycc_subsampling, "YCbCrSubSampling", TagUse::picture, Carried::anew},
    TagFacts{531, "YCbCrPositioning", TagUse::picture, Carried::anew},
    TagFacts{532, "ReferenceBlackWhite", TagUse::picture, Carried::anew},
    TagFacts{xmp, "XMP", TagUse::packet, Carried::exactly},
    TagFacts{33432, "Copyright", TagUse::copyright},
    TagFacts{33550, "ModelPixelScale", TagUse::place},
    TagFacts{iptc, "IPTC", TagUse::packet, Carried::exactly},
    TagFacts{33922, "ModelTiepoint", TagUse::place},
    TagFacts{34264, "ModelTransformation", TagUse::place},
    TagFacts{photoshop, "Photoshop", TagUse::packet, Carried::exactly},
    TagFacts{exif_directory, "EXIF", TagUse::description},
    TagFacts{icc_profile, "ICC profile", TagUse::profile, Carried::exactly},
    TagFacts{34735, "GeoKeyDirectory", TagUse::place},
    TagFacts{34736, "GeoDoubleParams", TagUse::place},
    TagFacts{34737, "GeoAsciiParams", TagUse::place},
    TagFacts{gps_directory, "GPS", TagUse::place},
    TagFacts{40091, "XPTitle", TagUse::description},
    TagFacts{40092, "XPComment", TagUse::description},
    TagFacts{40093, "XPAuthor", TagUse::copyright},
    TagFacts{40094, "XPKeywords", TagUse::description},
    TagFacts{40095, "XPSubject", TagUse::description},
};

constexpr bool before(const TagFacts& a, const TagFacts& b) { return a.tag < b.tag; }
static_assert(std::is_sorted(kTags.begin(), kTags.end(), before));

TagFacts facts_of(std::uint32_t tag) {
  const TagFacts unknown{tag, "", TagUse::unknown};
  const auto* found = std::lower_bound(kTags.begin(), kTags.end(), unknown, before);
  return found != kTags.end() && found->tag == tag ? *found : unknown;
}

}  // namespace

TagUse use_of(std::uint32_t tag) { return facts_of(tag).use; }

bool holds_metadata(std::uint32_t tag) {
  switch (use_of(tag)) {
    case TagUse::description:
    case TagUse::copyright:
    case TagUse::place:
    case TagUse::text:
    case TagUse::packet: return true;
    case TagUse::unknown:
    case TagUse::coding:
    case TagUse::picture:
    case TagUse::profile: break;
  }
  return false;
}

bool is_carried(std::uint32_t tag) { return facts_of(tag).carried != Carried::no; }

bool is_carried_exactly(std::uint32_t tag) { return facts_of(tag).carried == Carried::exactly; }

std::string tag_in_words(std::uint32_t tag) {
  const std::string_view name = facts_of(tag).name;
  return name.empty() ? fmt::format("tag {}", tag) : fmt::format("tag {} ({})", tag, name);
}

}  // namespace pixherd::tiff
