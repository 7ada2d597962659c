// SPDX-License-Identifier: Apache-2.0
#include "pages.hpp"

#include <algorithm>

namespace pixherd {

const std::vector<Example>& examples() {
  static const std::vector<Example> kExamples{
      {"pixherd photos/ -o web/ --preset web", "ready for a web site, the tree kept"},
      {"pixherd photos/ -o web/ --long-edge 1600 --format webp", "converted, and shrunk"},
      {"pixherd --in-place site/images", "smaller without loss, where they stand"},
      {"pixherd hero.jpg -o web/ --widths 480,960,1920", "the widths of a srcset"},
      {"pixherd photo.jpg -o - --max-bytes 200K > small.jpg", "one image to standard output"},
      {"pixherd photos/ -o web/ --dry-run", "what it would save"},
      {"pixherd --check site/images --min-savings 20%",
       "for CI: exit code 1 if one would shrink so much"},
      {"pixherd --preset web --print-config > .pixherd.toml", "options for this folder"},
  };
  return kExamples;
}

const std::vector<ExitMeaning>& exit_meanings() {
  static const std::vector<ExitMeaning> kMeanings{
      {"0", "all done; nothing to do, or nothing that got smaller, is this too"},
      {"1", "a file failed; with --check: one would get smaller or is over budget"},
      {"2", "a usage or configuration error: nothing was touched"},
      {"3", "stopped early (disk full, no worker can live), or not all was printed"},
      {"75", "another run holds the lock: try again later"},
      {"128+n", "ended by signal n, after cleaning up"},
  };
  return kMeanings;
}

std::string completions(const OptionTable& table, std::string_view shell) {
  return shell == "zsh"    ? zsh_completions(table)
         : shell == "fish" ? fish_completions(table)
                           : bash_completions(table);
}

std::vector<std::string> wrapped(std::string_view text, std::size_t width) {
  std::vector<std::string> lines(1);
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    if (!lines.back().empty() && lines.back().size() + 1 + word.size() > width) {
      lines.emplace_back();
    }
    lines.back() += (lines.back().empty() ? "" : " ") + std::string(word);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

}  // namespace pixherd
