// SPDX-License-Identifier: Apache-2.0
#include "pixherd/domain/image_format.hpp"

#include <algorithm>

#include <set>
#include <string>
#include <vector>

#include "support/before_nothing.hpp"
#include "support/catch.hpp"
#include "support/random.hpp"

namespace pixherd {
namespace {

using namespace std::string_literals;

/// The beginning of a file of some kind: its format, and how many bytes of it tell.
struct Head {
  std::string bytes;
  ImageFormat format;
  std::size_t telling;
};

std::vector<Head> known_heads() {
  using enum ImageFormat;
  return {
      {"\xFF\xD8\xFF\xE0\0\x10JFIF"s, jpeg, 3},
      {"\xFF\xD8\xFF\xE1\x10\0Exif"s, jpeg, 3},
      {"\x89PNG\r\n\x1A\n\0\0\0\rIHDR"s, png, 8},
      {"RIFF\x24\x10\0\0WEBPVP8L"s, webp, 12},
      {"GIF89a\x10\0\x10\0"s, gif, 6},
      {"GIF87a\x10\0\x10\0"s, gif, 6},
      {"II*\0\x08\0\0\0"s, tiff, 4},
      {"MM\0*\0\0\0\x08"s, tiff, 4},
      {"II+\0\x08\0\0\0"s, tiff, 4},
      {"MM\0+\0\x08\0\0"s, tiff, 4},
      {"\0\0\0\x1C"s + "ftypavif\0\0\0\0mif1miaf"s, avif, 12},
      {"\0\0\0\x1C"s + "ftypavis\0\0\0\0msf1miaf"s, avif, 12},
      {"\0\0\0\x20"s + "ftypmif1\0\0\0\0mif1miafavifMA1B"s, avif, 28},
      {"\0\0\0\x20"s + "ftypmsf1\0\0\0\0avismiafmsf1MA1B"s, avif, 20},
  };
}

/// Sniffs bytes that lie in memory of exactly their size, so that reading beyond them is seen.
std::optional<ImageFormat> sniff(std::string_view text) {
  const std::vector<char> exact(text.begin(), text.end());
  return sniff_format(std::as_bytes(std::span(exact)));
}

TEST_CASE("each format is recognised by its magic bytes") {
  for (const Head& head : known_heads()) {
    CAPTURE(head.bytes, name(head.format));
    CHECK(sniff(head.bytes) == head.format);
    CHECK(sniff(head.bytes + std::string(100, 'x')) == head.format);
  }
}

TEST_CASE("a file cut short is recognised as soon as its magic bytes are whole") {
  for (const Head& head : known_heads()) {
    const std::string file = head.bytes + std::string(64 - head.bytes.size(), '\0');
    for (std::size_t length = 0; length <= file.size(); ++length) {
      CAPTURE(name(head.format), length);
      const auto seen = sniff(file.substr(0, length));
      CHECK(seen == (length >= head.telling ? std::optional(head.format) : std::nullopt));
    }
  }
}

TEST_CASE("what only looks like an image is none") {
  for (const std::string& bytes :
       {""s, "GIF90a..."s, "RIFF\x24\x10\0\0WAVEfmt "s, "RIFX\0\0\0\0WEBP"s, "II\0*"s, "MM*\0"s,
        "\x89PNG\n\n\x1A\n"s, "\xFF\xD8"s, "\0\0\0\x1C"s + "ftypheic\0\0\0\0mif1heic"s,
        "\0\0\0\x1C"s + "ftypisom\0\0\0\0iso2mp41"s, "<svg xmlns="s, "BM\x36\0"s, "%PDF-1.7"s}) {
    CAPTURE(bytes);
    CHECK_FALSE(sniff(bytes).has_value());
  }
}

TEST_CASE("a brand behind the end of its box does not count") {
  CHECK_FALSE(sniff("\0\0\0\x14"s + "ftypmif1\0\0\0\0mif1avif"s).has_value());
  CHECK(sniff("\0\0\0\x18"s + "ftypmif1\0\0\0\0mif1avif"s) == ImageFormat::avif);
  CHECK_FALSE(sniff("\0\0\0\0"s + "ftypmif1\0\0\0\0avif"s).has_value());
}

TEST_CASE("random bytes neither trip the sniffer nor make it read beyond them") {
  Random random(7);
  BeforeNothing fenced;
  const auto heads = known_heads();
  for (int round = 0; round < 20'000; ++round) {
    std::string bytes = heads[random() % heads.size()].bytes;
    bytes.resize(random() % 80, 'z');
    for (int flips = 0; flips < 3 && !bytes.empty(); ++flips) {
      bytes[random() % bytes.size()] = static_cast<char>(random() % 256);
    }
    const auto exact = fenced.hold(std::as_bytes(std::span(bytes)));
    (void)sniff_format(exact);
    (void)describe_foreign(exact);
  }
}

TEST_CASE("what is not read is described for the message") {
  const auto describe = [](const std::string& bytes) {
    return std::string(describe_foreign(std::as_bytes(std::span(bytes))));
  };
  CHECK(describe("\0\0\0\x18"s + "ftypheic") == "HEIC image");
  CHECK(describe("\xFF\x0A\x12") == "JPEG XL image");
  CHECK(describe("%PDF-1.7") == "PDF document");
  CHECK(describe("BM\x36") == "BMP image");
  CHECK(describe("PK\x03\x04") == "ZIP archive");
  CHECK(describe("hello").empty());
  CHECK(describe("").empty());
}

TEST_CASE("every format has names of its own, which lead back to it") {
  std::set<std::string_view> words;
  for (const ImageFormat format : kImageFormats) {
    CHECK(words.insert(name(format)).second);
    CHECK(format_named(name(format)) == format);
    CHECK(format_named(extension(format)) == format);
    CHECK(format_named(title(format)) == format);  // in any case
    CHECK(format_of_file_name("x." + std::string(extension(format))) == format);
  }
  CHECK(format_named("JPG") == ImageFormat::jpeg);
  CHECK(format_named("tif") == ImageFormat::tiff);
  CHECK_FALSE(format_named("").has_value());
  CHECK_FALSE(format_named("bmp").has_value());
}

TEST_CASE("an extension promises a format, in any case") {
  CHECK(format_of_file_name("a.jpg") == ImageFormat::jpeg);
  CHECK(format_of_file_name("a.b.JPEG") == ImageFormat::jpeg);
  CHECK(format_of_file_name("a.jpe") == ImageFormat::jpeg);
  CHECK(format_of_file_name("a.JFIF") == ImageFormat::jpeg);
  CHECK(format_of_file_name("d.png/a.TIF") == ImageFormat::tiff);
  CHECK(format_of_file_name("/x/a.tiff") == ImageFormat::tiff);
  for (const char* none : {"", "a", "a.", ".png", "d/.png", "d.png/a", "a.png.txt", "png"}) {
    CAPTURE(none);
    CHECK_FALSE(format_of_file_name(none).has_value());
  }
}

TEST_CASE("a set of formats holds what was put in, and can leave out another set") {
  FormatSet some;
  CHECK(some.empty());
  some.insert(ImageFormat::jpeg);
  some.insert(ImageFormat::tiff);
  FormatSet other;
  other.insert(ImageFormat::jpeg);
  other.insert(ImageFormat::webp);
  const FormatSet left = some.without(other);
  CHECK(left.contains(ImageFormat::tiff));
  CHECK_FALSE(left.contains(ImageFormat::jpeg));
  some |= other;
  CHECK(some.contains(ImageFormat::webp));
  CHECK(FormatSet(some.bits()) == some);
}

}  // namespace
}  // namespace pixherd
