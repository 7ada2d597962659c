// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "exif_block.hpp"
#include "exif_details.hpp"
#include "metadata_ways.hpp"
#include "pixherd/format/exif.hpp"
#include "tiff_directory.hpp"
#include "tiff_tags.hpp"

namespace pixherd {
namespace {

/// Of tags that go or stay as a whole.
std::optional<MetadataKind> kind_of(tiff::TagUse use) {
  switch (use) {
    case tiff::TagUse::profile: return MetadataKind::icc;
    case tiff::TagUse::description: return MetadataKind::exif;
    case tiff::TagUse::copyright: return MetadataKind::copyright;
    case tiff::TagUse::place: return MetadataKind::gps;
    case tiff::TagUse::text:
    case tiff::TagUse::unknown: return MetadataKind::other;
    case tiff::TagUse::coding:
    case tiff::TagUse::picture:
    case tiff::TagUse::packet: break;
  }
  return std::nullopt;
}

Error left_alone(std::string why) { return {ErrorCode::unsupported_format, std::move(why)}; }

Error overlapping() { return left_alone("its tags overlap: none can be taken out"); }

/// Finds the tags that must go. One that nobody knows may lead anywhere: it is never taken out, and
/// where it might have to be, the file is left alone.
class TagFilter {
 public:
  TagFilter(exif::Block& file, MetadataSet kept, std::vector<std::string>& notes)
      : file_(file), kept_(kept), notes_(notes), room_(file.view().size()) {}

  Result<std::set<std::uint32_t>> unwanted_in(std::uint64_t directory) {
    std::set<std::uint32_t> unwanted;
    for (const exif::Entry& entry : file_.entries(directory)) {
      const Result<bool> goes = must_go(entry);
      if (!goes) {
        return goes.error();
      }
      if (*goes) {
        unwanted.insert(entry.tag);
      }
    }
    return unwanted;
  }

 private:
  Result<bool> must_go(const exif::Entry& entry) {
    const bool known = tiff::use_of(entry.tag) != tiff::TagUse::unknown;
    const std::optional<MetadataKind> kind = kind_of(tiff::use_of(entry.tag));
    if (kind && !kept_.contains(*kind)) {
      return known ? Result<bool>(true)
                   : left_alone(fmt::format("it is not known what {} tells",
                                            tiff::tag_in_words(entry.tag)));
    }
    if (kind != MetadataKind::other) {
      return false;
    }
    Result<bool> tells = may_tell_more_in(entry);
    if (!tells || !*tells) {
      return tells;
    }
    const std::string what =
        fmt::format("{} may tell more than was to be kept", tiff::tag_in_words(entry.tag));
    if (!known) {
      return left_alone(what + ", and cannot be taken out: it is not known what it leads to");
    }
    metadata::note_dropped(notes_, what);
    return true;
  }

  Result<bool> may_tell_more_in(const exif::Entry& entry) {
    const ByteView values = file_.view().part(entry.data, entry.length);
    if (values.size() > room_) {
      return overlapping();
    }
    room_ -= values.size();
    return may_tell_more(values.text(), kept_);
  }

  exif::Block& file_;
  MetadataSet kept_;
  std::vector<std::string>& notes_;
  std::uint64_t room_;  ///< values may overlap: no more is looked at than there are bytes
};

}  // namespace

namespace metadata {

Result<Filtered> filter_tiff(std::span<const std::byte> bytes, MetadataSet kept) {
  exif::Block file(bytes);
  const std::vector<std::uint64_t> directories = file.all_directories();
  if (!file.readable() || directories.empty()) {
    return left_alone("its metadata cannot be taken out of a TIFF of this kind");
  }
  std::vector<std::string> notes;
  TagFilter tags(file, kept, notes);
  for (const std::uint64_t directory : directories) {
    const Result<std::set<std::uint32_t>> unwanted = tags.unwanted_in(directory);
    if (!unwanted) {
      return unwanted.error();
    }
    exif::drop_unwanted_details(file, directory, kept);
    file.drop(directory, *unwanted);
    exif::edit_packets(file, directory, kept, notes);
  }
  if (!file.readable()) {
    return overlapping();
  }
  return Filtered{std::move(file).take(), std::move(notes)};
}

}  // namespace metadata
}  // namespace pixherd
