// SPDX-License-Identifier: Apache-2.0
// XMP of a GIF, which no decoder and no encoder of ours knows of.
#include <string>
#include <utility>

#include "pixherd/format/container_metadata.hpp"
#include "pixherd/format/source_facts.hpp"
#include "run_task.hpp"
#include "support/catch.hpp"
#include "support/exif_samples.hpp"
#include "support/put.hpp"

namespace pixherd {
namespace {

using sample::Bytes;

const std::string kPacket =
    "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><r:RDF "
    "xmlns:r=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><r:Description "
    "xmlns:exif=\"http://ns.adobe.com/exif/1.0/\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
    "exif:GPSLatitude=\"48,9N\" exif:UserComment=\"a remark\">"
    "<dc:rights>whose picture</dc:rights></r:Description></r:RDF></x:xmpmeta>";

Bytes block_of(const std::string& text) {
  Bytes bytes;
  sample::put(bytes, text);
  return bytes;
}

Bytes still_with_xmp() {
  return with_blocks(sample::image(ImageFormat::gif), ImageFormat::gif, {.xmp = block_of(kPacket)});
}

Bytes moving_with_xmp() {
  return with_blocks(sample::animation(ImageFormat::gif, 3), ImageFormat::gif,
                     {.xmp = block_of(kPacket)});
}

MetadataSet all_but_place() {
  MetadataSet kept = MetadataSet::all();
  kept.remove(MetadataKind::gps);
  return kept;
}

Bytes jpeg_with_xmp() {
  return sample::with_jpeg_segment(sample::image(ImageFormat::jpeg), 0xE1,
                                   std::string("http://ns.adobe.com/xap/1.0/\0", 29) + kPacket);
}

TEST_CASE("XMP stands in a GIF so that whoever takes it for blocks ends behind it") {
  need_engine();
  for (const Bytes& gif :
       {sample::image(ImageFormat::gif), sample::animation(ImageFormat::gif, 3)}) {
    const SourceFacts before = read_source_facts(gif, ImageFormat::gif).value();
    for (std::size_t length = 1; length < 600; length += 7) {
      CAPTURE(length);
      const Bytes packet = block_of(std::string(length, static_cast<char>(1 + length % 255)));
      const Bytes with = with_blocks(gif, ImageFormat::gif, {.xmp = packet});
      CHECK(metadata::xmp_of_gif(with) == packet);
      const SourceFacts facts = read_source_facts(with, ImageFormat::gif).value();
      CHECK((facts.metadata.any && !facts.metadata.uncarried && !facts.metadata.unread_xmp));
      CHECK((facts.frames == before.frames && facts.loop_count == before.loop_count));
      CHECK(with_blocks(with, ImageFormat::gif, {}) == gif);
    }
    const Bytes with = with_blocks(gif, ImageFormat::gif, {.xmp = block_of(kPacket)});
    CHECK(decoded(with, ImageFormat::gif) == decoded(gif, ImageFormat::gif));
  }
  const Bytes zero = block_of(std::string("a\0b", 3));
  CHECK(with_blocks(sample::image(ImageFormat::gif), ImageFormat::gif, {.xmp = zero}) ==
        sample::image(ImageFormat::gif));
}

TEST_CASE("a GIF that is encoded again keeps of its XMP what is to be kept") {
  need_engine();
  for (const Bytes& gif : {still_with_xmp(), moving_with_xmp()}) {
    for (const bool in_place : {false, true}) {
      CAPTURE(in_place, gif.size());
      TaskSettings settings = to_long_edge(48);
      settings.replaces_source = in_place;
      settings.metadata = MetadataSet::all();
      const Done whole = run_task(gif, settings);
      REQUIRE(whole.outcome.status == TaskStatus::saved);
      CHECK(metadata::xmp_of_gif(whole.output) == block_of(kPacket));
      CHECK(whole.outcome.notes.empty());
      settings.metadata = all_but_place();
      const Done placeless = run_task(gif, settings);
      REQUIRE(placeless.outcome.status == TaskStatus::saved);
      CHECK((tells(placeless.output, "whose picture") && tells(placeless.output, "a remark")));
      CHECK_FALSE(tells(placeless.output, "48,9N"));
      CHECK(placeless.outcome.notes.empty());
      settings.metadata = keeping({MetadataKind::copyright});
      const Done owner = run_task(gif, settings);
      REQUIRE(owner.outcome.status == TaskStatus::saved);
      CHECK(tells(owner.output, "whose picture"));
      CHECK_FALSE((tells(owner.output, "48,9N") || tells(owner.output, "a remark")));
      CHECK(owner.outcome.notes.empty());
      settings.metadata = MetadataSet::none();
      CHECK_FALSE(tells(run_task(gif, settings).output, "XMP Data"));
    }
  }
}

TEST_CASE("a GIF with XMP is made smaller without loss, and keeps it") {
  need_engine();
  const Bytes gif = moving_with_xmp();
  const Done done = run_task(gif, lossless_in_place());
  REQUIRE((done.outcome.status == TaskStatus::saved || done.outcome.status == TaskStatus::kept));
  CHECK(done.outcome.reason.value_or(Reason{}).code != ReasonCode::metadata_lost);
  if (done.outcome.status == TaskStatus::saved) {
    CHECK(metadata::xmp_of_gif(done.output) == block_of(kPacket));
  }
  TaskSettings settings = lossless_in_place();
  settings.metadata = all_but_place();
  const Done less = run_task(gif, settings);
  REQUIRE(less.outcome.status == TaskStatus::saved);
  CHECK(tells(less.output, "whose picture"));
  CHECK_FALSE(tells(less.output, "48,9N"));
}

TEST_CASE("XMP goes from a GIF into other formats, and from those into a GIF") {
  need_engine();
  for (const MetadataSet kept : {all_but_place(), keeping({MetadataKind::copyright})}) {
    for (const ImageFormat format : {ImageFormat::png, ImageFormat::webp, ImageFormat::jpeg}) {
      CAPTURE(name(format), kept.bits());
      TaskSettings settings = to_format(format);
      settings.metadata = kept;
      const Done done = run_task(still_with_xmp(), settings);
      REQUIRE(done.outcome.status == TaskStatus::saved);
      CHECK(tells(done.output, "whose picture"));
      CHECK_FALSE(tells(done.output, "48,9N"));
      CHECK(done.outcome.notes.empty());
    }
    TaskSettings to_gif = to_format(ImageFormat::gif);
    to_gif.metadata = kept;
    const Done gif = run_task(jpeg_with_xmp(), to_gif);
    REQUIRE(gif.outcome.status == TaskStatus::saved);
    CHECK(tells(gif.output, "whose picture"));
    CHECK_FALSE(tells(gif.output, "48,9N"));
    CHECK(gif.outcome.notes.empty());
  }
}

TEST_CASE("EXIF that a GIF does not hold is told, and in place the file stays for it") {
  need_engine();
  TaskSettings settings = to_format(ImageFormat::gif);
  settings.metadata = keeping({MetadataKind::copyright});
  const Done beside = run_task(sample::jpeg_with_exif({}), settings);
  REQUIRE(beside.outcome.status == TaskStatus::saved);
  CHECK(notes_say(beside.outcome, "some metadata cannot be carried over: EXIF"));
  settings.replaces_source = true;
  CHECK(run_task(sample::jpeg_with_exif({}), settings).outcome.reason.value_or(Reason{}).code ==
        ReasonCode::metadata_lost);
}

TEST_CASE("a second XMP of a GIF, and one without its end, are told as all that is not carried") {
  need_engine();
  Bytes gif = still_with_xmp();
  gif.pop_back();
  const auto begins = std::string("!\xFF\x0BXMP DataXMP", 14);
  const MetadataSet but_profile(MetadataSet::all().bits() ^ MetadataSet::icc().bits());
  for (const std::string& blocks : {std::string("\4abcd\0", 6), std::string(1, '\0')}) {
    const Bytes odd = sample::with_trailer(gif, begins + blocks + ";");
    const SourceFacts facts = read_source_facts(odd, ImageFormat::gif).value();
    CHECK((facts.metadata.unread_xmp && facts.metadata.uncarried));
    const Filtered whole = with_kept_metadata(odd, ImageFormat::gif, but_profile, 1).value();
    CHECK((whole.bytes == odd && whole.notes.empty()));
    const Filtered less = with_kept_metadata(odd, ImageFormat::gif, all_but_place(), 1).value();
    CHECK(less.notes.size() == 1);
    TaskSettings settings = to_long_edge(48);
    settings.metadata = MetadataSet::all();
    CHECK(notes_say(run_task(odd, settings).outcome, "some metadata cannot be carried over"));
  }
}

}  // namespace
}  // namespace pixherd
