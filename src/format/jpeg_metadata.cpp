// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "metadata_ways.hpp"
#include "pixherd/base/bytes.hpp"
#include "pixherd/format/container_metadata.hpp"
#include "pixherd/format/iptc.hpp"
#include "pixherd/format/jpeg_segments.hpp"
#include "pixherd/format/xmp.hpp"
#include "telling_segments.hpp"

namespace pixherd {
namespace {

constexpr std::uint8_t kApp1 = 0xE1;
constexpr std::uint8_t kApp13 = 0xED;
constexpr std::array<std::uint8_t, 2> kStartOfImage{0xFF, 0xD8};

/// Nothing where it is too long for one segment.
void put_segment(Bytes& out, std::uint8_t marker, JpegContent content, ByteView body) {
  const std::string_view signature = signature_of(content);
  const std::uint64_t length = 2 + signature.size() + body.size();
  if (body.size() == 0 || length > kLongestJpegBody + 2) {
    return;
  }
  out.push_back(std::byte{0xFF});
  out.push_back(std::byte{marker});
  append_big(out, length, 2);
  append(out, signature);
  append(out, body);
}

/// Photoshop's resources go on from segment to segment.
void put_photoshop(Bytes& out, ByteView resources) {
  const std::uint64_t room = kLongestJpegBody - signature_of(JpegContent::photoshop).size();
  for (std::uint64_t at = 0; at < resources.size(); at += room) {
    put_segment(out, kApp13, JpegContent::photoshop, resources.part(at, room));
  }
}

void put_blocks(Bytes& out, const MetadataBlocks& blocks) {
  put_segment(out, kApp1, JpegContent::exif, ByteView(blocks.exif));
  put_segment(out, kApp1, JpegContent::xmp, ByteView(blocks.xmp));
  put_photoshop(out, ByteView(blocks.photoshop));
  append(out, blocks.jpeg_comments);
}

ByteView without_signature(const JpegSegment& segment, JpegContent content) {
  return segment.body.from(signature_of(content).size());
}

MetadataBlocks blocks_in(const JpegSegments& segments) {
  MetadataBlocks blocks;
  for (const JpegSegment& segment : segments.list) {
    const JpegContent content = content_of(segment);
    const ByteView body = without_signature(segment, content);
    if (content == JpegContent::exif && blocks.exif.empty()) {
      append(blocks.exif, body);
    } else if (content == JpegContent::xmp && blocks.xmp.empty()) {
      append(blocks.xmp, body);
    } else if (content == JpegContent::photoshop) {
      append(blocks.photoshop, body);
    } else if (segment.marker == kJpegComment) {
      append(blocks.jpeg_comments, segment.whole);
    }
  }
  return blocks;
}

bool is_block(JpegContent content) {
  return content == JpegContent::exif || content == JpegContent::xmp ||
         content == JpegContent::photoshop;
}

/// `marker` as the standard calls it.
std::string may_tell_in(std::uint8_t marker) {
  return fmt::format(
      "what programs left in {} may tell more than was to be kept",
      marker == kJpegComment ? "COM" : fmt::format("APP{}", marker - kJpegApplication0));
}

/// Goes over the segments of one file and puts out what is to be kept.
class JpegFilter {
 public:
  JpegFilter(const JpegSegments& segments, MetadataSet kept, std::uint32_t orientation,
             XmpCompanions companions = XmpCompanions::as_all_else)
      : segments_(segments), kept_(kept), companions_(companions) {
    const MetadataBlocks before = blocks_in(segments);
    after_.exif = metadata::filtered_exif(before.exif, kept, orientation, out_.notes);
    after_.xmp = metadata::filtered_xmp(before.xmp, kept, out_.notes, companions);
    after_.photoshop = kept_photoshop(before.photoshop, kept);
  }

  void add_exif_room(std::uint64_t bytes) { after_.exif.resize(after_.exif.size() + bytes); }

  Filtered run() {
    more_xmp_ = may_keep_more_xmp(segments_, kept_) && !after_.xmp.empty();
    telling_ = telling_markers(segments_, kept_);
    append(out_.bytes, std::as_bytes(std::span(kStartOfImage)));
    for (const JpegSegment& segment : segments_.list) {
      put(segment, content_of(segment));
    }
    return std::move(out_);
  }

 private:
  void put(const JpegSegment& segment, JpegContent content) {
    if (is_block(content)) {
      place(segment, content);
    } else if (content == JpegContent::other && telling_.contains(segment.marker)) {
      if (kept_.contains(MetadataKind::other)) {
        note_dropped(may_tell_in(segment.marker));
      }
    } else if (keeps(content)) {
      append(out_.bytes, segment.whole);
    } else if (content == JpegContent::more_xmp && kept_.contains(MetadataKind::xmp)) {
      note_dropped("the part of the XMP behind its packet may tell more than was to be kept");
    }
  }

