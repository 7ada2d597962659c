// SPDX-License-Identifier: Apache-2.0
#include "pixherd/format/tiff_layout.hpp"

#include <algorithm>

#include "tiff_directory.hpp"
#include "tiff_kind.hpp"

namespace pixherd::tiff {
namespace {

constexpr std::size_t kMarkBytes = 2;      // of the start, and of the end, of a JPEG
constexpr std::size_t kMostTables = 8192;  // all that a JPEG can have at a time takes half of that

/// What comes between start and end of a JPEG that holds tables alone.
ByteView tables_of(const Directory& page) {
  const Entry* entry = page.find(jpeg_tables);
  const ByteView whole = entry != nullptr ? entry->bytes() : ByteView();
  return whole.size() > 2 * kMarkBytes ? whole.part(kMarkBytes, whole.size() - 2 * kMarkBytes)
                                       : ByteView();
}

Bytes whole_jpeg(ByteView tables, ByteView tile) {
  Bytes jpeg;
  append(jpeg, tile.part(0, kMarkBytes));
  append(jpeg, tables);
  append(jpeg, tile.from(kMarkBytes));
  return jpeg;
}

}  // namespace

bool may_have_tiles(std::span<const std::byte> tiff) {
  const Result<File> file = read(ByteView(tiff));
  return !file || std::any_of(file->pages.begin(), file->pages.end(), [](const Directory& page) {
    return page.find(tile_width) != nullptr;
  });
}

Attempt for_each_jpeg_tile(std::span<const std::byte> tiff,
                           const std::function<Attempt(const Bytes&)>& check) {
  const ByteView bytes(tiff);
  const Result<File> file = read(bytes);
  if (!file) {
    return file.error();
  }
  std::uint64_t left = bytes.size();
  for (const Directory& page : file->pages) {
    const Entry* offsets = page.find(tile_offsets);
    const Entry* lengths = page.find(tile_bytes);
    if (page.value(compression, 1) != kJpegCoding || offsets == nullptr || lengths == nullptr) {
      continue;
    }
    const ByteView tables = tables_of(page);
    if (tables.size() > kMostTables) {
      return Error{ErrorCode::damaged, "the JPEG tables of the TIFF are too many"};
    }
    for (std::uint64_t i = 0; i < offsets->count; ++i) {
      const ByteView tile = bytes.part((*offsets)[i], (*lengths)[i]);
      if (tile.size() > left) {
        return Error{ErrorCode::damaged, "the tiles of the TIFF lie over one another"};
      }
      left -= tile.size();
      Attempt checked = tile.size() != 0 ? check(whole_jpeg(tables, tile)) : success();
      if (!checked) {
        return checked;
      }
    }
  }
  return success();
}

}  // namespace pixherd::tiff
