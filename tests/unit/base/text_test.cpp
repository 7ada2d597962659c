// SPDX-License-Identifier: Apache-2.0
#include "pixherd/base/text.hpp"

#include <limits>

#include <string>

#include "support/catch.hpp"
#include "support/random.hpp"

namespace pixherd {
namespace {

using namespace std::string_literals;

TEST_CASE("well-formed UTF-8 is told from what is not") {
  for (const std::string& good :
       {""s, "plain"s, "\0"s, "\xC3\xA4"s, "\xE2\x82\xAC"s, "\xF0\x9F\x90\x91"s, "\xED\x9F\xBF"s,
        "\xEF\xBF\xBF"s, "\xF4\x8F\xBF\xBF"s, "\xC2\x80"s, "\xE0\xA0\x80"s}) {
    CAPTURE(good);
    CHECK(is_utf8(good));
  }
  for (const std::string& bad :
       {"\x80"s, "\xC3"s, "\xC0\x80"s, "\xC1\xBF"s, "\xE0\x9F\xBF"s, "\xED\xA0\x80"s, "\xE2\x82"s,
        "\xF0\x8F\xBF\xBF"s, "\xF4\x90\x80\x80"s, "\xF5\x80\x80\x80"s, "\xFF"s, "a\xFEz"s,
        "\xC3(z"s, "\xF0\x9F\x90z"s}) {
    CAPTURE(printable(bad));
    CHECK_FALSE(is_utf8(bad));
  }
}

TEST_CASE("a name on a terminal can neither move the cursor nor forge a line") {
  CHECK(printable("sheep-\xC3\xA4.jpg") == "sheep-\xC3\xA4.jpg");
  CHECK(printable("a\nb") == "a\\x0ab");
  CHECK(printable("\x1B[2J") == "\\x1b[2J");
  CHECK(printable("\r\t\x7F") == "\\x0d\\x09\\x7f");
  CHECK(printable("\0x"s) == "\\x00x");
  CHECK(printable("\xC2\x9B"
                  "31m") == "\\xc2\\x9b31m");  // C1: one character that begins a sequence
  CHECK(printable("\xC2\xA0") == "\xC2\xA0");
  CHECK(printable("\xFF.png") == "\\xff.png");
  CHECK(printable("\xE2\x82") == "\\xe2\\x82");
}

TEST_CASE("a name cannot show as another: what turns or breaks its line is written out") {
  CHECK(printable("a\xE2\x80\xAEgpj.exe") == "a\\xe2\\x80\\xaegpj.exe");
  CHECK(printable("a\xE2\x80\xA8") == "a\\xe2\\x80\\xa8");
  CHECK(printable("\xE2\x81\xA6") == "\\xe2\\x81\\xa6");
  CHECK(printable("\xE2\x80\x94 \xE2\x81\xAA") == "\xE2\x80\x94 \xE2\x81\xAA");
  CHECK(printable("\xC2\x85\xC2\xA0") == "\\xc2\\x85\xC2\xA0");
}

TEST_CASE("whatever the bytes are, what is printed is UTF-8 without control characters") {
  Random random(20'240'601);
  for (int round = 0; round < 2'000; ++round) {
    std::string bytes(random() % 24, '\0');
    for (char& byte : bytes) {
      byte = static_cast<char>(random() % 256);
    }
    const std::string shown = printable(bytes);
    REQUIRE(is_utf8(shown));
    for (const char c : shown) {
      REQUIRE(static_cast<unsigned char>(c) >= 0x20);
      REQUIRE(c != 0x7F);
    }
    REQUIRE(printable(shown) == shown);
  }
}

TEST_CASE("base64 is that of RFC 4648") {
  CHECK(base64("").empty());
  CHECK(base64("f") == "Zg==");
  CHECK(base64("fo") == "Zm8=");
  CHECK(base64("foo") == "Zm9v");
  CHECK(base64("foob") == "Zm9vYg==");
  CHECK(base64("fooba") == "Zm9vYmE=");
  CHECK(base64("foobar") == "Zm9vYmFy");
  CHECK(base64("\xFB\xFF\xBF\0"s) == "+/+/AA==");
}

TEST_CASE("bytes are printed in decimal units with one decimal") {
  CHECK(format_bytes(0) == "0 B");
  CHECK(format_bytes(999) == "999 B");
  CHECK(format_bytes(1000) == "1.0 kB");
  CHECK(format_bytes(1'449'000) == "1.4 MB");
  CHECK(format_bytes(999'949) == "999.9 kB");
  CHECK(format_bytes(999'950) == "1.0 MB");  // never "1000.0 kB"
  CHECK(format_bytes(16'000'000'000) == "16.0 GB");
  CHECK(format_bytes(std::numeric_limits<std::uint64_t>::max()) == "18.4 EB");
}

TEST_CASE("durations are printed in the unit that suits them") {
  CHECK(format_seconds(0) == "0.0 s");
  CHECK(format_seconds(0.84) == "0.8 s");
  CHECK(format_seconds(59.9) == "59.9 s");
  CHECK(format_seconds(59.96) == "1 min 00 s");  // never "60.0 s"
  CHECK(format_seconds(125) == "2 min 05 s");
  CHECK(format_seconds(3599.6) == "1 h 00 min");
  CHECK(format_seconds(11'400) == "3 h 10 min");
}

TEST_CASE("bytes may have a B behind them") {
  CHECK(parse_bytes("300") == 300U);
  CHECK(parse_bytes("300B") == 300U);
  CHECK(parse_bytes("300KB") == 300'000U);
  CHECK(parse_bytes("2GiB") == 2'147'483'648U);
  for (const char* text : {"", "B", "KB", "3BB", "3B4"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_bytes(text).has_value());
  }
}

TEST_CASE("an amount may have a suffix for thousands or for powers of 1024") {
  CHECK(parse_amount("0") == 0U);
  CHECK(parse_amount("268402689") == 268'402'689U);
  CHECK(parse_amount("50M") == 50'000'000U);
  CHECK(parse_amount("1.5M") == 1'500'000U);
  CHECK(parse_amount("0.25Ki") == 256U);
  CHECK(parse_amount("3k") == 3000U);
  CHECK(parse_amount("3K") == 3000U);
  CHECK(parse_amount("2G") == 2'000'000'000U);
  CHECK(parse_amount("2Gi") == 2'147'483'648U);
  CHECK(parse_amount("1ti") == 1'099'511'627'776U);
  CHECK(parse_amount("18446744073709551615") == std::numeric_limits<std::uint64_t>::max());
  for (const char* text :
       {"", "M", "-1", "1.5", ".5M", "1.M", "1.2.3M", "1.1234567890k", "1 M", "1MB", "1Mib", "1x",
        "1kk", "1\x0B", "18446744073709551616", "18446744073709551615k", "99999999T"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_amount(text).has_value());
  }
}

TEST_CASE("a number is digits and nothing else") {
  CHECK(parse_number("0") == 0U);
  CHECK(parse_number("007") == 7U);
  CHECK(parse_number("18446744073709551615") == std::numeric_limits<std::uint64_t>::max());
  for (const char* text :
       {"", " 1", "1 ", "+1", "-1", "1.5", "1e3", "0x10", "max", "18446744073709551616"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_number(text).has_value());
  }
}

}  // namespace
}  // namespace pixherd