  /// Blocks stay in the order that the file has; all of Photoshop's stand where the first did.
  void place(const JpegSegment& segment, JpegContent content) {
    if (content == JpegContent::photoshop) {
      put_photoshop(out_.bytes, ByteView(after_.photoshop));
      after_.photoshop.clear();
      return;
    }
    const ByteView block = without_signature(segment, content);
    if (block.size() == 0) {
      return;
    }
    bool& is_further = content == JpegContent::exif ? has_exif_ : has_xmp_;
    const Bytes further = is_further ? filtered(block, content) : Bytes();
    const auto& first = content == JpegContent::exif ? after_.exif : after_.xmp;
    put_segment(out_.bytes, kApp1, content, ByteView(is_further ? further : first));
    is_further = true;
  }

  /// How the picture is to be turned is told by the first.
  Bytes filtered(ByteView block, JpegContent content) {
    constexpr std::uint32_t kUpright = 1;
    return content == JpegContent::exif
               ? metadata::filtered_exif(block.bytes(), kept_, kUpright, out_.notes)
               : metadata::filtered_xmp(block.bytes(), kept_, out_.notes, companions_);
  }

  [[nodiscard]] bool keeps(JpegContent content) const {
    switch (content) {
      case JpegContent::picture:
      case JpegContent::companions: return true;
      case JpegContent::profile: return kept_.contains(MetadataKind::icc);
      case JpegContent::more_xmp: return more_xmp_;
      default: return kept_.contains(MetadataKind::other);
    }
  }

  void note_dropped(std::string_view what) { metadata::note_dropped(out_.notes, what); }

  const JpegSegments& segments_;
  MetadataSet kept_;
  XmpCompanions companions_;
  MetadataBlocks after_;
  Filtered out_;
  std::set<std::uint8_t> telling_;
  bool more_xmp_ = false;
  bool has_exif_ = false;
  bool has_xmp_ = false;
};

}  // namespace

MetadataBlocks blocks_of_jpeg(std::span<const std::byte> jpeg) {
  const Result<JpegSegments> segments = read_jpeg_segments(ByteView(jpeg));
  return segments ? blocks_in(*segments) : MetadataBlocks{};
}

namespace metadata {

Bytes jpeg_with(std::span<const std::byte> file, const MetadataBlocks& blocks) {
  const Result<JpegSegments> segments = read_jpeg_segments(ByteView(file));
  if (!segments) {
    return {file.begin(), file.end()};
  }
  Bytes out;
  out.reserve(file.size() + blocks.exif.size() + blocks.xmp.size() + blocks.photoshop.size() +
              blocks.jpeg_comments.size() + 256);
  append(out, std::as_bytes(std::span(kStartOfImage)));
  bool placed = false;
  for (const JpegSegment& segment : segments->list) {
    if (!placed && segment.marker != kJpegApplication0) {
      put_blocks(out, blocks);
      placed = true;
    }
    const JpegContent content = content_of(segment);
    const bool replaced = is_block(content) || segment.marker == kJpegComment;
    if (!replaced && content != JpegContent::more_xmp) {
      append(out, segment.whole);
    }
  }
  return out;
}

Bytes filtered_comments(std::span<const std::byte> comments, MetadataSet kept,
                        std::vector<std::string>& notes) {
  if (comments.empty() || !kept.contains(MetadataKind::other)) {
    return {};
  }
  if (may_tell_more(ByteView(comments).text(), kept)) {
    note_dropped(notes, may_tell_in(kJpegComment));
    return {};
  }
  return {comments.begin(), comments.end()};
}

Result<Filtered> filter_jpeg(std::span<const std::byte> file, MetadataSet kept,
                             std::uint32_t orientation) {
  const Result<JpegSegments> segments = read_jpeg_segments(ByteView(file));
  if (!segments) {
    return segments.error();
  }
  return JpegFilter(*segments, kept, orientation).run();
}

Result<Filtered> filter_first_jpeg(std::span<const std::byte> file, MetadataSet kept,
                                   std::uint32_t orientation, std::uint64_t exif_room) {
  const Result<JpegSegments> segments = read_jpeg_segments(ByteView(file));
  if (!segments) {
    return segments.error();
  }
  JpegFilter filter(*segments, kept, orientation, XmpCompanions::kept);
  filter.add_exif_room(exif_room);
  return filter.run();
}

}  // namespace metadata
}  // namespace pixherd
