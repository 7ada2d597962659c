// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <optional>

#include "exif_block.hpp"
#include "pixherd/format/iptc.hpp"

namespace pixherd {
namespace {

constexpr std::uint8_t kRecordMark = 0x1C;
constexpr std::size_t kNumber = 4;

bool is_turned(ByteView records) {
  return records.u8(0) != kRecordMark && records.u8(kNumber - 1) == kRecordMark;
}

}  // namespace

Bytes iptc_of_tiff(std::span<const std::byte> tiff) {
  exif::BlockView file{ByteView(tiff)};
  const std::optional<exif::Entry> entry =
      file.stands() ? file.find(file.number(kNumber, kNumber), exif::kIptc) : std::nullopt;
  if (!entry) {
    return {};
  }
  const ByteView records = file.view().part(entry->data, entry->length);
  Bytes made(records.bytes().begin(), records.bytes().end());
  if (is_turned(records)) {
    for (auto at = made.begin(); made.end() - at >= std::ptrdiff_t{kNumber}; at += kNumber) {
      std::reverse(at, at + kNumber);
    }
  }
  return made;
}

}  // namespace pixherd
