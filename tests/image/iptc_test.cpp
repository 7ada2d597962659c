// SPDX-License-Identifier: Apache-2.0
#include "pixherd/format/iptc.hpp"

#include <algorithm>
#include <string_view>

#include "run_task.hpp"
#include "support/catch.hpp"
#include "support/put.hpp"
#include "support/tiff_samples.hpp"

namespace pixherd {
namespace {

using namespace std::string_view_literals;
using sample::Bytes;

struct Record {
  std::uint32_t record;
  std::uint32_t number;
  std::string_view text;
};

Bytes records_of(std::initializer_list<Record> all) {
  Bytes out;
  for (const Record& record : all) {
    sample::put_big(out, 0x1C, 1);
    sample::put_big(out, record.record, 1);
    sample::put_big(out, record.number, 1);
    sample::put_big(out, record.text.size(), 2);
    sample::put(out, record.text);
  }
  return out;
}

const Record kCharacters{1, 90, "\x1B%G"};
const Record kCaption{2, 120, "A caption"};
const Record kCity{2, 90, "Wien"};
const Record kByLine{2, 80, "Somebody"};
const Record kNotice{2, 116, "(c) Somebody"};

MetadataSet all_but_kind(MetadataKind kind) {
  MetadataSet kept = MetadataSet::all();
  kept.remove(kind);
  return kept;
}

MetadataSet just(MetadataKind kind) {
  MetadataSet kept;
  kept.insert(kind);
  return kept;
}

TEST_CASE("of IPTC goes what was to go, record by record") {
  const Bytes all = records_of({kCharacters, kCaption, kCity, kByLine, kNotice});
  CHECK(kept_iptc(all, MetadataSet::all()) == all);
  CHECK(kept_iptc(all, all_but_kind(MetadataKind::gps)) ==
        records_of({kCharacters, kCaption, kByLine, kNotice}));
  CHECK(kept_iptc(all, just(MetadataKind::copyright)) ==
        records_of({kCharacters, kByLine, kNotice}));
  CHECK(kept_iptc(all, all_but_kind(MetadataKind::copyright)) ==
        records_of({kCharacters, kCaption, kCity}));
  CHECK(kept_iptc(all, all_but_kind(MetadataKind::xmp)) == all);
  CHECK(kept_iptc(all, just(MetadataKind::exif)).empty());
  CHECK(kept_iptc(all, just(MetadataKind::gps)) == records_of({kCharacters, kCity}));
  CHECK(kept_iptc(records_of({kCharacters, kByLine}), just(MetadataKind::gps)).empty());
  CHECK(kept_iptc(records_of({kCharacters, kCity}), just(MetadataKind::copyright)).empty());
}

TEST_CASE("a record of IPTC may tell its length in the long form") {
  Bytes all = records_of({kCaption});
  sample::put(all, std::string_view("\x1C\x02\x78\x80\x04\0\0\0\x04long", 13));
  const Bytes rest = records_of({kCity, kByLine});
  Bytes without = all;
  all.insert(all.end(), rest.begin(), rest.end());
  const Bytes owner = records_of({kByLine});
  without.insert(without.end(), owner.begin(), owner.end());
  CHECK(kept_iptc(all, all_but_kind(MetadataKind::gps)) == without);
  for (const std::string_view wrong :
       {"\x1C\x02\x78\x80\0"sv, "\x1C\x02\x78\x80\x05\0\0\0\0\1x"sv}) {
    Bytes cut = records_of({kCaption});
    sample::put(cut, wrong);
    CHECK(kept_iptc(cut, all_but_kind(MetadataKind::gps)) == records_of({kCaption}));
  }
}

TEST_CASE("whom to ask and who wrote the caption go with the owner") {
  const Record contact{2, 118, "Somebody"};
  const Record writer{2, 122, "Somebody"};
  const Bytes all = records_of({kCaption, contact, writer});
  CHECK(kept_iptc(all, all_but_kind(MetadataKind::copyright)) == records_of({kCaption}));
  CHECK(kept_iptc(all, just(MetadataKind::copyright)) == records_of({contact, writer}));
}

TEST_CASE("IPTC that is cut anywhere gives whole records and nothing of what was to go") {
  const Bytes all = records_of({kCaption, kCity, kByLine});
  for (std::size_t length = 0; length < all.size(); ++length) {
    const Bytes cut(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(length));
    const Bytes kept = kept_iptc(cut, all_but_kind(MetadataKind::gps));
    CHECK((kept.empty() || kept == records_of({kCaption})));
  }
}

TEST_CASE("IPTC stands among Photoshop's resources, whose others are of another kind") {
  const Bytes all = records_of({kCaption, kCity, kByLine});
  Bytes resources = photoshop_of_iptc(all);
  CHECK(iptc_of_photoshop(resources) == all);
  sample::put(resources, std::string_view("8BIM\x03\xED\0\0\0\0\0\x03res\0", 16));
  CHECK(kept_photoshop(resources, MetadataSet::all()) == resources);
  const Bytes without = kept_photoshop(resources, all_but_kind(MetadataKind::gps));
  CHECK(iptc_of_photoshop(without) == records_of({kCaption, kByLine}));
  CHECK(without.size() == resources.size() - 8);
  CHECK(kept_photoshop(resources, just(MetadataKind::copyright)) ==
        photoshop_of_iptc(records_of({kByLine})));
  CHECK(iptc_of_photoshop(kept_photoshop(resources, all_but_kind(MetadataKind::iptc))).empty());
  CHECK(kept_photoshop(resources, just(MetadataKind::exif)).empty());
}

TEST_CASE("Photoshop's mark of a copyright, and its address, go with the owner") {
  Bytes resources;
  sample::put(resources, std::string_view("8BIM\x04\x0A\0\0\0\0\0\x01\1\0", 14));
  sample::put(resources, std::string_view("8BIM\x04\x0B\0\0\0\0\0\x04http", 16));
  CHECK(kept_photoshop(resources, all_but_kind(MetadataKind::gps)) == resources);
  CHECK(kept_photoshop(resources, just(MetadataKind::copyright)) == resources);
  CHECK(kept_photoshop(resources, all_but_kind(MetadataKind::copyright)).empty());
}

TEST_CASE("IPTC of a TIFF is read as the file has it, and as it was meant") {
  const Bytes records = records_of({kCaption, kByLine, {2, 25, "four bytes"}});
  Bytes turned = records;
  turned.resize((turned.size() + 3) / 4 * 4);
  for (auto at = turned.begin(); at != turned.end(); at += 4) {
    std::reverse(at, at + 4);
  }
  for (const Bytes& told : {records, turned}) {
    Bytes tiff;
    sample::put(tiff, std::string_view("MM\0\x2A\0\0\0\x08\0\1\x83\xBB\0\4", 14));
    sample::put_big(tiff, told.size() / 4 + (told.size() % 4 != 0 ? 1 : 0), 4);
    sample::put_big(tiff, tiff.size() + 8, 4);
    sample::put_big(tiff, 0, 4);
    tiff.insert(tiff.end(), told.begin(), told.end());
    tiff.resize((tiff.size() + 3) / 4 * 4);
    tiff.resize(tiff.size() + 4);
    const Bytes read = iptc_of_tiff(tiff);
    REQUIRE(read.size() >= records.size());
    CHECK(std::equal(records.begin(), records.end(), read.begin()));
  }
  CHECK(iptc_of_tiff(records).empty());
}

TEST_CASE("what other programs put between Photoshop's resources hides none of them") {
  Bytes resources;
  sample::put(resources, std::string_view("MeSa\x04\x04\0\0\0\0\0\x04slot", 16));
  const Bytes records = records_of({kCaption, kCity});
  const Bytes own = photoshop_of_iptc(records);
  resources.insert(resources.end(), own.begin(), own.end());
  CHECK(iptc_of_photoshop(resources) == records);
  const Bytes without = kept_photoshop(resources, all_but_kind(MetadataKind::gps));
  CHECK(iptc_of_photoshop(without) == records_of({kCaption}));
  const Bytes foreign(resources.begin(), resources.end() - static_cast<std::ptrdiff_t>(own.size()));
  CHECK(std::equal(foreign.begin(), foreign.end(), without.begin()));
  CHECK(photoshop_without_thumbnails(resources) == resources);
}

Bytes told_in_jpeg(const Bytes& records) {
  const Bytes resources = photoshop_of_iptc(records);
  const std::string body(reinterpret_cast<const char*>(resources.data()), resources.size());
  return sample::with_jpeg_segment(sample::image(ImageFormat::jpeg), 0xED,
                                   std::string("Photoshop 3.0\0", 14) + body);
}

Bytes told_in_tiff(const Bytes& records) {
  const std::string text(reinterpret_cast<const char*>(records.data()), records.size());
  sample::TiffPage page;
  page.tags = {sample::tiff_text(33723, text, 7)};
  return sample::tiff_of({page});
}

bool holds_all_of(const Bytes& file, const Bytes& records) {
  return std::search(file.begin(), file.end(), records.begin(), records.end()) != file.end();
}

TEST_CASE("a TIFF is written with the whole of its IPTC, however long that is") {
  need_engine();
  for (const std::string_view end : {"", "1", "12", "123"}) {
    const Bytes records = records_of({kCaption, kByLine, {2, 5, end}});
    CAPTURE(records.size());
    TaskSettings from_jpeg = to_format(ImageFormat::tiff);
    from_jpeg.metadata = just(MetadataKind::iptc);
    const Done made = run_task(told_in_jpeg(records), from_jpeg);
    REQUIRE(made.outcome.status == TaskStatus::saved);
    CHECK(holds_all_of(made.output, records));
    TaskSettings smaller = in_place();
    smaller.resize.long_edge = 20;
    smaller.metadata = MetadataSet::all();
    for (const TaskSettings& settings : {smaller, lossless_in_place()}) {
      const Done done = run_task(told_in_tiff(records), settings);
      CAPTURE(done.outcome.reason.value_or(Reason{}).message);
      REQUIRE(done.outcome.status == TaskStatus::saved);
      CHECK(holds_all_of(done.output, records));
      const Bytes again = run_task(done.output, to_format(ImageFormat::tiff)).output;
      CHECK_FALSE(holds_all_of(again, records));
    }
  }
}

/// A clipping path, as resource 2000.
Bytes path_resource() {
  Bytes resource;
  sample::put(resource, std::string_view("8BIM\x07\xD0\0\0\0\0\0\x04path", 16));
  return resource;
}

TEST_CASE("a TIFF keeps Photoshop's resources, whatever they come from") {
  need_engine();
  const Bytes records = records_of({kCaption, kByLine});
  Bytes resources = photoshop_of_iptc(records);
  const Bytes path = path_resource();
  resources.insert(resources.end(), path.begin(), path.end());
  const std::string text(reinterpret_cast<const char*>(resources.data()), resources.size());
  sample::TiffPage page;
  page.tags = {sample::tiff_text(34377, text, 1)};
  const Bytes jpeg = sample::with_jpeg_segment(sample::image(ImageFormat::jpeg), 0xED,
                                               std::string("Photoshop 3.0\0", 14) + text);
  for (const Bytes& source : {sample::tiff_of({page}), jpeg}) {
    TaskSettings settings = to_format(ImageFormat::tiff);
    settings.resize.width = 20;
    settings.metadata = MetadataSet::all();
    const Done done = run_task(source, settings);
    REQUIRE(done.outcome.status == TaskStatus::saved);
    CHECK(done.outcome.notes.empty());
    CHECK(holds_all_of(done.output, path));
    CHECK(holds_all_of(done.output, records));
    settings.metadata.remove(MetadataKind::other);
    CHECK_FALSE(holds_all_of(run_task(source, settings).output, path));
  }
}

}  // namespace
}  // namespace pixherd
