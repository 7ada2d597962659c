// SPDX-License-Identifier: Apache-2.0
// A JPEG with a gain map, further pictures or a film behind it loses what was to go in place: what
// stands behind stays to the byte, and is found as before.
#include "pixherd/format/source_facts.hpp"
#include "run_task.hpp"
#include "support/catch.hpp"
#include "support/companion_samples.hpp"
#include "support/exif_samples.hpp"

namespace pixherd {
namespace {

using sample::Bytes;
using sample::CompanionKind;
using sample::ExifText;

std::string text(const Bytes& file) {
  return {reinterpret_cast<const char*>(file.data()), file.size()};
}

bool says(const Bytes& file, std::string_view words) {
  return text(file).find(words) != std::string::npos;
}

/// What stands behind the first picture of a sample.
std::string behind(const CompanionKind& kind) {
  return text(sample::gain_map_of(kind)) + kind.film;
}

/// What the index gives for its second picture; empty where it has none.
std::string second_by_index(const Bytes& bytes, bool big_endian) {
  const std::string file = text(bytes);
  const std::size_t base = file.find(std::string("MPF\0", 4)) + 4;
  const auto number = [&](std::size_t at) {
    std::size_t value = 0;
    for (std::size_t i = 0; i < 4; ++i) {
      value = value << 8U | static_cast<unsigned char>(file.at(at + (big_endian ? i : 3 - i)));
    }
    return value;
  };
  const std::size_t entry = base + 50 + 16;
  return file.substr(base + number(entry + 8), number(entry + 4));
}

std::size_t first_by_index(const Bytes& bytes) {
  const std::string file = text(bytes);
  const std::size_t at = file.find(std::string("MPF\0", 4)) + 4 + 50 + 4;
  return static_cast<unsigned char>(file.at(at)) |
         static_cast<std::size_t>(static_cast<unsigned char>(file.at(at + 1))) << 8U;
}

TaskSettings without_place() {
  TaskSettings settings = lossless_in_place();
  settings.metadata.remove(MetadataKind::gps);
  return settings;
}

TaskSettings owner_alone() {
  TaskSettings settings = lossless_in_place();
  settings.metadata = MetadataSet::icc();
  settings.metadata.insert(MetadataKind::copyright);
  return settings;
}

std::string message_of(const Done& done) { return done.outcome.reason.value_or(Reason{}).message; }

const std::vector<CompanionKind>& kinds() {
  static const std::string film = sample::film_that_tells("the title");
  static const std::vector<CompanionKind> all{
      {},
      {.big_endian = true},
      {.film = film},
      {.index = false, .film = "names of somebody's own" + film + "SEFT"},
      {.marks = false},
      {.index = false, .marks = false}};
  return all;
}

TEST_CASE("the place goes out of a JPEG with companions, which stay to the byte and are found") {
  need_engine();
  for (const CompanionKind& kind : kinds()) {
    CAPTURE(kind.big_endian, kind.index, kind.marks, kind.film.size());
    const Bytes source = sample::jpeg_with_companions(kind);
    REQUIRE(says(source, ExifText::kPlace));
    const Done done = run_task(source, without_place());
    CAPTURE(message_of(done), done.outcome.error.value_or(Error{}).message);
    REQUIRE(done.outcome.status == TaskStatus::saved);
    CHECK(notes_say(done.outcome, "bytes behind the picture stay as they are"));
    CHECK_FALSE(says(done.output, ExifText::kPlace));
    CHECK_FALSE(says(done.output, sample::kPlaceInXmp));
    CHECK(says(done.output, ExifText::kNote));
    CHECK(says(done.output, "GCamera:MicroVideoOffset=") == kind.marks);
    CHECK(says(done.output, "Item:Length=") == kind.marks);
    CHECK(text(done.output).ends_with(behind(kind)));
    if (kind.index) {
      CHECK(second_by_index(done.output, kind.big_endian) == text(sample::gain_map_of(kind)));
    }
    // A maker's note may count from where EXIF begins to what stands behind the picture.
    const auto from_exif = [&](const Bytes& file) {
      return text(file).rfind(behind(kind)) - text(file).find("Exif");
    };
    CHECK(from_exif(done.output) == from_exif(source));
    CHECK(decoded(done.output, ImageFormat::jpeg) == decoded(source, ImageFormat::jpeg));
    const Done again = run_task(done.output, without_place());
    CHECK(again.outcome.status == TaskStatus::skipped);
    CHECK(message_of(again).find("stays in it") == std::string::npos);
  }
}

TEST_CASE("where nearly all metadata goes, what leads to the companions stays") {
  need_engine();
  for (const CompanionKind& kind : kinds()) {
    CAPTURE(kind.big_endian, kind.index, kind.marks, kind.film.size());
    const Bytes source = sample::jpeg_with_companions(kind);
    const Done done = run_task(source, owner_alone());
    CAPTURE(message_of(done), done.outcome.error.value_or(Error{}).message);
    REQUIRE(done.outcome.status == TaskStatus::saved);
    CHECK(done.output.size() < source.size());
    CHECK(says(done.output, ExifText::kOwner));
    CHECK_FALSE(says(done.output, ExifText::kMaker));
    CHECK_FALSE(says(done.output, sample::kPlaceInXmp));
    CHECK(says(done.output, "GCamera:MicroVideoOffset=") == kind.marks);
    CHECK(says(done.output, "Item:Length=") == kind.marks);
    CHECK(text(done.output).ends_with(behind(kind)));
    if (kind.index) {
      CHECK(second_by_index(done.output, kind.big_endian) == text(sample::gain_map_of(kind)));
    }
    if (kind.index && !kind.big_endian) {
      CHECK(first_by_index(done.output) == done.output.size() - behind(kind).size());
    }
    CHECK(decoded(done.output, ImageFormat::jpeg) == decoded(source, ImageFormat::jpeg));
    CHECK(run_task(done.output, owner_alone()).outcome.status == TaskStatus::skipped);
  }
}

TEST_CASE("companions that tell what was to go are not passed over: the file stays, and says why") {
  need_engine();
  const Bytes exif = sample::exif_block({});
  const std::string with_place = std::string("Exif\0\0", 6) + text(exif);
  const std::string packet =
      std::string("http://ns.adobe.com/xap/1.0/\0", 29) +
      "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\" "
      "xmlns:exif=\"http://ns.adobe.com/exif/1.0/\" exif:GPSAltitude=\"1\"/>";
  const std::string picture = "a further picture in it tells";
  const std::string film = "the film behind it tells the place";
  const struct {
    CompanionKind kind;
    std::string why;
  } cases[] = {{{.second_exif = with_place}, picture},
               {{.index = false, .second_exif = with_place}, picture},
               {{.second_exif = "some program's: GPSLatitude 48"}, picture},
               {{.second_exif = packet}, picture},
               {{.film = sample::film_that_tells("\xA9xyz+48.2+016.3/")}, film},
               {{.film = "names" + sample::film_that_tells("com.apple.quicktime.location")}, film}};
  for (const auto& [kind, why] : cases) {
    CAPTURE(why);
    const Bytes source = sample::jpeg_with_companions(kind);
    const Done done = run_task(source, without_place());
    CHECK(done.outcome.status == TaskStatus::skipped);
    CAPTURE(message_of(done));
    CHECK(message_of(done).find("its metadata stays in it, too: " + why) != std::string::npos);
    CHECK(message_of(done).find("--allow-loss=gain-map") != std::string::npos);
    // Nothing has to go from it: what it tells is to be kept.
    TaskSettings keeping = lossless_in_place();
    keeping.metadata.remove(MetadataKind::iptc);
    CHECK(message_of(run_task(source, keeping)).find("stays in it") == std::string::npos);
  }
}

TEST_CASE("an index that leads nowhere is not written again") {
  need_engine();
  Bytes source = sample::jpeg_with_companions({});
  const std::size_t entry = text(source).find(std::string("MPF\0", 4)) + 4 + 50 + 16;
  source.at(entry + 11) = std::byte{0x7F};
  const Done done = run_task(source, without_place());
  CHECK(done.outcome.status == TaskStatus::skipped);
  CHECK(message_of(done).find("its index of further pictures cannot be followed") !=
        std::string::npos);
}

TEST_CASE("lossy work in place, and a copy in a folder, take the place out of such a file, too") {
  need_engine();
  const Bytes source = sample::jpeg_with_companions({});
  TaskSettings settings = in_place();
  settings.quality.jpeg = 50;
  settings.metadata = without_place().metadata;
  settings.metadata_asked = true;
  const Done in_its_place = run_task(source, settings);
  REQUIRE(in_its_place.outcome.status == TaskStatus::saved);
  CHECK(text(in_its_place.output).ends_with(behind({})));
  CHECK_FALSE(says(in_its_place.output, ExifText::kPlace));
  settings = {};
  settings.metadata = without_place().metadata;
  settings.copy_unimproved = true;
  settings.quality.jpeg = 100;
  settings.min_savings = {99, 0};
  const Done copied = run_task(source, settings);
  REQUIRE(copied.outcome.status == TaskStatus::copied);
  CHECK(copied.output == in_its_place.output);
}

TEST_CASE("whatever byte in front of its companions is damaged, a file that is saved keeps them") {
  need_engine();
  const CompanionKind kind{.film = sample::film_that_tells("the title")};
  const Bytes source = sample::jpeg_with_companions(kind);
  const std::size_t front = source.size() - behind(kind).size();
  std::size_t saved = 0;
  for (std::size_t at = 2; at < front; ++at) {
    for (const std::uint8_t flip : {std::uint8_t{0x01}, std::uint8_t{0xFF}}) {
      Bytes damaged = source;
      damaged[at] ^= static_cast<std::byte>(flip);
      const Done done = run_task(damaged, without_place());
      if (done.outcome.status == TaskStatus::saved) {
        ++saved;
        CAPTURE(at, flip);
        REQUIRE(text(done.output).ends_with(behind(kind)));
      }
    }
  }
  CHECK(saved > 0);
}

}  // namespace
}  // namespace pixherd
