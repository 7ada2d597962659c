// SPDX-License-Identifier: Apache-2.0
#include "lossless_strip.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "load.hpp"
#include "lossless.hpp"
#include "pixels_in.hpp"
#include "pixherd/format/companion_strip.hpp"
#include "pixherd/format/container_metadata.hpp"
#include "pixherd/format/jpeg_companions.hpp"
#include "pixherd/format/srgb_profile.hpp"
#include "pixherd/image/losses.hpp"
#include "pixherd/image/memory_need.hpp"
#include "pixherd/image/pixels.hpp"

namespace pixherd {
namespace {

constexpr const char* kProfileStays =
    "the colour profile is kept: without it the colours would change";

bool stands_before_others(const SourceFacts& facts) {
  return facts.jpeg.multi_picture || facts.gain_map || facts.avif.image_sequence ||
         facts.trailing_bytes != 0;
}

/// Pages that are unlike are looked at one by one, each from the first on.
constexpr std::uint32_t kMostPages = 1000;

/// False where the page has a profile that says something else than what holds without one.
bool profile_of_page_may_go(const Source& source, int page) {
  const Result<Image> header = load(source.bytes, source.facts.format, {.page = page});
  const void* data = nullptr;
  std::size_t length = 0;
  if (!header || vips_image_get_typeof(header->get(), VIPS_META_ICC_NAME) == 0 ||
      vips_image_get_blob(header->get(), VIPS_META_ICC_NAME, &data, &length) != 0) {
    return header.ok();
  }
  return is_srgb_profile({static_cast<const std::byte*>(data), length});
}

bool profile_may_go(const Source& source) {
  const std::uint32_t pages = source.facts.tiff.unlike_pages ? source.facts.frames : 1;
  bool may_go = pages <= kMostPages;
  for (std::uint32_t page = 0; may_go && page < pages; ++page) {
    may_go = profile_of_page_may_go(source, static_cast<int>(page));
  }
  return may_go;
}

Error unlike_picture() {
  return {ErrorCode::verify_failed, "the file without its metadata is not the same picture"};
}

/// Files of these formats are rewritten in more than whole parts.
bool is_rewritten(ImageFormat format) {
  return format == ImageFormat::tiff || format == ImageFormat::avif;
}

Result<Pixels> pixels_of_page(const Bytes& bytes, ImageFormat format, int page) {
  const Result<Image> image = load(bytes, format, {.page = page});
  return image ? pixels_in(*image) : image.error();
}

/// Pages that are unlike cannot be decoded in one go.
Attempt check_each_page(const Source& source, const Source& made) {
  if (source.facts.frames > kMostPages) {
    return Error{ErrorCode::unsupported_format, "it has too many pages that are unlike"};
  }
  for (int page = 0; page < static_cast<int>(source.facts.frames); ++page) {
    const Result<Pixels> pixels = pixels_of_page(source.bytes, source.facts.format, page);
    const Result<Pixels> again = pixels_of_page(made.bytes, source.facts.format, page);
    if (!pixels) {
      return pixels.error();
    }
    if (!again || !same_picture(*pixels, *again)) {
      return unlike_picture();
    }
  }
  return success();
}

/// Nothing but metadata has changed: the same structure, and where the file is rewritten the same
/// pixels, all of which have been decoded then.
Attempt check_filtered(const Source& source, const Source& made) {
  const SourceFacts& before = source.facts;
  const SourceFacts& after = made.facts;
  if (source.bytes == made.bytes) {
    return success();
  }
  const bool same = before.size == after.size && before.frames == after.frames &&
                    before.orientation == after.orientation && before.alpha == after.alpha &&
                    before.bits == after.bits && before.jpeg.scans == after.jpeg.scans;
  if (!same) {
    return unlike_picture();
  }
  if (!is_rewritten(before.format)) {
    return success();
  }
  if (before.tiff.unlike_pages) {
    return check_each_page(source, made);
  }
  const Result<Pixels> pixels = decode_pixels(source.bytes, before.format);
  if (!pixels) {
    return pixels.error();
  }
  const Result<Pixels> again = decode_pixels(made.bytes, before.format);
  return again && same_picture(*pixels, *again) ? success() : Attempt(unlike_picture());
}

/// The profile stays where colours would change without it, which is noted.
MetadataSet with_needed_profile(MetadataSet kept, const Source& source,
                                std::vector<std::string>& notes) {
  if (!kept.contains(MetadataKind::icc) && !profile_may_go(source)) {
    kept.insert(MetadataKind::icc);
    notes.emplace_back(kProfileStays);
  }
  return kept;
}

/// The filtered file, checked, as if it were a source.
Result<Source> source_of(Result<Filtered> filtered, const Source& source,
                         std::vector<std::string>& notes) {
  if (!filtered) {
    return std::move(filtered).error();
  }
  Result<SourceFacts> facts = read_source_facts(filtered->bytes, source.facts.format);
  if (!facts) {
    return Error{ErrorCode::verify_failed, facts.error().message};
  }
  Source made{std::move(filtered->bytes), std::move(*facts)};
  if (Attempt same = check_filtered(source, made); !same) {
    return std::move(same).error();
  }
  std::move(filtered->notes.begin(), filtered->notes.end(), std::back_inserter(notes));
  return made;
}

/// The file alone: what stands behind it is allowed to go.
Result<Source> source_without(const Source& source, MetadataSet kept,
                              std::vector<std::string>& notes) {
  kept = with_needed_profile(kept, source, notes);
  const bool parted = source.facts.jpeg.multi_picture || source.facts.gain_map;
  return source_of(with_kept_metadata(parted ? without_companion_marks(source.bytes) : source.bytes,
                                      source.facts.format, kept, source.facts.orientation),
                   source, notes);
}

/// The file with all that stands behind it.
Result<Source> whole_source_without(const Source& source, MetadataSet kept,
                                    std::vector<std::string>& notes) {
  if (!stands_before_others(source.facts)) {
    return source_without(source, kept, notes);
  }
  kept = with_needed_profile(kept, source, notes);
  Result<Source> made = source_of(
      filter_beside_companions(source.bytes, kept, source.facts.orientation), source, notes);
  if (made) {
    if (Attempt same = check_companions(source.bytes, made->bytes); !same) {
      return std::move(same).error();
    }
  }
  return made;
}

/// Nothing is there that could have to go. A profile alone is no reason to refuse a file.
bool has_nothing_to_drop(const SourceFacts& facts) {
  return !facts.metadata.any && !facts.metadata.uncarried;
}

/// Every pixel of a file that has been filtered, and checked, can be decoded.
Attempt check_decodes(const Source& filtered, const TaskSettings& settings) {
  if (filtered.facts.format == ImageFormat::jpeg) {
    return check_jpeg(filtered.bytes, scrutiny_for(settings));
  }
  return is_rewritten(filtered.facts.format)
             ? success()
             : decode_in_full(filtered.bytes, filtered.facts.format);
}

/// The file as it is now, once every pixel of it has been decoded.
Result<Made> made_of_file(Source source, const TaskSettings& settings) {
  const Attempt whole = check_decodes(source, settings);
  if (!whole) {
    return whole.error();
  }
  Made made;
  made.only_if_smaller = false;
  made.format = source.facts.format;
  made.lane = made.format == ImageFormat::jpeg ? Lane::coefficients : Lane::libvips;
  made.size = upright(source.facts.size, source.facts.orientation);
  made.bytes = std::move(source.bytes);
  return made;
}

/// What is left of a file made smaller without loss, or as it is where `must_save` says that it is
/// to be saved whatever its size.
Result<Attempted> smallest_of(Source less, const TaskSettings& settings, bool must_save,
                              const std::vector<std::string>& notes) {
  Result<Attempted> attempted = optimise_losslessly(less, settings);
  if (!attempted) {
    return attempted;
  }
  Made* made = std::get_if<Made>(&*attempted);
  if (must_save && (made == nullptr || made->bytes.size() > less.bytes.size())) {
    Result<Made> file = made_of_file(std::move(less), settings);
    if (!file) {
      return std::move(file).error();
    }
    attempted = Attempted(std::move(*file));
    made = std::get_if<Made>(&*attempted);
  }
  if (made != nullptr) {
    made->only_if_smaller = !must_save;
    made->notes.insert(made->notes.end(), notes.begin(), notes.end());
  }
  return attempted;
}

/// With what has gone from the file the reason may have gone to leave the rest as it is.
bool may_be_written_again(const Source& less, const TaskSettings& settings) {
  const std::vector<Loss> lost = losses(less.facts, settings);
  return settings.lossless && std::none_of(lost.begin(), lost.end(), [&](const Loss& loss) {
           return forbids_work(loss, less.facts, settings);
         });
}

}  // namespace

Result<Attempted> optimise_with_less_metadata(const Source& source, const TaskSettings& settings) {
  std::vector<std::string> notes;
  Result<Source> less = source_without(source, settings.metadata, notes);
  if (!less && less.error().code == ErrorCode::unsupported_format &&
      has_nothing_to_drop(source.facts)) {
    return optimise_losslessly(source, settings);
  }
  if (!less) {
    return std::move(less).error();
  }
  const bool dropped = less->bytes != source.bytes;
  return smallest_of(std::move(*less), settings, dropped, notes);
}

bool may_drop_metadata_alone(const Source& source, const TaskSettings& settings) {
  const bool able = source.facts.format == ImageFormat::jpeg || !stands_before_others(source.facts);
  return !settings.metadata.holds_all() && able &&
         settings.output_format(source.facts.format) == source.facts.format;
}

Result<Attempted> drop_metadata_alone(const Source& source, const TaskSettings& settings,
                                      Reason otherwise) {
  std::vector<std::string> notes;
  Result<Source> less = whole_source_without(source, settings.metadata, notes);
  const bool impossible = !less && less.error().code == ErrorCode::unsupported_format;
  if ((impossible && has_nothing_to_drop(source.facts)) || (less && less->bytes == source.bytes)) {
    return Attempted(std::move(otherwise));
  }
  if (impossible && (stands_before_others(source.facts) || source.facts.tiff.unlike_pages)) {
    otherwise.message += kMetadataStays + (": " + less.error().message);
    return Attempted(std::move(otherwise));
  }
  if (!less) {
    return std::move(less).error();
  }
  if (may_be_written_again(*less, settings)) {
    return smallest_of(std::move(*less), settings, true, notes);
  }
  Result<Made> made = made_of_file(std::move(*less), settings);
  if (!made) {
    return std::move(made).error();
  }
  made->notes = std::move(notes);
  return Attempted(std::move(*made));
}

std::optional<Bytes> copy_with_less_metadata(const Source& source, MetadataSet kept,
                                             std::vector<std::string>& notes) {
  if (source.facts.format != ImageFormat::jpeg && stands_before_others(source.facts)) {
    return std::nullopt;
  }
  std::vector<std::string> told;
  Result<Source> less = whole_source_without(source, kept, told);
  if (!less) {
    return std::nullopt;  // what was told of the attempt holds for none
  }
  std::move(told.begin(), told.end(), std::back_inserter(notes));
  return std::move(less->bytes);
}

}  // namespace pixherd
