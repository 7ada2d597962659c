// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "pixherd/base/bytes.hpp"
#include "pixherd/domain/metadata_set.hpp"
#include "pixherd/format/byte_view.hpp"

namespace pixherd::exif {

/// The tags that are looked at. Their numbers are the file format's own.
enum Tag : std::uint32_t {
  kImageWidth = 0x0100,
  kImageLength = 0x0101,
  kOrientation = 0x0112,
  kTime = 0x0132,
  kArtist = 0x013B,
  kSubDirectories = 0x014A,
  kThumbnailOffset = 0x0201,
  kThumbnailLength = 0x0202,
  kXmp = 0x02BC,
  kCopyright = 0x8298,
  kIptc = 0x83BB,
  kPhotoshop = 0x8649,
  kExifDirectory = 0x8769,
  kGpsDirectory = 0x8825,
  kMakerNote = 0x927C,
  kTitle = 0x9C9B,   ///< Windows' own
  kAuthor = 0x9C9D,  ///< Windows' own
  kPixelWidth = 0xA002,
  kPixelHeight = 0xA003,
  kInteroperability = 0xA005,
  kCameraOwner = 0xA430,
};

constexpr std::array<std::uint32_t, 3> kCopyrightTags{kArtist, kCopyright, kAuthor};

bool is_copyright(std::uint32_t tag);

constexpr std::size_t kMostDirectories = 1000;

struct Entry {
  std::uint32_t tag = 0;
  std::uint32_t type = 0;
  std::uint32_t count = 0;
  std::uint64_t at = 0;      ///< where the entry stands
  std::uint64_t data = 0;    ///< where its values stand
  std::uint64_t length = 0;  ///< of its values, in bytes; 0 where the type is unknown
  std::uint64_t offset = 0;  ///< what it holds, taken for an offset
  [[nodiscard]] bool outside() const { return data != at + 8; }
};

/// A classic TIFF structure in somebody else's bytes, which must outlive it. Defined on any bytes;
/// all that is asked of it together takes time linear in their number, and what would take more
/// makes it unreadable.
class BlockView {
 public:
  explicit BlockView(ByteView bytes);

  [[nodiscard]] bool readable() const { return readable_; }
  /// Readable, and the header and all of the first directory are there.
  [[nodiscard]] bool stands() const;
  [[nodiscard]] ByteView view() const { return bytes_; }
  [[nodiscard]] bool big_endian() const { return big_endian_; }
  [[nodiscard]] std::uint64_t number(std::uint64_t at, unsigned count) const;

  /// The directories that follow one another from the header on; no more than kMostDirectories.
  std::vector<std::uint64_t> chain();
  /// These, and the pictures' below them (SubIFDs); none where there are more than anybody writes.
  std::vector<std::uint64_t> all_directories();
  [[nodiscard]] bool whole(std::uint64_t directory) const;
  /// Nothing where the directory is not all there.
  std::vector<Entry> entries(std::uint64_t directory);
  std::optional<Entry> find(std::uint64_t directory, std::uint32_t tag);
  /// The directory that an entry of `directory` points to.
  std::optional<std::uint64_t> below(std::uint64_t directory, std::uint32_t tag);

 protected:
  bool spend(std::uint64_t& budget, std::uint64_t amount);
  void give_up() { readable_ = false; }
  void look_at(ByteView bytes) { bytes_ = bytes; }

 private:
  ByteView bytes_;
  std::uint64_t entries_left_ = 0;
  bool big_endian_ = false;
  bool readable_ = false;
};

/// Before its BlockView, which looks at them.
struct OwnBytes {
  Bytes bytes;
};

/// A copy of such a structure that is edited in place: what goes becomes zeros, and nothing moves
/// but the entries of the directory at hand. Its time is linear as well.
class Block : private OwnBytes, public BlockView {
 public:
  explicit Block(std::span<const std::byte> original);
  Block(const Block&) = delete;
  Block& operator=(const Block&) = delete;

  /// Overwrites the value of an entry that has one whole number; false where it has not.
  bool set_number(const Entry& entry, std::uint64_t value);
  /// Overwrites an entry's values, and fills up with `padding`; false where they do not fit.
  bool set_bytes(const Entry& entry, std::span<const std::byte> values, std::byte padding);
  /// Takes out the entries of these tags, and returns them; what they point to stays where it is.
  std::vector<Entry> take_out(std::uint64_t directory, const std::set<std::uint32_t>& tags);
  /// Takes out the entries of these tags, with all that they point to.
  void drop(std::uint64_t directory, const std::set<std::uint32_t>& tags);
  /// Ends the chain behind `directory`, the last that is to stay.
  void end_chain(std::uint64_t directory);
  /// Clears a directory that nothing leads to any more, with the thumbnail that it points to.
  void clear_follower(std::uint64_t directory);
  /// What has become zeros at the end is cut off.
  void cut_tail();

  [[nodiscard]] Bytes take() && { return std::move(bytes); }

 private:
  void put(std::uint64_t at, std::uint64_t value, unsigned count);
  void clear(std::uint64_t at, std::uint64_t length);
  void clear_values(const Entry& entry, unsigned depth);
  void clear_directory(std::uint64_t directory, unsigned depth);

  std::vector<std::pair<std::uint64_t, std::uint64_t>> cleared_;  ///< where, and where to
  std::uint64_t bytes_left_ = 0;
};

/// XMP and IPTC among the entries of a directory: filtered within the room that they have, or taken
/// out. What was to be kept and had to go is noted.
void edit_packets(Block& block, std::uint64_t directory, MetadataSet kept,
                  std::vector<std::string>& notes);

}  // namespace pixherd::exif
