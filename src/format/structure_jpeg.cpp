// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <bitset>
#include <string_view>
#include <utility>

#include "pixherd/format/jpeg_quality.hpp"
#include "pixherd/format/jpeg_segments.hpp"
#include "structure.hpp"

namespace pixherd::structure {
namespace {

using namespace std::string_view_literals;

/// SOF0 to SOF15 without the three codes in between that mean something else.
bool is_frame_header(std::uint8_t marker) {
  return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

std::string_view odd_coding_of(std::uint8_t frame_marker, std::uint32_t bits) {
  const unsigned process = frame_marker & 0x0FU;
  if (process == 3) {
    return "the lossless JPEG process";
  }
  if (process >= 5 && process <= 7) {
    return "hierarchical coding";
  }
  if (process >= 9) {
    return "arithmetic coding";
  }
  return bits == 8 ? ""sv : "more than 8 bits a sample"sv;
}

void note_frame_header(SourceFacts& facts, std::uint8_t marker, ByteView body) {
  facts.bits = body.u8(0);
  facts.size = {body.be16(3), body.be16(1)};
  facts.channels = body.u8(5);
  facts.cmyk = facts.channels == 4;
  facts.whole_frame_decode = marker == 0xC2;
  facts.jpeg.odd_coding = odd_coding_of(marker, facts.bits);
}

void note_application_data(SourceFacts& facts, const JpegSegment& segment) {
  const std::uint8_t marker = segment.marker;
  const ByteView body = segment.body;
  const JpegContent content = content_of(segment);
  const bool comment = marker == kJpegComment;
  facts.jpeg.comments |= comment;
  facts.metadata.profile |= content == JpegContent::profile;
  if (content == JpegContent::other && !comment) {
    note_uncarried(facts, fmt::format("the segment APP{}", marker & 0x0FU));
  }
  facts.metadata.uncarried |= content == JpegContent::more_xmp;
  facts.metadata.any |= facts.metadata.uncarried || comment || marker == 0xE1 || marker == 0xED;
  if (marker == 0xE1 && body.has(0, "http://ns.adobe.com/x") &&
      body.text().find("http://ns.adobe.com/hdr-gain-map/") != std::string_view::npos) {
    facts.gain_map = true;
  }
  if (marker == 0xE2 && body.has(0, "MPF\0"sv)) {
    facts.jpeg.multi_picture = true;
  }
  if (marker == 0xE2 && body.has(0, "urn:iso:std:iso:ts:21496:-1")) {
    facts.gain_map = true;
  }
}

/// Decoders go by the last header where there are several.
void note_pixel_shape(SourceFacts& facts, ByteView jfif) {
  const PixelShape told{jfif.u8(7), static_cast<std::uint16_t>(jfif.be16(8)),
                        static_cast<std::uint16_t>(jfif.be16(10))};
  const bool means_something = told.unit <= 2 && told.across != 0 && told.down != 0;
  facts.jpeg.pixel_shape = means_something && !told.square() ? told : PixelShape{};
}

/// The parts of a colour profile, each of which says its number and how many there are (ICC.1,
/// annex B.4).
class ProfileParts {
 public:
  void note(std::uint8_t marker, ByteView body) {
    if (marker != 0xE2 || !body.has(0, "ICC_PROFILE\0"sv)) {
      return;
    }
    const std::uint8_t number = body.u8(12);
    const std::uint8_t count = body.u8(13);
    contradict_ |= !body.holds(12, 2) || number == 0 || number > count || there_.test(number) ||
                   (count_ != 0 && count != count_);
    there_.set(number);
    count_ = count;
  }
  [[nodiscard]] bool incomplete() const { return contradict_ || there_.count() != count_; }

 private:
  std::bitset<256> there_;
  std::uint8_t count_ = 0;
  bool contradict_ = false;
};

/// Goes over the segments of a JPEG and gathers what they tell.
class JpegSegmentNotes {
 public:
  void note(const JpegSegment& segment) {
    if (is_frame_header(segment.marker)) {
      note_frame_header(facts_, segment.marker, segment.body);
    } else if (segment.marker == kJpegStartOfScan) {
      ++facts_.jpeg.scans;
    } else if (segment.marker == kJpegQuantisation) {
      facts_.quality = facts_.quality != 0 ? facts_.quality : jpeg_quality_in(segment.body.bytes());
    } else {
      note_application_data(facts_, segment);
      note_blocks(segment);
      if (segment.marker == kJpegApplication0 && segment.body.has(0, "JFIF\0"sv)) {
        note_pixel_shape(facts_, segment.body);
      }
      profile_.note(segment.marker, segment.body);
    }
  }

  SourceFacts take(ByteView file, std::uint64_t end) {
    facts_.format = ImageFormat::jpeg;
    facts_.jpeg.incomplete_profile = profile_.incomplete();
    facts_.trailing_bytes = trailing_bytes(file, end);
    return std::move(facts_);
  }

 private:
  /// Decoders go by the first EXIF where there are several, and encoders are given the first XMP.
  void note_blocks(const JpegSegment& segment) {
    const JpegContent content = content_of(segment);
    if (content == JpegContent::exif && !has_exif_) {
      facts_.orientation = exif_orientation(segment.body.from(signature_of(content).size()));
    }
    facts_.metadata.unread_exif |= content == JpegContent::exif && has_exif_;
    facts_.metadata.unread_xmp |=
        content == JpegContent::more_xmp || (content == JpegContent::xmp && has_xmp_);
    note_further_blocks(facts_);
    has_exif_ |= content == JpegContent::exif;
    has_xmp_ |= content == JpegContent::xmp;
  }

  SourceFacts facts_;
  ProfileParts profile_;
  bool has_exif_ = false;
  bool has_xmp_ = false;
};

}  // namespace

Result<SourceFacts> of_jpeg(ByteView file) {
  JpegSegmentNotes notes;
  const Result<std::uint64_t> end =
      for_each_jpeg_segment(file, [&](const JpegSegment& segment) { notes.note(segment); });
  if (!end) {
    return end.error();
  }
  SourceFacts found = notes.take(file, *end);
  if (found.jpeg.scans == 0) {
    return damaged("the JPEG ends before its picture begins");
  }
  return found;
}

}  // namespace pixherd::structure
