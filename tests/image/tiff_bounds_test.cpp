// SPDX-License-Identifier: Apache-2.0
// What a TIFF claims costs nothing beyond the bytes that it has.
#include <chrono>

#include "pixherd/format/source_facts.hpp"
#include "support/catch.hpp"
#include "support/tiff_samples.hpp"

namespace pixherd {
namespace {

using sample::Bytes;
using sample::tiff_of;
using sample::TiffPage;

constexpr std::uint32_t kBitsPerSample = 258;
constexpr std::uint32_t kSubDirectories = 330;

std::uint32_t number(const Bytes& bytes, std::size_t at, unsigned count) {
  std::uint32_t value = 0;
  for (unsigned i = 0; i < count; ++i) {
    value |= std::to_integer<std::uint32_t>(bytes.at(at + i)) << (8 * i);
  }
  return value;
}

void put(Bytes& bytes, std::size_t at, std::uint32_t value, unsigned count) {
  for (unsigned i = 0; i < count; ++i) {
    bytes.at(at + i) = static_cast<std::byte>(value >> (8 * i));
  }
}

/// `tiff` whose tag says to have so many values of this type.
Bytes with_claim(Bytes tiff, std::uint32_t tag, std::uint32_t type, std::uint32_t count) {
  const std::size_t directory = number(tiff, 4, 4);
  for (std::uint32_t i = 0; i < number(tiff, directory, 2); ++i) {
    const std::size_t entry = directory + 2 + std::size_t{12} * i;
    if (number(tiff, entry, 2) == tag) {
      put(tiff, entry + 2, type, 2);
      put(tiff, entry + 4, count, 4);
    }
  }
  return tiff;
}

double seconds_to_read(const Bytes& tiff) {
  const auto begin = std::chrono::steady_clock::now();
  static_cast<void>(read_source_facts(tiff, ImageFormat::tiff).ok());
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

TEST_CASE("values of an unknown type are none, however many a TIFF claims") {
  constexpr std::uint32_t kUnknownType = 99;
  const Bytes plain = tiff_of({TiffPage{.tags = {{kSubDirectories, 4, {0}}}}});
  for (const std::uint32_t tag : {kBitsPerSample, kSubDirectories}) {
    CAPTURE(tag);
    CHECK(seconds_to_read(with_claim(plain, tag, kUnknownType, 0xFFFFFFFF)) < 1);
  }
}

TEST_CASE("pages that share a long list of values do not each cost its length") {
  constexpr std::uint32_t kValues = 200'000;
  constexpr std::size_t kPages = 2000;
  TiffPage page;
  page.tags = {{kBitsPerSample, 3, std::vector<std::uint32_t>(kValues, 8)}};
  Bytes tiff = tiff_of({page});
  const std::size_t directory = number(tiff, 4, 4);
  const Bytes one(tiff.begin() + static_cast<std::ptrdiff_t>(directory), tiff.end());
  for (std::size_t i = 1; i < kPages; ++i) {
    put(tiff, tiff.size() - 4, static_cast<std::uint32_t>(tiff.size()), 4);
    tiff.insert(tiff.end(), one.begin(), one.end());
  }
  REQUIRE(read_source_facts(tiff_of({page}), ImageFormat::tiff).ok());
  CHECK(seconds_to_read(tiff) < 2);
}

}  // namespace
}  // namespace pixherd
