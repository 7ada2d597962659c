// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <set>
#include <utility>

#include "pixherd/base/bytes.hpp"
#include "pixherd/base/text.hpp"
#include "pixherd/format/exif.hpp"
#include "pixherd/format/xmp.hpp"
#include "xml_tags.hpp"

namespace pixherd {
namespace {

constexpr std::string_view kRdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
constexpr std::string_view kXmpBasic = "http://ns.adobe.com/xap/1.0/";
constexpr std::string_view kThumbnails = "Thumbnails";
constexpr std::string_view kDublinCore = "http://purl.org/dc/elements/1.1/";
constexpr std::string_view kRights = "http://ns.adobe.com/xap/1.0/rights/";
constexpr std::string_view kPhotoshopSpace = "http://ns.adobe.com/photoshop/1.0/";
constexpr std::string_view kTiffSpace = "http://ns.adobe.com/tiff/1.0/";
constexpr std::string_view kIptcCore = "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/";
constexpr std::string_view kIptcExtension = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/";
constexpr std::string_view kLicences = "http://ns.useplus.org/ldf/xmp/1.0/";
constexpr std::string_view kCreativeCommons = "http://creativecommons.org/ns#";
constexpr std::string_view kExifAuxiliary = "http://ns.adobe.com/exif/1.0/aux/";
constexpr std::string_view kExifExtension = "http://cipa.jp/exif/1.0/";
constexpr std::string_view kGeo = "http://www.w3.org/2003/01/geo/wgs84_pos#";
constexpr std::string_view kAnyGainMap = "http://ns.adobe.com/hdr-gain-map/";
constexpr std::string_view kContainer = "http://ns.google.com/photos/1.0/container/";
constexpr std::string_view kCamera = "http://ns.google.com/photos/1.0/camera/";

using Property = std::pair<std::string_view, std::string_view>;
constexpr std::array<Property, 8> kPlace{{{kPhotoshopSpace, "City"},
                                          {kPhotoshopSpace, "State"},
                                          {kPhotoshopSpace, "Country"},
                                          {kIptcCore, "Location"},
                                          {kIptcCore, "CountryCode"},
                                          {kIptcExtension, "LocationCreated"},
                                          {kIptcExtension, "LocationShown"},
                                          {kTiffSpace, "GPSInfo"}}};
/// An address among these is where the author can be written to, and no place of the picture.
constexpr std::array<Property, 10> kOwner{{{kDublinCore, "rights"},
                                           {kDublinCore, "creator"},
                                           {kIptcCore, "CreatorContactInfo"},
                                           {kPhotoshopSpace, "AuthorsPosition"},
                                           {kPhotoshopSpace, "CaptionWriter"},
                                           {kPhotoshopSpace, "Credit"},
                                           {kTiffSpace, "Artist"},
                                           {kTiffSpace, "Copyright"},
                                           {kExifAuxiliary, "OwnerName"},
                                           {kExifExtension, "CameraOwnerName"}}};

using Chosen = std::function<bool(const XmlName&)>;

template <std::size_t N>
bool is_one_of(const XmlName& name, const std::array<Property, N>& properties) {
  return std::find(properties.begin(), properties.end(), Property{name.space, name.local}) !=
         properties.end();
}

/// Whatever calls itself so, in any namespace: makers of cameras have their own.
bool tells_place(const XmlName& name) {
  // The latter half are Darwin Core's, of where a specimen was found.
  constexpr std::array<std::string_view, 12> kParts{
      "latitude",    "longitude",    "countrycode", "provincestate", "geography", "shotlocation",
      "coordinates", "footprintwkt", "locality",    "municipality",  "county",    "stateprovince"};
  const std::string local = lower_case(name.local);
  return name.space == kGeo || is_one_of(name, kPlace) || local.starts_with("gps") ||
         local == "city" || local == "country" || local == "location" ||
         std::any_of(kParts.begin(), kParts.end(),
                     [&](std::string_view part) { return local.find(part) != std::string::npos; });
}

bool tells_owner(const XmlName& name) {
  return name.space == kRights || name.space == kLicences || name.space == kCreativeCommons ||
         is_one_of(name, kOwner);
}

/// Where further pictures and a film stand behind this one, and how they belong together.
bool tells_companions(const XmlName& name) {
  return name.space.starts_with(kAnyGainMap) || name.space.starts_with(kContainer) ||
         name.space == kCamera;
}

std::string_view text_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

Bytes bytes_of_text(std::string_view text) {
  const auto bytes = std::as_bytes(std::span(text));
  return {bytes.begin(), bytes.end()};
}

struct Document {
  std::string_view text;
  std::vector<XmlTag> tags;
  XmlPrefixes prefixes;
};

std::optional<Document> document(std::string_view text) {
  std::optional<std::vector<XmlTag>> tags = xml_tags(text);
  std::optional<XmlPrefixes> prefixes = tags ? xml_prefixes(*tags) : std::nullopt;
  if (!prefixes) {
    return std::nullopt;
  }
  return Document{text, std::move(*tags), std::move(*prefixes)};
}

/// The text without the elements and attributes that are unwanted, and without the declarations of
/// namespaces that are so as a whole.
std::string without(const Document& document, const Chosen& unwanted) {
  std::string made;
  std::size_t copied = 0;
  const auto cut = [&](std::size_t from, std::size_t to) {
    if (from >= copied) {
      made.append(document.text, copied, from - copied);
      copied = to;
    }
  };
  for (std::size_t i = 0; i < document.tags.size(); ++i) {
    const XmlTag& tag = document.tags[i];
    if (tag.begin < copied || tag.kind == XmlTag::Kind::closes) {
      continue;
    }
    if (unwanted(resolved(tag.name, document.prefixes))) {
      cut(tag.begin, document.tags[tag.partner].end);
      continue;
    }
    for (const XmlAttribute& attribute : tag.attributes) {
      const bool declares = attribute.name.starts_with("xmlns:");
      if (unwanted(declares ? XmlName{attribute.value, ""}
                            : resolved(attribute.name, document.prefixes))) {
        cut(attribute.begin, attribute.end);
      }
    }
  }
  made.append(document.text, copied, document.text.size() - copied);
  return made;
}

bool is_rdf(const Document& document, const XmlTag& tag, std::string_view local) {
  const XmlName name = resolved(tag.name, document.prefixes);
  return name.space == kRdf && name.local == local;
}

/// True where the tag describes the picture itself, and not something that is told of within.
bool describes_picture(const Document& document, const XmlTag& tag) {
  return tag.kind != XmlTag::Kind::closes && is_rdf(document, tag, "Description") &&
         is_rdf(document, document.tags[tag.parent], "RDF");
}

/// What is told of the picture itself, as attributes and as elements of one description.
struct Properties {
  std::string attributes;
  std::string elements;
  std::set<std::string_view> prefixes;  ///< of all the names in both
};

/// Copies an element with all that is in it; returns the index of the tag that closes it.
std::size_t copy_element(const Document& document, std::size_t opening, Properties& into) {
  const std::size_t closing = document.tags[opening].partner;
  const std::size_t begin = document.tags[opening].begin;
  into.elements.append(document.text, begin, document.tags[closing].end - begin);
  for (std::size_t i = opening; i <= closing; ++i) {
    into.prefixes.insert(prefix_of(document.tags[i].name));
    for (const XmlAttribute& attribute : document.tags[i].attributes) {
      into.prefixes.insert(prefix_of(attribute.name));
    }
  }
  return closing;
}

Properties properties_of(const Document& document, const Chosen& wanted) {
  Properties found;
  std::set<std::string_view> seen;
  const auto is_new = [&](std::string_view name) {
    return wanted(resolved(name, document.prefixes)) && seen.insert(name).second;
  };
  for (std::size_t i = 0; i < document.tags.size(); ++i) {
    const XmlTag& tag = document.tags[i];
    const bool inside = describes_picture(document, document.tags[tag.parent]);
    if (tag.kind != XmlTag::Kind::closes && inside && is_new(tag.name)) {
      i = copy_element(document, i, found);
      continue;
    }
    for (const XmlAttribute& attribute : tag.attributes) {
      if (describes_picture(document, tag) && is_new(attribute.name)) {
        found.attributes += ' ';
        found.attributes.append(document.text, attribute.begin, attribute.end - attribute.begin);
        found.prefixes.insert(prefix_of(attribute.name));
      }
    }
  }
  return found;
}

/// The declarations of the prefixes that were copied; `declared` is so already.
std::string declarations_of(const Properties& copied, const Document& document,
                            std::string_view declared) {
  std::string made;
  for (const std::string_view prefix : copied.prefixes) {
    const auto found = document.prefixes.find(prefix);
    if (found != document.prefixes.end() && prefix != declared) {
      const char quote = found->second.find('"') == std::string::npos ? '"' : '\'';
      made += fmt::format(" xmlns:{}={}{}{}", prefix, quote, found->second, quote);
    }
  }
  return made;
}

/// A packet of nothing but the properties that are wanted; empty where there are none.
std::string packet_of(const Document& document, const Chosen& wanted) {
  const Properties parts = properties_of(document, wanted);
  if (parts.attributes.empty() && parts.elements.empty()) {
    return "";
  }
  std::string rdf;
  for (const auto& [prefix, space] : document.prefixes) {
    rdf = space == kRdf ? prefix : rdf;
  }
  return "<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
         "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><" +
         rdf + ":RDF xmlns:" + rdf + "=\"" + std::string(kRdf) + "\"><" + rdf + ":Description " +
         rdf + ":about=\"\"" + declarations_of(parts, document, rdf) + parts.attributes + '>' +
         parts.elements + "</" + rdf + ":Description></" + rdf +
         ":RDF></x:xmpmeta>\n<?xpacket end=\"w\"?>";
}

}  // namespace

Bytes kept_xmp(std::span<const std::byte> packet, MetadataSet kept, XmpCompanions companions) {
  const bool whole = kept.contains(MetadataKind::xmp);
  const bool owner_alone = !whole && keeps_copyright_alone(kept);
  const bool place_alone = !whole && keeps_place_alone(kept);
  const bool marks_alone = !whole && companions == XmpCompanions::kept;
  const bool drops_place = !kept.contains(MetadataKind::gps);
  if (!whole && !owner_alone && !place_alone && !marks_alone) {
    return {};
  }
  if (whole && !drops_place && !drops_copyright(kept)) {
    return {packet.begin(), packet.end()};
  }
  const std::optional<Document> read = document(text_of(packet));
  if (!read) {
    return {};
  }
  if (!whole) {
    return bytes_of_text(packet_of(*read, [&](const XmlName& name) {
      return (owner_alone && tells_owner(name)) || (place_alone && tells_place(name)) ||
             (marks_alone && tells_companions(name));
    }));
  }
  return bytes_of_text(without(*read, [&](const XmlName& name) {
    return (drops_place && tells_place(name)) || (drops_copyright(kept) && tells_owner(name));
  }));
}

bool names_companions(std::span<const std::byte> part) {
  const std::string_view text = text_of(part);
  return names_gain_map(part) || text.find(kContainer) != std::string_view::npos ||
         text.find(kCamera) != std::string_view::npos;
}

bool names_gain_map(std::span<const std::byte> part) {
  return text_of(part).find(kAnyGainMap) != std::string_view::npos;
}

Bytes without_gain_map(std::span<const std::byte> packet) {
  const std::optional<Document> read = document(text_of(packet));
  if (!read) {
    return {};
  }
  return bytes_of_text(without(*read, [](const XmlName& name) {
    return name.space.starts_with(kAnyGainMap) || name.space == kContainer;
  }));
}

bool names_thumbnails(std::span<const std::byte> packet) {
  return text_of(packet).find(kThumbnails) != std::string_view::npos;
}

Bytes without_thumbnails(std::span<const std::byte> packet) {
  const std::optional<Document> read = document(text_of(packet));
  if (!read) {
    return {};
  }
  return bytes_of_text(without(*read, [](const XmlName& name) {
    return name.space == kXmpBasic && name.local == kThumbnails;
  }));
}

bool may_tell_more(std::string_view part, MetadataSet kept) {
  if (kept.contains(MetadataKind::gps) && !drops_copyright(kept)) {
    return false;
  }
  const std::string text = lower_case(part);
  const auto says = [&](std::string_view word) { return text.find(word) != std::string::npos; };
  const bool place = says("gps") || says("latitude") || says("longitude") || says("location") ||
                     says("geo/wgs84_pos") || says(":city") || says(":state") || says(":country");
  const bool owner = says(":rights") || says(":creator") || says("xmprights") || says(":credit");
  return (place && !kept.contains(MetadataKind::gps)) || (owner && drops_copyright(kept));
}

}  // namespace pixherd
