// SPDX-License-Identifier: Apache-2.0
#include "pixherd/image/iptc.hpp"

#include "support/catch.hpp"
#include "support/put.hpp"

namespace pixherd {
namespace {

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
  CHECK(kept_iptc(records_of({kCharacters, kCity}), just(MetadataKind::copyright)).empty());
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

}  // namespace
}  // namespace pixherd
