// SPDX-License-Identifier: Apache-2.0
#include "pixherd/files/glob.hpp"

#include <chrono>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "support/random.hpp"

namespace pixherd {
namespace {

struct GlobCase {
  const char* pattern;
  std::vector<const char*> taken;
  std::vector<const char*> left;
};

void check_files(const std::vector<GlobCase>& cases) {
  for (const GlobCase& each : cases) {
    const Glob glob(each.pattern);
    CAPTURE(each.pattern);
    for (const char* path : each.taken) {
      CAPTURE(path);
      CHECK(glob.matches_file(path));
    }
    for (const char* path : each.left) {
      CAPTURE(path);
      CHECK_FALSE(glob.matches_file(path));
    }
  }
}

TEST_CASE("stars, question marks and sets stay within a name") {
  check_files({
      {"*.jpg", {"a.jpg", ".jpg", "x.y.jpg"}, {"a.jpeg", "ajpg", "a.jpg.png"}},
      {"a?c", {"abc", "a.c"}, {"ac", "abbc"}},
      {"[a-c]x", {"ax", "bx", "cx"}, {"dx", "x", "-x"}},
      {"[!a-c]x", {"dx", "-x"}, {"ax", "x"}},
      {"[^a]x", {"bx"}, {"ax"}},
      {"[]a]x", {"]x", "ax"}, {"bx"}},
      {"[a-]x", {"ax", "-x"}, {"bx"}},
      {"[\\]]x", {"]x"}, {"\\x"}},
      {"a*/b", {"a/b", "ax/b"}, {"a/x/b", "b"}},
      {"a?b/c", {"axb/c"}, {"a/b/c"}},
      {"x/a[!z]b", {"x/acb"}, {"x/a/b", "x/azb"}},
  });
}

TEST_CASE("a pattern without a slash is for names at any depth, with one for whole paths") {
  check_files({
      {"a.jpg", {"a.jpg", "x/a.jpg", "x/y/a.jpg"}, {"xa.jpg", "a.jpg/b"}},
      {"x/a.jpg", {"x/a.jpg"}, {"a.jpg", "y/x/a.jpg"}},
      {"/a.jpg", {"a.jpg"}, {"x/a.jpg"}},
      {"./x/a.jpg", {"x/a.jpg"}, {"y/x/a.jpg"}},
      {"./a.jpg", {"a.jpg"}, {"x/a.jpg"}},
  });
}

TEST_CASE("two stars go across folders, and across none") {
  check_files({
      {"**/a", {"a", "x/a", "x/y/a"}, {"xa", "x/ya", "a/x"}},
      {"x/**", {"x/a", "x/y/a"}, {"x", "xy/a", "y/x/a"}},
      {"x/**/a", {"x/a", "x/y/a", "x/y/z/a"}, {"xa", "x/ya", "a"}},
      {"x/**/y/*.jpg", {"x/y/a.jpg", "x/1/2/y/a.jpg"}, {"x/y/z/a.jpg"}},
      {"**", {"a", "x/a"}, {}},
      {"x**y", {"xy", "xaby", "q/xaby"}, {"x/y"}},
      {"***/a", {"x/a"}, {"a", "x/y/a"}},
      {"{x,**/y}/a", {"x/a", "y/a", "1/2/y/a"}, {"1/x/a"}},
  });
}

TEST_CASE("braces hold alternatives, one in another too") {
  check_files({
      {"*.{jpg,png}", {"a.jpg", "x/a.png"}, {"a.gif", "a.jpg,png"}},
      {"a{,b}c", {"ac", "abc"}, {"a,c", "bc"}},
      {"{a,b{c,d}}e", {"ae", "bce", "bde"}, {"be", "ce"}},
      {"{a}b", {"ab"}, {"{a}b"}},
      {"{x/,}a.jpg", {"x/a.jpg", "a.jpg"}, {"y/a.jpg"}},
  });
}

TEST_CASE("what is not closed, or is behind a backslash, stands for itself") {
  check_files({
      {"[a", {"[a"}, {"a"}},
      {"{a,b", {"{a,b"}, {"a", "b"}},
      {"a,b}", {"a,b}"}, {"a"}},
      {"{a,{b,c}", {"{a,b", "{a,c"}, {"a", "b"}},
      {"\\*", {"*"}, {"a", "\\*"}},
      {"\\{a,b\\}", {"{a,b}"}, {"a"}},
      {"a\\", {"a\\"}, {"a"}},
      {"", {}, {"a", "x/a"}},
      {"/", {}, {"a"}},
  });
}

TEST_CASE("bytes that are no text are bytes like others") {
  CHECK(Glob("a?\xff").matches_file("a\x80\xff"));
  CHECK(Glob("[\x80-\xff]").matches_file("\xc3"));
  CHECK_FALSE(Glob("?").matches_file("\xc3\xa4"));
}

TEST_CASE("a slash at the end is for folders only") {
  CHECK(Glob("build/").matches_folder("build"));
  CHECK(Glob("build/").matches_folder("x/build"));
  CHECK_FALSE(Glob("build/").matches_file("build"));
  CHECK(Glob("x/build/").matches_folder("x/build"));
  CHECK_FALSE(Glob("x/build/").matches_folder("y/x/build"));
  CHECK(Glob("build").matches_folder("build"));
  CHECK(Glob("build").matches_file("build"));
}

/// The plainest matcher there is, for patterns without braces: tries everything.
bool matches_plainly(std::string_view pattern, std::string_view path) {
  if (pattern.empty()) {
    return path.empty();
  }
  if (pattern.starts_with("**/")) {
    for (std::size_t i = 0; i < path.size(); ++i) {
      if (path[i] == '/' && matches_plainly(pattern.substr(3), path.substr(i + 1))) {
        return true;
      }
    }
    return matches_plainly(pattern.substr(3), path);
  }
  if (pattern[0] == '*') {
    return matches_plainly(pattern.substr(1), path) ||
           (!path.empty() && path[0] != '/' && matches_plainly(pattern, path.substr(1)));
  }
  const bool one = !path.empty() && (pattern[0] == '?' ? path[0] != '/' : pattern[0] == path[0]);
  return one && matches_plainly(pattern.substr(1), path.substr(1));
}

/// Every pattern that comes out where each group of braces is one of its alternatives.
std::vector<std::string> without_braces(const std::string& pattern) {
  const std::size_t close = pattern.find('}');
  if (close == std::string::npos) {
    return {pattern};
  }
  const std::size_t open = pattern.rfind('{', close);
  std::vector<std::string> all;
  for (std::size_t begin = open + 1; begin <= close;) {
    const std::size_t end = std::min(pattern.find(',', begin), close);
    for (std::string& each :
         without_braces(pattern.substr(0, open) + pattern.substr(begin, end - begin) +
                        pattern.substr(close + 1))) {
      all.push_back(std::move(each));
    }
    begin = end + 1;
  }
  return all;
}

template <std::size_t N>
std::string made_of(const char* const (&pieces)[N], std::size_t most, Random& random) {
  std::string text;
  for (std::size_t left = random() % (most + 1); left > 0; --left) {
    text += pieces[random() % N];
  }
  return text;
}

TEST_CASE("random patterns take what the plainest matcher takes") {
  Random random(7);
  std::size_t taken = 0;
  for (int i = 0; i < 60'000; ++i) {
    const std::string pattern =
        "/" + made_of({"**/", "a/", "*/", "?b/", "{a,b}/", "{a*,{b,?}}/"}, 3, random) +
        made_of({"a", "b", "*a", "?", "{a,b}", "{,a}", "{b*,{a,?}b}"}, 4, random);
    const std::string path =
        made_of({"a/", "b/", "ab/", "ba/"}, 4, random) + made_of({"a", "b"}, 5, random);
    bool expected = false;
    for (const std::string& plain : without_braces(pattern.substr(1))) {
      expected = expected || matches_plainly(plain, path);
    }
    taken += expected ? 1 : 0;
    CAPTURE(pattern, path);
    if (!pattern.ends_with('/')) {
      REQUIRE(Glob(pattern).matches_file(path) == expected);
    }
  }
  CHECK(taken > 2'000);
}

TEST_CASE("a pattern made to be tried for ever is done at once") {
  std::string pattern;
  for (int i = 0; i < 60; ++i) {
    pattern += "{*,a}*";
  }
  const std::string path(2'000, 'a');
  const auto begin = std::chrono::steady_clock::now();
  CHECK_FALSE(Glob(pattern + "b").matches_file(path));
  CHECK(Glob(pattern + "a").matches_file(path));
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(5));
}

TEST_CASE("a hundred thousand braces are no more than many") {
  const std::string deep(100'000, '{');
  CHECK(Glob(deep).matches_file(deep));
  const Glob closed(deep + "a" + std::string(100'000, '}'));
  CHECK(closed.matches_file("a"));
}

}  // namespace
}  // namespace pixherd
