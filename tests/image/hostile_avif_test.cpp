// SPDX-License-Identifier: Apache-2.0
// AVIFs of very many parts: what is done to each of them must not be done for each of the others.
#include <string>

#include "pixherd/format/container_metadata.hpp"
#include "support/avif_samples.hpp"
#include "support/catch.hpp"
#include "support/lossless_avif_samples.hpp"
#include "support/put.hpp"

namespace pixherd {
namespace {

using sample::Bytes;

TEST_CASE("any number of boxes of programs is taken out of an AVIF") {
  constexpr int kBoxes = 200'000;
  const Bytes picture = sample::lossless_avif();
  Bytes avif = picture;
  const std::string box = sample::iso_box("uuid", "");
  for (int i = 0; i < kBoxes; ++i) {
    sample::put(avif, box);
  }
  const Filtered made = with_kept_metadata(avif, ImageFormat::avif, MetadataSet::none(), 1).value();
  CHECK(made.bytes == picture);
  CHECK(made.notes.empty());
}

TEST_CASE("what programs left in an AVIF is told of once, however many boxes it has") {
  MetadataSet kept = MetadataSet::all();
  kept.remove(MetadataKind::gps);
  const Bytes picture = sample::lossless_avif();
  Bytes avif = picture;
  for (int i = 0; i < 3; ++i) {
    sample::put(avif, sample::iso_box("uuid", std::string(16, 'u') + "GPSLatitude 48.2"));
  }
  const Filtered made = with_kept_metadata(avif, ImageFormat::avif, kept, 1).value();
  CHECK(made.bytes == picture);
  CHECK(made.notes.size() == 1);
}

}  // namespace
}  // namespace pixherd
