// SPDX-License-Identifier: Apache-2.0
#include "pixherd/format/tiff_exif.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <limits>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "exif_writer.hpp"
#include "pixherd/base/bytes.hpp"
#include "tiff_directory.hpp"
#include "tiff_types.hpp"

namespace pixherd::tiff {
namespace {

using exif::BlockView;
using exif::NewDirectory;
using exif::NewEntry;
using exif::Writer;

constexpr std::uint64_t kEntryBytes = 12;
constexpr std::uint32_t kTimeBytes = 20;  // "2026:01:31 12:00:00", and its end

bool stays(std::uint32_t tag) { return tag != exif::kMakerNote && tag != exif::kInteroperability; }

bool any(std::uint32_t /*tag*/) { return true; }

/// Readers of TIFF complain of texts without an end, and of anything behind it: cameras leave what
/// was there before. A copyright has a second part, the editor's.
void make_one_text(NewEntry& entry) {
  if (entry.type != kAscii) {
    return;
  }
  constexpr std::byte kEnd{0};
  Bytes& text = entry.values;
  if (entry.tag == exif::kCopyright) {
    while (!text.empty() && text.back() == kEnd) {
      text.pop_back();
    }
    std::replace(text.begin(), text.end(), kEnd, std::byte{';'});
  } else {
    text.erase(std::find(text.begin(), text.end(), kEnd), text.end());
  }
  text.push_back(kEnd);
  entry.count = static_cast<std::uint32_t>(text.size());
}

/// They complain of texts that are none, too, and of a time of another length.
bool is_taken_over(const NewEntry& entry) {
  const bool windows = entry.tag == exif::kTitle || entry.tag == exif::kAuthor;
  const bool text = entry.type == kAscii && (entry.tag != exif::kTime || entry.count == kTimeBytes);
  return exif::describes_picture(entry.tag) && (windows || text);
}

/// One that make_one_text() has made of nothing.
bool is_empty_text(const NewEntry& entry) { return entry.type == kAscii && entry.count == 1; }

/// What a first directory tells of how a picture is stored, which is another one's now.
bool is_of_storage(std::uint32_t tag) {
  constexpr std::array<std::uint32_t, 14> kOfStorage{
      image_width,     image_length, bits_per_sample, compression,  photometric,
      orientation,     x_resolution, y_resolution,    planar,       samples_per_pixel,
      resolution_unit, 531,          exif_directory,  gps_directory};
  return std::find(kOfStorage.begin(), kOfStorage.end(), tag) != kOfStorage.end();
}

/// Copies what a block tells behind a file, and remembers what leads to it.
class Transfer {
 public:
  Transfer(BlockView& block, Writer& file, bool big_endian)
      : block_(block), file_(file), turns_(block.big_endian() != big_endian) {}

  /// The entries for the file's first directory; what they lead to has been written.
  NewDirectory first() {
    const std::uint64_t at = block_.number(4, 4);
    NewDirectory first = taken(at, exif::describes_picture);
    std::erase_if(first, [](const NewEntry& entry) { return !is_taken_over(entry); });
    if (const auto details = block_.below(at, exif::kExifDirectory)) {
      lead_to(taken(*details, stays), exif::kExifDirectory, first);
    }
    if (const auto place = block_.below(at, exif::kGpsDirectory)) {
      lead_to(taken(*place, any), exif::kGpsDirectory, first);
    }
    return first;
  }

 private:
  NewDirectory taken(std::uint64_t directory, bool (*wanted)(std::uint32_t)) {
    NewDirectory entries = copied(block_, directory, wanted);
    for (NewEntry& entry : entries) {
      const std::size_t width = turns_ ? number_width(entry.type) : 1;
      for (std::size_t at = 0; at + width <= entry.values.size(); at += width) {
        const auto begin = entry.values.begin() + static_cast<std::ptrdiff_t>(at);
        std::reverse(begin, begin + static_cast<std::ptrdiff_t>(width));
      }
      make_one_text(entry);
    }
    return entries;
  }

  void lead_to(const NewDirectory& entries, std::uint32_t tag, NewDirectory& from) {
    if (entries.empty()) {
      return;
    }
    from.push_back({tag, exif::kLong, 1, file_.numbered(file_.out.size(), 4)});
    file_.put(entries);
  }

