// SPDX-License-Identifier: Apache-2.0
#include "tiff_directory.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "tiff_types.hpp"

namespace pixherd::tiff {
namespace {

constexpr std::size_t kMostPages = 65535;
constexpr std::size_t kMostSubDirectories = 1000;
/// Thirty for each of as many pages as there may be; they are held in memory.
constexpr std::uint64_t kMostEntries = 2'000'000;

bool points_to_directories(std::uint32_t tag) {
  return tag == sub_directories || tag == exif_directory || tag == gps_directory ||
         tag == interoperability_directory;
}

/// Where the picture data of a directory stands: offsets and lengths, of strips or of tiles.
using DataTags = std::pair<Tag, Tag>;
constexpr std::array<DataTags, 2> kPictureData{
    {{strip_offsets, strip_bytes}, {tile_offsets, tile_bytes}}};
constexpr DataTags kOldJpeg{old_jpeg_offset, old_jpeg_bytes};

class Reader {
 public:
  explicit Reader(ByteView file) : file_(file) {
    out_.layout.big_endian = file.has(0, "MM");
    out_.layout.big_tiff = out_.layout.number(file, 2, 2) == 43;
  }

  Result<File> read() {
    const Layout layout = out_.layout;
    std::uint64_t at = layout.number(file_, layout.big_tiff ? 8 : 4, layout.offset_bytes());
    while (at != 0) {
      std::optional<Directory> page = directory_at(at);
      if (!page || out_.pages.size() == kMostPages || !note_picture(*page)) {
        return Error{ErrorCode::damaged, "the TIFF is cut short, or its directories are damaged"};
      }
      at = page->next;
      out_.pages.push_back(std::move(*page));
    }
    follow_pointers();
    return std::move(out_);
  }

 private:
  /// nullopt where it, or a value of it, is not all there, or has been read before.
  std::optional<Directory> directory_at(std::uint64_t at) {
    const Layout layout = out_.layout;
    const std::uint64_t count = layout.number(file_, at, layout.count_bytes());
    const std::uint64_t first = at + layout.count_bytes();
    const std::uint64_t length = count * layout.entry_bytes();
    if (count > file_.size() / layout.entry_bytes() ||
        !file_.holds(first, length + layout.offset_bytes()) || !seen_.insert(at).second ||
        (entries_ += count) > std::min(kMostEntries, file_.size() / layout.entry_bytes())) {
      return std::nullopt;
    }
    Directory directory{at, layout.number(file_, first + length, layout.offset_bytes()), {}};
    directory.entries.reserve(count);
    for (std::uint64_t i = 0; i < count; ++i) {
      const std::optional<Entry> entry = entry_at(first + i * layout.entry_bytes());
      if (!entry) {
        return std::nullopt;
      }
      directory.entries.push_back(*entry);
    }
    std::stable_sort(directory.entries.begin(), directory.entries.end(),
                     [](const Entry& a, const Entry& b) { return a.tag < b.tag; });
    note_end(first, length + layout.offset_bytes());
    return directory;
  }

  std::optional<Entry> entry_at(std::uint64_t at) {
    const Layout layout = out_.layout;
    Entry entry{.tag = static_cast<std::uint32_t>(layout.number(file_, at, 2)),
                .type = layout.number(file_, at + 2, 2),
                .count = layout.number(file_, at + 4, layout.offset_bytes()),
                .at = at + 4 + layout.offset_bytes(),
                .file = file_,
                .layout = layout};
    entry.width = value_width(entry.type);
    entry.count = entry.width == 0 ? 0 : entry.count;
    if (entry.width != 0 && entry.count > layout.offset_bytes() / entry.width) {
      entry.at = layout.number(file_, entry.at, layout.offset_bytes());
    }
    if (entry.width != 0 &&
        (entry.count > file_.size() || !file_.holds(entry.at, entry.count * entry.width))) {
      return std::nullopt;
    }
    note_end(entry.at, entry.count * entry.width);
    if (points_to_directories(entry.tag)) {
      pointers_.push_back(entry);
    }
    return entry;
  }

  /// False where a page has no picture data, or not all of it.
  bool note_picture(const Directory& page) {
    bool any = false;
    for (const auto& [offsets, lengths] : kPictureData) {
      any |= page.find(offsets) != nullptr;
      if (page.find(offsets) != nullptr && !note_data(page, {offsets, lengths})) {
        return false;
      }
    }
    note_data(page, kOldJpeg);
    return any;
  }

  bool note_data(const Directory& directory, const DataTags& tags) {
    const Entry* offsets = directory.find(tags.first);
    const Entry* lengths = directory.find(tags.second);
    if (offsets == nullptr || lengths == nullptr || offsets->count == 0 ||
        offsets->count > lengths->count || (pieces_ += offsets->count) > file_.size()) {
      return false;
    }
    for (std::uint64_t i = 0; i < offsets->count; ++i) {
      if (!file_.holds((*offsets)[i], (*lengths)[i])) {
        return false;
      }
      note_end((*offsets)[i], (*lengths)[i]);
    }
    return true;
  }

  /// Directories below the pages: how far they reach matters, and which are pictures.
  void follow_pointers() {
    for (std::size_t done = 0; done < pointers_.size(); ++done) {
      const Entry pointer = pointers_[done];
      for (std::uint64_t i = 0; i < pointer.count && seen_.size() < kMostPages; ++i) {
        if (pointers_.size() > kMostSubDirectories) {
          return;
        }
        std::optional<Directory> directory = directory_at(pointer[i]);
        if (!directory) {
          continue;
        }
        for (const DataTags& tags : {kPictureData[0], kPictureData[1], kOldJpeg}) {
          note_data(*directory, tags);
        }
        if (pointer.tag == sub_directories) {
          out_.below.push_back(std::move(*directory));
        }
      }
    }
  }

  void note_end(std::uint64_t at, std::uint64_t length) {
    out_.end = std::max(out_.end, std::min(at + length, file_.size()));
  }

  ByteView file_;
  File out_;
  std::set<std::uint64_t> seen_;
  std::vector<Entry> pointers_;
  std::uint64_t entries_ = 0;
  std::uint64_t pieces_ = 0;
};

}  // namespace

const Entry* Directory::find(std::uint32_t tag) const {
  const auto found =
      std::lower_bound(entries.begin(), entries.end(), tag,
                       [](const Entry& entry, std::uint32_t wanted) { return entry.tag < wanted; });
  return found == entries.end() || found->tag != tag ? nullptr : &*found;
}

std::uint64_t Directory::value(std::uint32_t tag, std::uint64_t otherwise) const {
  const Entry* entry = find(tag);
  return entry != nullptr && entry->count > 0 ? (*entry)[0] : otherwise;
}

Result<File> read(ByteView file) { return Reader(file).read(); }

}  // namespace pixherd::tiff
