// SPDX-License-Identifier: Apache-2.0
#include "save.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "jpeg_density.hpp"
#include "kept_fields.hpp"
#include "pixherd/format/tiff_exif.hpp"

namespace pixherd {
namespace {

// VIPS_FOREIGN_KEEP_EXIF, _ICC and _OTHER, which 8.14 has no names for.
constexpr int kKeepExif = 1 << 0;
constexpr int kKeepProfile = 1 << 3;
constexpr int kKeepOther = 1 << 4;
constexpr int kKeepAll = (1 << 5) - 1;
constexpr int kDefaultPngCompression = 6;
constexpr int kThoroughPngCompression = 9;
/// One step more takes four times as long, for 2 to 4 % fewer bytes at an equal picture.
constexpr int kUsualOfAvif = 3;
constexpr int kUsualOfLosslessAvif = 4;

/// A copy of the image's recipe without what the saver is not to see.
Result<Image> bare(const Image& image, MetadataSet metadata, bool keeps_blocks) {
  Result<Image> copy = Operation("copy").set("in", image).image();
  if (!copy) {
    return copy;
  }
  char** fields = vips_image_get_fields(copy->get());
  for (char** field = fields; *field != nullptr; ++field) {
    const bool profile = std::string_view(*field) == VIPS_META_ICC_NAME;
    if ((profile && !metadata.contains(MetadataKind::icc)) || !keeps_text_field(*field, metadata) ||
        (is_block_field(*field) && !keeps_blocks)) {
      vips_image_remove(copy->get(), *field);
    }
  }
  g_strfreev(fields);
  return copy;
}

/// What the saver is to write where it is trusted with blocks. Of an AVIF's EXIF it makes the room.
int kept_with_blocks(const Image& image, ImageFormat format) {
  const bool invents_exif = format == ImageFormat::avif && exif_for_avif(image).empty();
  return invents_exif ? kKeepAll & ~kKeepExif : kKeepAll;
}

/// EXIF, XMP and IPTC are left to the saver only where nobody else can put them into the file: it
/// would write EXIF anew, with other offsets and of the entries that it knows. Before libvips 8.15
/// there was all or nothing besides: what is not wanted is taken off the image.
Attempt set_metadata(Operation& saver, const Image& image, const SaveOptions& options) {
  const MetadataSet metadata = options.metadata;
  const bool blocks = !metadata.icc_at_most() && !holds_blocks(options.format);
  saver.set("in", image);
  if (saver.has("keep")) {
    const int profile = metadata.contains(MetadataKind::icc) ? kKeepProfile : 0;
    const bool keeps_text =
        metadata.contains(MetadataKind::other) || metadata.contains(MetadataKind::copyright);
    const int other = keeps_text ? kKeepOther : 0;
    saver.set("keep", blocks ? kept_with_blocks(image, options.format) : profile | other);
  } else {
    saver.set("strip", metadata == MetadataSet::none() ? 1 : 0);
  }
  if (blocks && metadata.holds_all()) {
    return success();
  }
  const Result<Image> stripped = bare(image, metadata, blocks);
  if (!stripped) {
    return stripped.error();
  }
  saver.set("in", *stripped);
  return success();
}

VipsForeignSubsample subsampling(ChromaSubsampling chroma) {
  switch (chroma) {
    case ChromaSubsampling::automatic: return VIPS_FOREIGN_SUBSAMPLE_AUTO;
    case ChromaSubsampling::halved: return VIPS_FOREIGN_SUBSAMPLE_ON;
    case ChromaSubsampling::full: return VIPS_FOREIGN_SUBSAMPLE_OFF;
  }
  return VIPS_FOREIGN_SUBSAMPLE_AUTO;
}

/// Puts the blocks into the file. Before libvips 8.15 savers add an EXIF of their own, which goes.
Bytes with_blocks_of(Bytes file, const Image& image, const SaveOptions& options, bool adds_own) {
  if (options.format == ImageFormat::avif) {
    return metadata::avif_with_exif(
        std::move(file), options.metadata.icc_at_most() ? Bytes() : exif_for_avif(image));
  }
  const bool tiff = options.format == ImageFormat::tiff;
  if (!tiff && !holds_blocks(options.format)) {
    return file;
  }
  const MetadataBlocks blocks = blocks_of_image(image, options.metadata);
  if (tiff) {
    return tiff::with_exif(std::move(file), blocks.exif);
  }
  const std::optional<JpegDensity> density =
      options.format == ImageFormat::jpeg && !options.metadata.icc_at_most()
          ? density_of_image(image)
          : std::nullopt;
  if (density) {
    file = with_density(file, *density);
  }
  return adds_own || !blocks.empty() ? with_blocks(file, options.format, blocks) : file;
}

void set_jpeg(Operation& saver, const SaveOptions& options) {
  saver.set("Q", options.quality)
      .set("optimize-coding", options.thorough ? 1 : 0)
      .set("interlace", options.progressive ? 1 : 0)
      .set("subsample-mode", static_cast<int>(subsampling(options.chroma)));
}

/// zlib's level where nothing is lost; a palette has a scale of its own.
int png_compression(const SaveOptions& options) {
  if (options.lossless) {
    return kThoroughPngCompression;
  }
  return options.palette
             ? kDefaultPngCompression
             : std::min(options.effort.value_or(kDefaultPngCompression), kThoroughPngCompression);
}

void set_png(Operation& saver, const SaveOptions& options) {
  saver.set("compression", png_compression(options))
      .set("interlace", options.progressive ? 1 : 0)
      .set("filter", static_cast<int>(options.filters ? VIPS_FOREIGN_PNG_FILTER_ALL
                                                      : VIPS_FOREIGN_PNG_FILTER_NONE));
  if (options.palette) {
    saver.set("palette", 1)
        .set("Q", options.quality)
        .set("effort", options.effort.value_or(7))
        .set("dither", options.lossless ? 0.0 : options.dither);
  }
  if (options.bits < 8) {
    saver.set("bitdepth", options.bits);
  }
}

/// Without loss libwebp takes the quality for patience, and its last method makes photographs no
/// smaller than the one before. At 100 it tries everything, 20 to 40 s a megapixel: icons get 3 to
/// 10 % smaller by that, photographs 0.2 %.
void set_lossless_webp(Operation& saver, const Image& image, int effort) {
  constexpr int kTryEverything = 6;
  constexpr std::uint64_t kMostToTryEverythingOn = 512 * 512;
  const std::uint64_t pixels = static_cast<std::uint64_t>(vips_image_get_width(image.get())) *
                               static_cast<std::uint64_t>(vips_image_get_height(image.get()));
  const bool all = effort >= kTryEverything && pixels <= kMostToTryEverythingOn;
  saver.set("lossless", 1)
      .set_if_known("exact", 1)
      .set("Q", all ? 100 : 75)
      .set("effort", all ? kTryEverything : std::min(effort, kTryEverything - 1));
}

void set_webp(Operation& saver, const Image& image, const SaveOptions& options) {
  const int effort = options.effort.value_or(4);
  if (options.lossless) {
    return set_lossless_webp(saver, image, effort);
  }
  saver.set("Q", options.quality).set("effort", effort);
  if (options.near_lossless) {
    saver.set("near-lossless", 1);
  }
}

void set_avif(Operation& saver, const SaveOptions& options) {
  const int usual = options.lossless ? kUsualOfLosslessAvif : kUsualOfAvif;
  saver.set("Q", options.quality)
      .set("effort", options.effort.value_or(usual))
      .set("compression", static_cast<int>(VIPS_FOREIGN_HEIF_COMPRESSION_AV1))
      .set_if_known("bitdepth", options.depth)
      .set_if_known("subsample-mode", static_cast<int>(subsampling(options.chroma)));
  if (options.lossless) {
    saver.set("lossless", 1);
  }
}

void set_gif(Operation& saver, const SaveOptions& options) {
  saver.set("effort", options.effort.value_or(7))
      .set("bitdepth", options.bits)
      .set("dither", options.dither)
      .set_if_known("interlace", options.progressive ? 1 : 0)
      .set_if_known("keep-duplicate-frames", 1);
  if (options.lossless) {
    saver.set("dither", 0.0).set("interframe-maxerror", 0.0).set("interpalette-maxerror", 0.0);
  }
}

void set_tiff(Operation& saver, const Image& image, const SaveOptions& options) {
  if (!options.lossless && fits_jpeg(image)) {
    saver.set("compression", static_cast<int>(VIPS_FOREIGN_TIFF_COMPRESSION_JPEG))
        .set("Q", options.quality);
    return;
  }
  const bool floating = vips_band_format_isfloat(vips_image_get_format(image.get())) != 0;
  saver.set("compression", static_cast<int>(VIPS_FOREIGN_TIFF_COMPRESSION_DEFLATE))
      .set("predictor", static_cast<int>(options.bits < 8 ? VIPS_FOREIGN_TIFF_PREDICTOR_NONE
                                         : floating       ? VIPS_FOREIGN_TIFF_PREDICTOR_FLOAT
                                                    : VIPS_FOREIGN_TIFF_PREDICTOR_HORIZONTAL));
  if (options.bits < 8) {
    saver.set("bitdepth", options.bits);
  }
}

/// The AV1 encoder's bytes depend on how many threads it has: it always gets one, so that they do
/// not depend on the machine.
class OneThread {
 public:
  OneThread() { vips_concurrency_set(1); }
  ~OneThread() { vips_concurrency_set(before_); }
  OneThread(const OneThread&) = delete;
  OneThread& operator=(const OneThread&) = delete;