  BlockView& block_;
  Writer& file_;
  bool turns_;
};

/// As they stand: where they do not fit into an entry, the offset of their values is kept.
NewDirectory entries_of(const Bytes& file, const Layout& layout, const Directory& page) {
  NewDirectory entries;
  const ByteView view(file);
  for (std::uint64_t i = 0; i < page.entries.size(); ++i) {
    const std::uint64_t at = page.at + layout.count_bytes() + i * kEntryBytes;
    const auto number = [&](std::uint64_t from, unsigned count) {
      return static_cast<std::uint32_t>(layout.number(view, at + from, count));
    };
    const auto values = view.part(at + 8, 4).bytes();
    entries.push_back({number(0, 2), number(2, 2), number(4, 4), {values.begin(), values.end()}});
  }
  return entries;
}

std::set<std::uint32_t> tags_of(const NewDirectory& entries) {
  std::set<std::uint32_t> tags;
  for (const NewEntry& entry : entries) {
    tags.insert(entry.tag);
  }
  return tags;
}

bool has_maker_note(std::span<const std::byte> bytes) {
  BlockView block{ByteView(bytes)};
  const auto details =
      block.stands() ? block.below(block.number(4, 4), exif::kExifDirectory) : std::nullopt;
  return details && block.find(*details, exif::kMakerNote);
}

}  // namespace

Bytes with_exif(Bytes made, std::span<const std::byte> bytes) {
  BlockView block{ByteView(bytes)};
  const Result<File> file = read(ByteView(made));
  if (!block.stands() || !file || file->pages.empty() || file->layout.big_tiff) {
    return made;
  }
  NewDirectory all = entries_of(made, file->layout, file->pages.front());
  const std::uint64_t next = file->pages.front().next;
  const bool big_endian = file->layout.big_endian;
  const auto is_there = [&, tags = tags_of(all)](const NewEntry& entry) {
    return tags.contains(entry.tag);
  };
  // From here on what was read leads nowhere.
  const std::size_t size = made.size();
  Writer writer(big_endian);
  writer.out = std::move(made);
  writer.put(0, static_cast<unsigned>(size % 2));
  NewDirectory told = Transfer(block, writer, big_endian).first();
  std::erase_if(told, is_there);
  if (told.empty()) {
    writer.out.resize(size);
    return std::move(writer.out);
  }
  all.insert(all.end(), std::make_move_iterator(told.begin()), std::make_move_iterator(told.end()));
  std::stable_sort(all.begin(), all.end(),
                   [](const NewEntry& a, const NewEntry& b) { return a.tag < b.tag; });
  const std::uint64_t first = writer.out.size();
  writer.put(all);
  if (writer.out.size() > std::numeric_limits<std::uint32_t>::max()) {
    writer.out.resize(size);
    return std::move(writer.out);
  }
  const auto patch = [&](std::uint64_t at, std::uint64_t value) {
    const Bytes number = writer.numbered(value, 4);
    std::copy(number.begin(), number.end(), writer.out.begin() + static_cast<std::ptrdiff_t>(at));
  };
  patch(4, first);
  patch(first + 2 + all.size() * kEntryBytes, next);
  return std::move(writer.out);
}

bool holds_all_of(std::span<const std::byte> bytes) {
  BlockView block{ByteView(bytes)};
  if (!block.stands() || has_maker_note(bytes)) {
    return false;
  }
  const std::uint64_t at = block.number(4, 4);
  const std::vector<exif::Entry> all = block.entries(at);
  NewDirectory told = copied(block, at, exif::describes_picture);
  std::for_each(told.begin(), told.end(), make_one_text);
  const auto details = block.below(at, exif::kExifDirectory);
  const auto place = block.below(at, exif::kGpsDirectory);
  return std::all_of(all.begin(), all.end(),
                     [](const exif::Entry& entry) {
                       return exif::describes_picture(entry.tag) || is_of_storage(entry.tag);
                     }) &&
         std::all_of(
             told.begin(), told.end(),
             [](const NewEntry& entry) { return is_taken_over(entry) || is_empty_text(entry); }) &&
         copies_whole(block, at, exif::describes_picture) &&
         (!details || copies_whole(block, *details, stays)) &&
         (!place || copies_whole(block, *place, any));
}

}  // namespace pixherd::tiff
