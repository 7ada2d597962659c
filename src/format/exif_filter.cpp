// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "exif_block.hpp"
#include "exif_details.hpp"
#include "exif_new.hpp"
#include "metadata_ways.hpp"
#include "pixherd/base/bytes.hpp"
#include "pixherd/format/exif.hpp"
#include "pixherd/format/iptc.hpp"
#include "pixherd/format/xmp.hpp"

namespace pixherd {
namespace {

void edit_chain(exif::Block& block, const ExifEdit& edit) {
  const std::vector<std::uint64_t> chain = block.chain();
  for (std::size_t i = 1; i < chain.size(); ++i) {
    if (!edit.keeps_thumbnail || !block.whole(chain[i])) {
      block.end_chain(chain[i - 1]);
      std::for_each(chain.begin() + static_cast<std::ptrdiff_t>(i), chain.end(),
                    [&](std::uint64_t directory) { block.clear_follower(directory); });
      return;
    }
  }
}

/// Says of the picture what holds for the one that the block will stand beside. An entry that is
/// not as the format wants it goes alone: it may claim values that others stand in.
void tell_picture(exif::Block& block, std::uint64_t first, const ExifEdit& edit) {
  const auto tell = [&](std::uint64_t directory, std::uint32_t tag, std::uint32_t value) {
    const std::optional<exif::Entry> entry = block.find(directory, tag);
    if (value != 0 && entry && !block.set_number(*entry, value)) {
      block.take_out(directory, {tag});
    }
  };
  tell(first, exif::kOrientation, edit.orientation);
  tell(first, exif::kImageWidth, edit.size.width);
  tell(first, exif::kImageLength, edit.size.height);
  if (const auto below = block.below(first, exif::kExifDirectory)) {
    tell(*below, exif::kPixelWidth, edit.size.width);
    tell(*below, exif::kPixelHeight, edit.size.height);
  }
}

bool changes_anything(const ExifEdit& edit) {
  return !edit.kept.holds_all() || edit.orientation != 0 || edit.size != PixelSize{} ||
         !edit.keeps_thumbnail;
}

/// Empty where the block cannot be read.
Bytes edited_in_place(std::span<const std::byte> bytes, const ExifEdit& edit,
                      std::vector<std::string>& notes) {
  exif::Block block(bytes);
  if (!block.stands()) {
    return {};
  }
  edit_chain(block, edit);
  const std::set<std::uint32_t> unwanted = exif::unwanted_tags(edit.kept);
  const std::vector<std::uint64_t> directories = block.all_directories();
  if (directories.empty()) {
    return {};
  }
  for (const std::uint64_t directory : directories) {
    exif::drop_unwanted_details(block, directory, edit.kept);
    block.drop(directory, unwanted);
    if (!edit.kept.holds_all()) {
      exif::edit_packets(block, directory, edit.kept, notes);
    }
  }
  tell_picture(block, block.number(4, 4), edit);
  block.cut_tail();
  // What had to go may have overlapped what leads to the rest.
  return block.stands() ? std::move(block).take() : Bytes();
}

}  // namespace

namespace exif {

void edit_packets(Block& block, std::uint64_t directory, MetadataSet kept,
                  std::vector<std::string>& notes) {
  std::set<std::uint32_t> gone;
  const auto edit = [&](std::uint32_t tag, const char* title, std::byte padding,
                        const auto& filter) {
    const std::optional<Entry> entry = block.find(directory, tag);
    if (!entry) {
      return;
    }
    const auto before = block.view().part(entry->data, entry->length).bytes();
    const auto after = filter(before);
    if (!after.empty() && block.set_bytes(*entry, after, padding)) {
      return;
    }
    gone.insert(tag);
    const bool uncut = tag == kXmp && kept.contains(MetadataKind::xmp) && !before.empty();
    if (uncut || !after.empty()) {
      metadata::note_dropped(notes, fmt::format("the {} cannot be cut", title));
    }
  };
  edit(kXmp, "XMP", std::byte{' '}, [&](auto packet) { return kept_xmp(packet, kept); });
  edit(kIptc, "IPTC", std::byte{0}, [&](auto records) { return kept_iptc(records, kept); });
  edit(kPhotoshop, "Photoshop data", std::byte{0},
       [&](auto resources) { return kept_photoshop(resources, kept); });
  block.drop(directory, gone);
}

}  // namespace exif

Bytes edited_exif(std::span<const std::byte> bytes, const ExifEdit& edit) {
  std::vector<std::string> notes;
  return edited_exif(bytes, edit, notes);
}

Bytes edited_exif(std::span<const std::byte> bytes, const ExifEdit& edit,
                  std::vector<std::string>& notes) {
  if (!changes_anything(edit)) {
    return {bytes.begin(), bytes.end()};
  }
  if (edit.kept.contains(MetadataKind::exif)) {
    Bytes edited = edited_in_place(bytes, edit, notes);
    if (edited.empty() && !bytes.empty()) {
      metadata::note_dropped(notes, "the EXIF cannot be read");
    }
    if (edit.orientation > 1 && exif::orientation_in(edited) != edit.orientation) {
      return exif::with_orientation_added(edited, edit.orientation);
    }
    return edited;
  }
  return exif::new_block(bytes, edit);
}

}  // namespace pixherd
