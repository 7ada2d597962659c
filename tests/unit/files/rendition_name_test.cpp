// SPDX-License-Identifier: Apache-2.0
#include "pixherd/files/rendition_name.hpp"
#include "support/catch.hpp"

namespace pixherd {
namespace {

constexpr const char* kUsual = "{stem}-{width}.{ext}";

TEST_CASE("a rendition stands in its source's folder under the template's name") {
  CHECK(rendition_path(kUsual, "a/b/c.jpg", {480, 270}, ImageFormat::webp) == "a/b/c-480.webp");
  CHECK(rendition_path(kUsual, "c.JPEG", {480, 270}, ImageFormat::jpeg) == "c-480.jpg");
  CHECK(rendition_path(kUsual, "c.d.png", {1, 1}, ImageFormat::avif) == "c.d-1.avif");
  CHECK(rendition_path(kUsual, "no extension", {1, 1}, ImageFormat::png) == "no extension-1.png");
  CHECK(rendition_path("{width}x{height}-{stem}.{ext}", "c.png", {3, 2}, ImageFormat::png) ==
        "3x2-c.png");
  CHECK(rendition_path(kUsual, "{width}.png", {3, 2}, ImageFormat::png) == "{width}-3.png");
}

TEST_CASE("the stem of a rendition is found again") {
  for (const std::string name_template :
       {kUsual, "{width}x{height}-{stem}.{ext}", "{stem}.{width}.{ext}", "{stem}({width}).{ext}",
        "{stem}-{stem}-{width}.{ext}"}) {
    for (const std::string stem : {"c", "c-480", "1", "{stem}", "a b.c", "a+b*", "a\nb"}) {
      const std::string path =
          rendition_path(name_template, stem + ".png", {480, 270}, ImageFormat::webp);
      CAPTURE(name_template, path);
      CHECK(stem_of_rendition(name_template, path, {80, 480}) == stem);
    }
  }
}

TEST_CASE("numbers in a name are widths where they are small enough") {
  using Widths = std::vector<std::uint32_t>;
  CHECK(widths_named("a-30-2019.jpg", 40) == Widths{30});
  CHECK(widths_named("7x08", 40) == Widths{7, 8});
  CHECK(widths_named("40-99999999999", 40).empty());
  CHECK(widths_named("a.jpg", 40).empty());
  CHECK_FALSE(stem_of_rendition(kUsual, "a-.jpg", {}).has_value());
}

TEST_CASE("what is no rendition has no such stem") {
  for (const char* name : {"c.webp", "c-480", "-480.webp", "c-wide.webp", "c-480.txt", "c_480.webp",
                           "c-2.webp", "c-4800.webp", "c-0480.webp", "c-48.webp"}) {
    CAPTURE(name);
    CHECK_FALSE(stem_of_rendition(kUsual, name, {80, 480}).has_value());
  }
}

}  // namespace
}  // namespace pixherd
