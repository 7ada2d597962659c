// SPDX-License-Identifier: Apache-2.0
#include "pixherd/files/output_path.hpp"

#include <algorithm>

#include "pixherd/files/tree.hpp"
#include "support/catch.hpp"
#include "support/random.hpp"

namespace pixherd {
namespace {

using enum ImageFormat;

TEST_CASE("a suffix goes before an extension of ours, and behind all else") {
  CHECK(with_suffix("d.x/a.b.JPEG", "-s") == "d.x/a.b-s.JPEG");
  CHECK(with_suffix("d.x/plain", "-s") == "d.x/plain-s");
  CHECK(with_suffix("a.txt", "-s") == "a.txt-s");
  CHECK(output_path("d/a.png", {webp, "@2x"}) == "d/a@2x.webp");
  CHECK(output_path("d/a.png", {std::nullopt, "@2x"}) == "d/a@2x.png");
  CHECK(output_path("d/a.png", {webp, ""}) == "d/a.webp");
}

TEST_CASE("what an output was made of is told by its name") {
  const auto may_be = [](std::string_view source, std::string_view name,
                         const OutputNaming& naming) {
    const auto sources = possible_sources(name, naming);
    return std::find(sources.begin(), sources.end(), source) != sources.end();
  };
  CHECK(may_be("a.JPG", "a-s.JPG", {std::nullopt, "-s"}));
  CHECK(may_be("a.png", "a-s.webp", {webp, "-s"}));
  CHECK(may_be("a.TIFF", "a-s.webp", {webp, "-s"}));
  CHECK(may_be("plain", "plain-s", {std::nullopt, "-s"}));
  CHECK(may_be("a.png", "a-s.png", {webp, "-s"}));  // a copy
  CHECK_FALSE(may_be("a.png", "a-s.gif", {webp, "-s"}));
  CHECK_FALSE(may_be("a.png", "a-s.webp", {std::nullopt, "-s"}));
  const OutputNaming renditions{std::nullopt, "", "{stem}-{width}.{ext}", {40, 80}};
  CHECK(may_be("a.JPG", "a-40.webp", renditions));
  CHECK(may_be("a", "a-40.webp", renditions));
  CHECK_FALSE(may_be("a.jpg", "a-wide.webp", renditions));
  CHECK_FALSE(may_be("a.jpg", "a-2.jpg", renditions));
  CHECK(possible_sources("a-40.txt", renditions).empty());
  CHECK(possible_sources("a.jpg", {std::nullopt, "-s"}).empty());
  CHECK(possible_sources("-s.jpg", {std::nullopt, "-s"}).empty());
  CHECK(possible_sources("a-s.jpg", {std::nullopt, ""}).empty());
}

TEST_CASE("an extension of another format is replaced") {
  CHECK(with_extension_for("a.png", webp) == "a.webp");
  CHECK(with_extension_for("d.x/a.b.JPEG", png) == "d.x/a.b.png");
  CHECK(with_extension_for("a.tiff", jpeg) == "a.jpg");
}

TEST_CASE("an extension that means the format already stays as it is written") {
  CHECK(with_extension_for("a.jpeg", jpeg) == "a.jpeg");
  CHECK(with_extension_for("a.JPG", jpeg) == "a.JPG");
  CHECK(with_extension_for("a.TIF", tiff) == "a.TIF");
  CHECK(with_extension_for("a.jfif", jpeg) == "a.jfif");
}

TEST_CASE("what is no extension of an image format is kept before the new one") {
  CHECK(with_extension_for("a", webp) == "a.webp");
  CHECK(with_extension_for("version-1.2", webp) == "version-1.2.webp");
  CHECK(with_extension_for(".png", webp) == ".png.webp");  // a hidden file, not an extension
  CHECK(with_extension_for("dir.png/a", webp) == "dir.png/a.webp");
  CHECK(with_extension_for("a.", gif) == "a..gif");
}

TEST_CASE("outputs that are all different do not collide") {
  CHECK_FALSE(find_collision({}).has_value());
  CHECK_FALSE(find_collision({"a"}).has_value());
  CHECK_FALSE(find_collision({"a", "A", "a/", "a.b", "aa"}).has_value());
}

TEST_CASE("two outputs of one name are found wherever they stand") {
  const auto collision = find_collision({"z", "b/a.webp", "c", "a", "b/a.webp", "d"});
  REQUIRE(collision.has_value());
  CHECK(collision->first == 1);
  CHECK(collision->second == 4);
  Random random(5);
  for (int round = 0; round < 100; ++round) {
    std::vector<std::string> names;
    for (int i = 0; i < 200; ++i) {
      names.push_back("folder/" + std::to_string(i) + ".webp");
    }
    std::shuffle(names.begin(), names.end(), random);
    REQUIRE_FALSE(find_collision(names).has_value());
    const std::size_t first = random() % 199;
    const std::size_t second = first + 1 + random() % (199 - first);
    names[second] = names[first];
    const auto found = find_collision(names);
    REQUIRE(found.has_value());
    CHECK(found->first == first);
    CHECK(found->second == second);
  }
}

TEST_CASE("a path is split at its last slash and joined by one") {
  CHECK(split_path("a/b/c").folder == "a/b");
  CHECK(split_path("a/b/c").name == "c");
  CHECK(split_path("c").folder.empty());
  CHECK(split_path("c").name == "c");
  CHECK(split_path("/c").folder.empty());
  CHECK(join_path("a", "b") == "a/b");
  CHECK(join_path("a/", "b") == "a/b");
  CHECK(join_path("/", "b") == "/b");
  CHECK(join_path("", "b") == "b");
  CHECK(join_path("a", "") == "a");
}

}  // namespace
}  // namespace pixherd
