// SPDX-License-Identifier: Apache-2.0
#include "scan_pieces.hpp"

#include <algorithm>
#include <utility>

#include "pixherd/base/bytes.hpp"

namespace pixherd {
namespace {

constexpr std::byte kMarker{0xFF};
constexpr std::byte kStartOfScan{0xDA};
constexpr std::byte kHuffmanTables{0xC4};
constexpr std::byte kEndOfImage{0xD9};
constexpr std::size_t kStartOfImage = 2;  ///< bytes

/// Where the segment ends whose marker stands at `at`; the end of the bytes where they are cut.
std::size_t end_of_segment(std::span<const std::byte> jpeg, std::size_t at) {
  if (at + 4 > jpeg.size()) {
    return jpeg.size();
  }
  const std::size_t length =
      std::to_integer<std::size_t>(jpeg[at + 2]) << 8U | std::to_integer<std::size_t>(jpeg[at + 3]);
  return std::min(at + 2 + length, jpeg.size());
}

/// Where coded data ends that begins at `at`: no 0xFF in it is followed by anything but 0.
std::size_t end_of_coded(std::span<const std::byte> jpeg, std::size_t at) {
  while (at + 1 < jpeg.size() && (jpeg[at] != kMarker || jpeg[at + 1] == std::byte{0})) {
    ++at;
  }
  return at;
}

struct CutJpeg {
  std::span<const std::byte> header;
  std::vector<std::span<const std::byte>> scans;
};

CutJpeg cut(std::span<const std::byte> jpeg) {
  CutJpeg parts;
  std::size_t begin = 0;
  for (std::size_t at = kStartOfImage; at + 1 < jpeg.size() && jpeg[at + 1] != kEndOfImage;) {
    const bool of_scan = jpeg[at + 1] == kHuffmanTables || jpeg[at + 1] == kStartOfScan;
    if (of_scan && parts.header.empty()) {
      parts.header = jpeg.first(at);
      begin = at;
    }
    const bool coded_follows = jpeg[at + 1] == kStartOfScan;
    at = end_of_segment(jpeg, at);
    if (coded_follows) {
      at = end_of_coded(jpeg, at);
      parts.scans.push_back(jpeg.subspan(begin, at - begin));
      begin = at;
    }
  }
  return parts;
}

bool same_scan(const jpeg_scan_info& one, const jpeg_scan_info& other) {
  return one.comps_in_scan == other.comps_in_scan &&
         std::equal(one.component_index, one.component_index + one.comps_in_scan,
                    other.component_index) &&
         one.Ss == other.Ss && one.Se == other.Se && one.Ah == other.Ah && one.Al == other.Al;
}

/// Scans of finer bits come behind those of coarser ones of all components.
int fineness(const jpeg_scan_info& scan) { return scan.Ah == 0 ? -DCTSIZE2 : -scan.Ah; }

}  // namespace

void ScanPieces::add(Bytes jpeg, const ScanScript& script) {
  jpegs_.push_back(std::move(jpeg));
  const CutJpeg parts = cut(jpegs_.back());
  if (parts.scans.size() != script.size()) {
    return;
  }
  header_ = parts.header;
  for (std::size_t i = 0; i < script.size(); ++i) {
    if (find(script[i]) == nullptr) {
      pieces_.push_back({script[i], parts.scans[i]});
    }
  }
}

const ScanPieces::Piece* ScanPieces::find(const jpeg_scan_info& scan) const {
  const auto found = std::find_if(pieces_.begin(), pieces_.end(),
                                  [&](const Piece& piece) { return same_scan(piece.scan, scan); });
  return found == pieces_.end() ? nullptr : &*found;
}

std::optional<ScanPieces::Choice> ScanPieces::choice(const ScanScript& way) const {
  Choice made;
  for (const jpeg_scan_info& scan : way) {
    const Piece* piece = find(scan);
    if (piece == nullptr) {
      return std::nullopt;
    }
    made.pieces.push_back(*piece);
    made.bytes += piece->bytes.size();
  }
  return made;
}

std::optional<ScanPieces::Choice> ScanPieces::smallest_of(
    const std::vector<ScanScript>& ways) const {
  std::optional<Choice> best;
  for (const ScanScript& way : ways) {
    std::optional<Choice> made = choice(way);
    if (made && (!best || made->bytes < best->bytes)) {
      best = std::move(made);
    }
  }
  return best;
}

std::optional<Bytes> ScanPieces::smallest(int components) const {
  std::optional<Choice> all = smallest_of(ways_of_means(components));
  for (int component = 0; all && component < components; ++component) {
    const std::optional<Choice> detail = smallest_of(ways_of_detail(component));
    if (!detail) {
      return std::nullopt;
    }
    all->pieces.insert(all->pieces.end(), detail->pieces.begin(), detail->pieces.end());
    all->bytes += detail->bytes;
  }
  if (!all) {
    return std::nullopt;
  }
  std::stable_sort(all->pieces.begin(), all->pieces.end(),
                   [](const Piece& one, const Piece& other) {
                     return fineness(one.scan) < fineness(other.scan);
                   });
  Bytes jpeg;
  jpeg.reserve(header_.size() + all->bytes + 2);
  jpeg.assign(header_.begin(), header_.end());
  for (const Piece& piece : all->pieces) {
    jpeg.insert(jpeg.end(), piece.bytes.begin(), piece.bytes.end());
  }
  jpeg.insert(jpeg.end(), {kMarker, kEndOfImage});
  return jpeg;
}

}  // namespace pixherd
