// SPDX-License-Identifier: Apache-2.0
#include "pixherd/cli/foreign_names.hpp"

#include <algorithm>
#include <cctype>
#include <set>

#include "command_line.hpp"

namespace pixherd {
namespace {

/// All that begins with a dash in `text`, without what stands behind it.
std::vector<std::string> options_in(std::string_view text) {
  const auto is_of_name = [](char letter) {
    return letter == '-' || std::isalnum(static_cast<unsigned char>(letter)) != 0;
  };
  std::vector<std::string> options;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '-' || (at > 0 && text[at - 1] != ' ')) {
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && is_of_name(text[end])) {
      ++end;
    }
    options.emplace_back(text.substr(at, end - at));
    at = end;
  }
  return options;
}

std::set<std::string> options_of_pixherd() {
  std::set<std::string> options;
  const std::string help = printed_by({"--help"}, 0);
  for (std::size_t from = 0; from < help.size();) {
    const std::size_t end = std::min(help.find('\n', from), help.size());
    const std::string line = help.substr(from, end - from);
    from = end + 1;
    for (const std::string& option : options_in(line.starts_with("  ") ? line : "")) {
      options.insert(option);
    }
  }
  return options;
}

TEST_CASE("what is known by another name elsewhere is answered with options that there are") {
  const std::set<std::string> ours = options_of_pixherd();
  REQUIRE(ours.contains("--processes"));
  std::set<std::string> seen;
  for (const ForeignName& each : foreign_names()) {
    std::size_t named = 0;
    for (const std::string& option : options_in(each.here)) {
      CAPTURE(each.here, option);
      // "git diff -z --name-only" is git's.
      if (option != "-" && option != "-z" && option != "--name-only") {
        CHECK(ours.contains(option));
        ++named;
      }
    }
    CAPTURE(each.names);
    CHECK(named > 0);
    for (const std::string& name : options_in(each.names)) {
      CAPTURE(name);
      CHECK(seen.insert(name).second);
      // That takes no value here, and one elsewhere.
      CHECK((name == "-q" || !ours.contains(name)));
    }
  }
}

TEST_CASE("a name of another program is refused with the one that it has here") {
  struct Case {
    std::vector<std::string> typed;
    std::string said;
  };
  const std::vector<Case> table{
      {{"--threads", "4"}, "--threads: no such option; did you mean --processes?"},
      {{"--jobs=4"}, "--jobs: no such option; did you mean --processes?"},
      {{"-j4"}, "-j4: no such option; did you mean --processes?"},
      {{"-j", "4"}, "-j: no such option; did you mean --processes?"},
      {{"-m80"}, "-m80: no such option; did you mean --quality, or --effort "},
      {{"-q80"}, "-q80: no such option; -q is short for --quiet "},
      {{"-quality", "80"}, "-quality: no such option; did you mean --quality?"},
      {{"-resize", "50%"}, "-resize: no such option; did you mean --long-edge, "},
      {{"--max-size", "1600"}, "did you mean --long-edge for pixels, --max-bytes for bytes?"},
      {{"--strip-all"}, "did you mean --keep none?"},
      {{"--keep-dates"}, "did you mean --preserve-times?"},
      {{"--force"}, "did you mean --overwrite all?"},
      {{"--dest", "web"}, "did you mean --output DIR?"},
      {{"--recursive"}, "--recursive: no such option; folders are walked with all below them"},
      {{"-r"}, "--no-recursive turns that off"},
      {{"--since", "main"}, "git diff -z --name-only"},
      {{"-nr"}, "-nr: no such option"},
      {{"--qualty", "8"}, "--qualty: no such option; did you mean --quality?"},
  };
  for (const Case& each : table) {
    std::vector<std::string> words{"in", "-o", "out"};
    words.insert(words.end(), each.typed.begin(), each.typed.end());
    const std::string text = printed_by(words, 2);
    CAPTURE(text);
    CHECK(contains(text, each.said));
  }
}

}  // namespace
}  // namespace pixherd
