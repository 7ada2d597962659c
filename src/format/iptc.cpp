// SPDX-License-Identifier: Apache-2.0
#include "pixherd/format/iptc.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <initializer_list>
#include <optional>

#include "pixherd/base/bytes.hpp"
#include "pixherd/format/byte_view.hpp"
#include "pixherd/format/exif.hpp"

namespace pixherd {
namespace {

constexpr std::uint8_t kEnvelope = 1;
constexpr std::uint8_t kApplication = 2;

enum Resource : std::uint32_t {
  kIptcRecords = 0x0404,
  kOldThumbnail = 0x0409,
  kCopyrightFlag = 0x040A,
  kCopyrightUrl = 0x040B,
  kThumbnail = 0x040C,
  kExifResource = 0x0422,
  kMoreExif = 0x0423,
  kXmpResource = 0x0424,
  kIptcDigest = 0x0425,
  kForeign = 0x10000,  ///< of another program, whose numbers mean something else
};

/// Location code and name, city, part of it, province, country's code and name.
constexpr std::array<std::uint8_t, 7> kPlaceSets{26, 27, 90, 92, 95, 100, 101};
/// By-line and its title, credit, copyright notice, whom to ask, who wrote the caption.
constexpr std::array<std::uint8_t, 6> kOwnerSets{80, 85, 110, 116, 118, 122};

template <std::size_t N>
bool is_among(std::uint8_t number, const std::array<std::uint8_t, N>& numbers) {
  return std::find(numbers.begin(), numbers.end(), number) != numbers.end();
}

bool keeps_set(std::uint8_t record, std::uint8_t number, MetadataSet kept) {
  if (record != kApplication) {
    // The envelope says in what characters the rest is written.
    return kept.contains(MetadataKind::iptc) || (record == kEnvelope && number == 90);
  }
  const bool whole = kept.contains(MetadataKind::iptc);
  if (is_among(number, kOwnerSets)) {
    return whole ? !drops_copyright(kept) : keeps_copyright_alone(kept);
  }
  if (is_among(number, kPlaceSets)) {
    return whole ? kept.contains(MetadataKind::gps) : keeps_place_alone(kept);
  }
  return whole || number == 0;
}

struct PhotoshopResource {
  std::uint32_t number = 0;
  ByteView header;  ///< up to its length
  ByteView body;
};

/// Photoshop's own, and those of ImageReady, of its film and of other programs beside them.
bool begins_resource(ByteView bytes) {
  constexpr std::array<std::string_view, 5> kSignatures{"8BIM", "MeSa", "PHUT", "AgHg", "DCSR"};
  return std::any_of(kSignatures.begin(), kSignatures.end(),
                     [&](std::string_view signature) { return bytes.has(0, signature); });
}

/// Calls `visit` for each resource that is all there; stops where the structure ends.
void for_each_resource(ByteView bytes, const std::function<void(const PhotoshopResource&)>& visit) {
  std::uint64_t at = 0;
  while (begins_resource(bytes.from(at))) {
    const std::uint64_t name = 1U + bytes.u8(at + 6);
    const std::uint64_t header = 6 + name + name % 2;
    const std::uint64_t length = bytes.be32(at + header);
    const std::uint64_t body = at + header + 4;
    if (!bytes.holds(body, length)) {
      return;
    }
    const bool own = bytes.has(at, "8BIM");
    visit({own ? bytes.be16(at + 4) : kForeign, bytes.part(at, header), bytes.part(body, length)});
    at = body + length + length % 2;
  }
}

void put_resource(Bytes& out, ByteView header, ByteView body) {
  append(out, header);
  append_big(out, body.size(), 4);
  append(out, body);
  if (body.size() % 2 != 0) {
    out.push_back(std::byte{0});
  }
}

Bytes without_resources(std::span<const std::byte> resources,
                        std::initializer_list<std::uint32_t> numbers) {
  Bytes out;
  for_each_resource(ByteView(resources), [&](const PhotoshopResource& resource) {
    if (std::find(numbers.begin(), numbers.end(), resource.number) == numbers.end()) {
      put_resource(out, resource.header, resource.body);
    }
  });
  return out;
}

bool keeps_all_iptc(MetadataSet kept) {
  return kept.contains(MetadataKind::iptc) && kept.contains(MetadataKind::gps) &&
         !drops_copyright(kept);
}

bool keeps_resource(std::uint32_t number, MetadataSet kept) {
  switch (number) {
    case kCopyrightFlag:
    case kCopyrightUrl:
      return kept.contains(MetadataKind::iptc) ? !drops_copyright(kept)
                                               : keeps_copyright_alone(kept);
    case kExifResource:
    case kMoreExif:
    case kXmpResource: return false;
    case kIptcDigest: return keeps_all_iptc(kept);
    default: return kept.contains(MetadataKind::other);
  }
}

/// Of the record at `at`, with its header; nullopt where none begins there that is all there. The
/// long form tells first how many bytes its length has.
std::optional<std::uint64_t> record_length(ByteView bytes, std::uint64_t at) {
  constexpr std::uint64_t kHeader = 5;
  constexpr std::uint32_t kLongForm = 0x8000;
  const std::uint32_t told = bytes.be16(at + 3);
  const unsigned width = told >= kLongForm ? told - kLongForm : 0;
  const std::uint64_t body = width != 0 ? bytes.big(at + kHeader, width) : told;
  const std::uint64_t length = kHeader + width + body;
  const bool begins = bytes.u8(at) == 0x1C && told != kLongForm && width <= 4;
  return begins && bytes.holds(at, length) ? std::optional(length) : std::nullopt;
}

bool keeps_any_iptc(MetadataSet kept) {
  return kept.contains(MetadataKind::iptc) || keeps_copyright_alone(kept) ||
         keeps_place_alone(kept);
}

}  // namespace

Bytes kept_iptc(std::span<const std::byte> records, MetadataSet kept) {
  if (!keeps_any_iptc(kept)) {
    return {};
  }
  if (keeps_all_iptc(kept)) {
    return {records.begin(), records.end()};
  }
  const ByteView bytes(records);
  Bytes out;
  bool tells = false;
  std::uint64_t at = 0;
  while (const std::optional<std::uint64_t> length = record_length(bytes, at)) {
    if (keeps_set(bytes.u8(at + 1), bytes.u8(at + 2), kept)) {
      append(out, bytes.part(at, *length));
      tells |= bytes.u8(at + 1) == kApplication && bytes.u8(at + 2) != 0;
    }
    at += *length;
  }
  return tells ? out : Bytes();
}

Bytes kept_photoshop(std::span<const std::byte> resources, MetadataSet kept) {
  if (kept.holds_all()) {
    return {resources.begin(), resources.end()};
  }
  Bytes out;
  for_each_resource(ByteView(resources), [&](const PhotoshopResource& resource) {
    if (resource.number == kIptcRecords) {
      const Bytes records = kept_iptc(resource.body.bytes(), kept);
      if (!records.empty()) {
        put_resource(out, resource.header, ByteView(records));
      }
    } else if (keeps_resource(resource.number, kept)) {
      put_resource(out, resource.header, resource.body);
    }
  });
  return out;
}

Bytes photoshop_without_thumbnails(std::span<const std::byte> resources) {
  return without_resources(resources, {kThumbnail, kOldThumbnail});
}

Bytes photoshop_without_iptc(std::span<const std::byte> resources) {
  return without_resources(resources, {kIptcRecords});
}

Bytes iptc_of_photoshop(std::span<const std::byte> resources) {
  Bytes out;
  for_each_resource(ByteView(resources), [&](const PhotoshopResource& resource) {
    if (resource.number == kIptcRecords) {
      append(out, resource.body);
    }
  });
  return out;
}

Bytes photoshop_of_iptc(std::span<const std::byte> records) {
  Bytes out;
  constexpr std::string_view kHeader("8BIM\x04\x04\0\0", 8);
  put_resource(out, ByteView(std::as_bytes(std::span(kHeader))), ByteView(records));
  return out;
}

}  // namespace pixherd
