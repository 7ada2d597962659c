// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "iso_boxes.hpp"
#include "pixherd/base/bytes.hpp"
#include "pixherd/format/byte_view.hpp"

namespace pixherd::avif {

/// More pictures, or more items of metadata, than anybody writes: beyond that they are not gone
/// through one by one.
constexpr std::size_t kMostItems = 64;

/// A piece of an item: where it stands in what `method` names.
struct Extent {
  static constexpr unsigned kInFile = 0;
  static constexpr unsigned kInData = 1;  ///< in the "idat" box
  std::uint32_t item = 0;
  unsigned method = kInFile;
  std::uint64_t base = 0;
  std::uint64_t offset = 0;  ///< from `base` on
  std::uint64_t length = 0;

  // Where in the box that is told.
  std::uint64_t entry_at = 0;  ///< the item's whole entry
  std::uint64_t base_at = 0;
  std::uint64_t offset_at = 0;
  std::uint64_t length_at = 0;
  std::uint64_t end_at = 0;  ///< behind the extent, and behind the entry where it is the last
};

/// Bytes of the numbers in an item location box.
struct PlaceWidths {
  unsigned offset = 0;
  unsigned length = 0;
  unsigned base = 0;
  unsigned index = 0;
  unsigned count = 0;  ///< and of an item's number
};
PlaceWidths widths_of(ByteView iloc);

/// Calls `visit` for each extent that an item location box lists, until it returns false.
void for_each_extent(ByteView iloc, const std::function<bool(const Extent&)>& visit);

/// What an item property association box (ISO/IEC 23008-12, 9.3.2) says of one item.
struct Association {
  std::uint32_t item = 0;
  ByteView whole;
  ByteView indexes;         ///< of properties, with a bit each that says whether it is essential
  std::uint64_t count = 0;  ///< of them
  unsigned width = 1;       ///< bytes of each

  /// From 1 on; 0 is none.
  [[nodiscard]] std::uint64_t index(std::uint64_t n) const;
};
void for_each_association(ByteView ipma, const std::function<void(const Association&)>& visit);

/// What an item info says of an item.
struct Item {
  std::uint32_t number = 0;
  std::string_view type;     ///< such as "av01", "Exif" or "mime"; empty where it is not told
  std::string_view content;  ///< of "mime": the type of what it holds
  std::string_view packing;  ///< of "mime": empty where it is not packed
  ByteView whole;            ///< the item info, with its header

  [[nodiscard]] bool is_exif() const { return type == "Exif"; }
  [[nodiscard]] bool is_xmp() const { return content == "application/rdf+xml"; }
};

/// The boxes within "meta", "meta" itself among them, that say what items there are, and where.
struct Items {
  std::uint32_t main = 0;
  std::vector<Item> list;
  IsoBox meta;
  IsoBox infos;
  IsoBox places;
  IsoBox data;
  IsoBox references;
  IsoBox properties;
};
/// Of any bytes; what is not there is empty.
Items read_items(ByteView file);

/// The properties of an item, in the order in which they hold.
std::vector<IsoBox> properties_of(const Items& items, std::uint32_t item);

/// True where one item refers to another in this way.
bool has_reference(const Items& items, std::string_view type);

/// The bytes of an item; empty where a part of it is not where it should be.
Bytes bytes_of(const Items& items, std::uint32_t item, ByteView file);

}  // namespace pixherd::avif