 private:
  int before_ = vips_concurrency_get();
};

const char* saver_name(ImageFormat format) {
  switch (format) {
    case ImageFormat::jpeg: return "jpegsave_buffer";
    case ImageFormat::png: return "pngsave_buffer";
    case ImageFormat::webp: return "webpsave_buffer";
    case ImageFormat::avif: return "heifsave_buffer";
    case ImageFormat::gif: return "gifsave_buffer";
    case ImageFormat::tiff: return "tiffsave_buffer";
  }
  return "";
}

/// Debian 12 has libvips 8.14 with a libheif whose AV1 encoder ends the process over 10 bits.
bool fails_at_10_bits() { return vips_version(0) == 8 && vips_version(1) < 15; }

/// That this build's libvips can do what was asked for beyond the usual.
Attempt check_can(const Operation& saver, const SaveOptions& options) {
  const struct {
    const char* property;
    bool wanted;
  } needs[] = {{"interlace", options.progressive},
               {"near-lossless", options.near_lossless},
               {"subsample-mode", options.chroma != ChromaSubsampling::automatic},
               {"bitdepth", options.depth > 8}};
  for (const auto& [property, wanted] : needs) {
    if (wanted && !saver.has(property)) {
      return Error{ErrorCode::unsupported_format,
                   fmt::format("this build's libvips cannot write {} with \"{}\"",
                               title(options.format), property)};
    }
  }
  if (options.depth == 10 && fails_at_10_bits()) {
    return Error{ErrorCode::unsupported_format,
                 "this build's libvips cannot write AVIF with 10 bits a sample: --bit-depth 8 and "
                 "12 work"};
  }
  return success();
}

}  // namespace

bool fits_jpeg(const Image& image) {
  const int bands = vips_image_get_bands(image.get());
  return vips_image_get_format(image.get()) == VIPS_FORMAT_UCHAR && (bands == 1 || bands == 3);
}

Result<Bytes> save(const Image& picture, const SaveOptions& options) {
  const Result<Image> told =
      options.format == ImageFormat::tiff ? with_room_for_iptc(picture) : share(picture);
  if (!told) {
    return told.error();
  }
  const Image& image = *told;
  Operation saver(saver_name(options.format));
  if (Attempt set = set_metadata(saver, image, options); !set) {
    return std::move(set).error();
  }
  if (Attempt can = check_can(saver, options); !can) {
    return std::move(can).error();
  }
  switch (options.format) {
    case ImageFormat::jpeg: set_jpeg(saver, options); break;
    case ImageFormat::png: set_png(saver, options); break;
    case ImageFormat::webp: set_webp(saver, image, options); break;
    case ImageFormat::avif: set_avif(saver, options); break;
    case ImageFormat::gif: set_gif(saver, options); break;
    case ImageFormat::tiff: set_tiff(saver, image, options); break;
  }
  std::optional<OneThread> one_thread;
  if (options.format == ImageFormat::avif) {
    one_thread.emplace();
  }
  const bool adds_own = !saver.has("keep");
  Result<Bytes> file = saver.bytes(ErrorCode::encode_failed);
  return file ? with_blocks_of(std::move(*file), image, options, adds_own) : std::move(file);
}

}  // namespace pixherd
