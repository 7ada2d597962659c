// SPDX-License-Identifier: Apache-2.0
#include "pixherd/format/xmp.hpp"
#include "support/catch.hpp"
#include "support/put.hpp"

namespace pixherd {
namespace {

constexpr std::string_view kOpen =
    "<?xpacket begin='' id='W5M0MpCehiHzreSzNTczkc9d'?>\n"
    "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n"
    "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
    "<rdf:Description rdf:about=\"\" xmlns:exif=\"http://ns.adobe.com/exif/1.0/\"\n"
    " xmlns:dc=\"http://purl.org/dc/elements/1.1/\"\n"
    " xmlns:xmpRights=\"http://ns.adobe.com/xap/1.0/rights/\"\n"
    " xmlns:photoshop=\"http://ns.adobe.com/photoshop/1.0/\"";
constexpr std::string_view kClose =
    "</rdf:Description>\n</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end='w'?>";
constexpr std::string_view kRightsElement =
    "<dc:rights><rdf:Alt><rdf:li xml:lang=\"x-default\">Somebody &amp; Co</rdf:li></rdf:Alt>"
    "</dc:rights>";

std::string packet(const std::string& attributes, const std::string& elements) {
  return std::string(kOpen) + attributes + ">" + elements + std::string(kClose);
}

std::string filtered(const std::string& text, MetadataSet kept) {
  sample::Bytes bytes;
  sample::put(bytes, text);
  const auto made = kept_xmp(bytes, kept);
  return {reinterpret_cast<const char*>(made.data()), made.size()};
}

MetadataSet set_of(std::initializer_list<MetadataKind> kinds) {
  MetadataSet kept;
  for (const MetadataKind kind : kinds) {
    kept.insert(kind);
  }
  return kept;
}

const MetadataSet kNoPlace =
    set_of({MetadataKind::exif, MetadataKind::copyright, MetadataKind::xmp});

TEST_CASE("the place is cut out of XMP, be it told in attributes or in elements") {
  const std::string rest = " dc:format=\"image/jpeg\"";
  const struct {
    std::string attributes;
    std::string elements;
  } cases[] = {
      {" exif:GPSLatitude=\"48,12.5N\" exif:GPSLongitude='16,22.4E'", ""},
      {" photoshop:City=\"Wien\"", "<photoshop:Country>Austria</photoshop:Country>"},
      {"", "<exif:GPSLatitude>48,12.5N</exif:GPSLatitude><exif:GPSAltitude/>"},
      {" xmlns:drone=\"http://maker/\" drone:GpsLatitude=\"48\"",
       "<drone:Longitude>16</drone:Longitude>"},
      {" xmlns:geo=\"http://www.w3.org/2003/01/geo/wgs84_pos#\" geo:lat=\"48.2\"",
       "<geo:long>16.3</geo:long>"},
      {" xmlns:iptc=\"http://iptc.org/std/Iptc4xmpExt/2008-02-29/\"",
       "<iptc:LocationShown><rdf:Bag><rdf:li rdf:parseType=\"Resource\"><iptc:City>Wien</iptc:City>"
       "</rdf:li></rdf:Bag></iptc:LocationShown>"},
      {" xmlns:dwc=\"http://rs.tdwg.org/dwc/terms/\" dwc:verbatimCoordinates=\"48 12 30N\"",
       "<dwc:footprintWKT>POINT (16 48)</dwc:footprintWKT><dwc:county>Wien</dwc:county>"
       "<dwc:stateProvince>Austria</dwc:stateProvince><dwc:locality>Wien</dwc:locality>"},
      {" xmlns:mechanic=\"http://mechanic/\" mechanic:CountryCode=\"AUT 48\"",
       "<mechanic:City>Wien</mechanic:City><mechanic:HigherGeography>16</"
       "mechanic:HigherGeography>"}};
  for (const auto& [attributes, elements] : cases) {
    CAPTURE(attributes, elements);
    const std::string made =
        filtered(packet(rest + attributes, elements + std::string(kRightsElement)), kNoPlace);
    for (const char* place :
         {"GPS", "Gps", "48", "16", "Wien", "Austria", "Location", "Longitude"}) {
      CHECK(made.find(place) == std::string::npos);
    }
    CHECK(made.find(rest) != std::string::npos);
    CHECK(made.find(kRightsElement) != std::string::npos);
    CHECK(made.ends_with(kClose));
  }
}

TEST_CASE("XMP without a place, or with all to be kept, stays to the byte") {
  const std::string text = packet("", std::string(kRightsElement));
  CHECK(filtered(text, kNoPlace) == text);
  const std::string place = packet(" exif:GPSLatitude=\"1\"", "");
  CHECK(filtered(place, MetadataSet::all()) == place);
  CHECK(filtered(text, set_of({MetadataKind::icc, MetadataKind::exif})).empty());
}

TEST_CASE("a packet of nothing but the owner is made anew") {
  const std::string made =
      filtered(packet(" xmpRights:Marked=\"True\" photoshop:City=\"Wien\" dc:format=\"image/jpeg\"",
                      "<exif:GPSLatitude>48</exif:GPSLatitude>" + std::string(kRightsElement)),
               set_of({MetadataKind::copyright}));
  CHECK(made.find(kRightsElement) != std::string::npos);
  CHECK(made.find("xmpRights:Marked=\"True\"") != std::string::npos);
  CHECK(made.find("xmlns:xmpRights=") != std::string::npos);
  for (const char* other : {"GPS", "Wien", "format", "photoshop"}) {
    CHECK(made.find(other) == std::string::npos);
  }
  CHECK(filtered(made, set_of({MetadataKind::copyright})) == made);
  CHECK(filtered(packet(" dc:format=\"a\"", ""), set_of({MetadataKind::copyright})).empty());
}

TEST_CASE(
    "a packet of nothing but the place is made anew, with the owner where that is kept, too") {
  const std::string all =
      packet(" exif:GPSLongitude=\"16,22.4E\" photoshop:City=\"Wien\" dc:format=\"image/jpeg\"",
             "<exif:GPSLatitude>48</exif:GPSLatitude><exif:ISO>100</exif:ISO>" +
                 std::string(kRightsElement));
  const std::string place = filtered(all, set_of({MetadataKind::gps, MetadataKind::icc}));
  for (const char* told : {"GPSLongitude=\"16,22.4E\"", "GPSLatitude>48", "Wien", "xmlns:exif="}) {
    CAPTURE(told, place);
    CHECK(place.find(told) != std::string::npos);
  }
  for (const char* other : {"format", "ISO", "Somebody"}) {
    CHECK(place.find(other) == std::string::npos);
  }
  const std::string both = filtered(all, set_of({MetadataKind::gps, MetadataKind::copyright}));
  CHECK((both.find("Wien") != std::string::npos && both.find("Somebody") != std::string::npos));
  CHECK(both.find("format") == std::string::npos);
  // EXIF as a whole tells the place, too: nobody has asked for XMP.
  CHECK(filtered(all, set_of({MetadataKind::gps, MetadataKind::exif})).empty());
  CHECK(filtered(packet(" dc:format=\"a\"", ""), set_of({MetadataKind::gps})).empty());
}

TEST_CASE("whose a picture is, and how to reach them, is all of the owner") {
  const std::string told =
      "<iptc:CreatorContactInfo rdf:parseType=\"Resource\"><iptc:CiAdrCity>Wien</iptc:CiAdrCity>"
      "</iptc:CreatorContactInfo><plus:Licensor>Somebody</plus:Licensor>"
      "<aux:OwnerName>Somebody</aux:OwnerName>";
  const std::string spaces =
      " xmlns:iptc=\"http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/\""
      " xmlns:plus=\"http://ns.useplus.org/ldf/xmp/1.0/\""
      " xmlns:aux=\"http://ns.adobe.com/exif/1.0/aux/\"";
  const std::string all = packet(spaces, told + std::string(kRightsElement));
  MetadataSet kept = MetadataSet::all();
  kept.remove(MetadataKind::copyright);
  for (const char* owner : {"Somebody", "Wien", "Licensor", "OwnerName"}) {
    CHECK(filtered(all, kept).find(owner) == std::string::npos);
    CHECK(filtered(all, set_of({MetadataKind::copyright})).find(owner) != std::string::npos);
  }
  CHECK(filtered(all, kNoPlace) == all);
}

TEST_CASE("a packet of nothing but the owner declares the prefixes in it and no others") {
  const std::string made = filtered(
      packet(" xmlns:c=\"http://short/\" xmlns:q='http://\"quoted\"/' xmlns:in=\"http://inner/\""
             " xmlns:r=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"",
             "<dc:rights q:of=\"c:\"><in:a r:b=\"\">c:b</in:a></dc:rights>"),
      set_of({MetadataKind::copyright}));
  CHECK(made.find("<dc:rights q:of=\"c:\"><in:a r:b=\"\">c:b</in:a></dc:rights>") !=
        std::string::npos);
  CHECK(made.find(" xmlns:r=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"") != std::string::npos);
  CHECK(made.find(" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"") != std::string::npos);
  CHECK(made.find(" xmlns:q='http://\"quoted\"/'") != std::string::npos);
  CHECK(made.find(" xmlns:in=\"http://inner/\"") != std::string::npos);
  for (const char* other : {"xmlns:c=", "xmlns:exif=", "xmlns:xmpRights=", "xmlns:xml="}) {
    CHECK(made.find(other) == std::string::npos);
  }
}

TEST_CASE("a packet that declares very many prefixes beside a long copyright is read, too") {
  std::string declarations;
  for (int i = 0; i < 200'000; ++i) {
    declarations += " xmlns:p" + std::to_string(i) + "=\"u\"";
  }
  const std::string rights = "<dc:rights>" + std::string(2'000'000, 'r') + "</dc:rights>";
  const std::string made =
      filtered(packet(declarations, rights), set_of({MetadataKind::copyright}));
  CHECK(made.find(rights) != std::string::npos);
  CHECK(made.find("xmlns:p1=") == std::string::npos);
}

TEST_CASE("the owner is cut out of XMP where EXIF is to lose it, too") {
  const std::string made =
      filtered(packet(" exif:GPSLatitude=\"1\"", std::string(kRightsElement)),
               set_of({MetadataKind::exif, MetadataKind::gps, MetadataKind::xmp}));
  CHECK(made.find("Somebody") == std::string::npos);
  CHECK(made.find("GPSLatitude=\"1\"") != std::string::npos);
}

TEST_CASE("XMP that cannot be cut for certain is dropped whole") {
  const std::string place = " exif:GPSLatitude=\"48\"";
  for (const std::string& text :
       {std::string("<a"), std::string("no tags"), packet(place, "<!-- <exif:GPSLatitude>48 -->"),
        packet(place, "<![CDATA[ GPS ]]>"), packet(place, "<dc:a></dc:b>"), packet(place, "<dc:a>"),
        packet(place + " xmlns:exif='other'", ""), packet(" xmlns=\"http://default/\"" + place, ""),
        packet(place, "") + std::string("\0<", 2) + "a>", packet(" a=b", ""), packet(" a=\"b", ""),
        packet("", "<iptc:Location>Wien</iptc:Location>"), packet(" iptc:Location=\"Wien\"", ""),
        packet("", "<dc:a iptc:b=\"Wien\"/>"),
        packet(" xmlns:p=\"http://ns.adobe.com/photosho&#112;/1.0/\" p:City=\"Wien\"", "")}) {
    CAPTURE(text);
    CHECK(filtered(text, kNoPlace).empty());
  }
}

TEST_CASE("XMP no longer speaks of a gain map that has gone") {
  sample::Bytes bytes;
  sample::put(bytes, packet(" xmlns:hdrgm=\"http://ns.adobe.com/hdr-gain-map/1.0/\""
                            " hdrgm:Version=\"1.0\" dc:format=\"image/jpeg\"",
                            "<hdrgm:GainMapMax>2</hdrgm:GainMapMax>"));
  const auto made = without_gain_map(bytes);
  const std::string text(reinterpret_cast<const char*>(made.data()), made.size());
  CHECK(text.find("hdr-gain-map") == std::string::npos);
  CHECK(text.find("GainMapMax") == std::string::npos);
  CHECK(text.find("dc:format=\"image/jpeg\"") != std::string::npos);
}

}  // namespace
}  // namespace pixherd
