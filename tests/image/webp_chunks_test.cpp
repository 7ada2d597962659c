// SPDX-License-Identifier: Apache-2.0
#include "pixherd/image/webp_chunks.hpp"

#include "support/catch.hpp"
#include "support/sample_images.hpp"

namespace pixherd {
namespace {

TEST_CASE("metadata comes to a WebP whose extended header is too short to be one") {
  const sample::Bytes coded{std::byte{0x2F}, std::byte{9}, std::byte{0}, std::byte{0},
                            std::byte{0}};
  const sample::Bytes exif(6, std::byte{1});
  const sample::Bytes stump(3, std::byte{0xFF});
  for (const std::span<const std::byte> header : {std::span<const std::byte>(), std::span(stump)}) {
    const WebpChunks picture{{{"VP8X", header}, {"VP8L", coded}}, 0};
    const sample::Bytes made = with_metadata_of(picture, {{{"EXIF", exif}}, 0});
    const Result<WebpChunks> again = read_webp_chunks(made);
    REQUIRE(again.ok());
    REQUIRE(again->list.size() == 3);
    REQUIRE(again->list[0].body.size() == 10);
    CHECK(again->list[0].body[0] == std::byte{8});
    CHECK(again->list[0].body[4] == std::byte{9});
    CHECK(again->list[2].body.size() == exif.size());
  }
}

}  // namespace
}  // namespace pixherd
