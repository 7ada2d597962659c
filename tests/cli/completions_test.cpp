// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "support/catch.hpp"
#include "support/compare.hpp"
#include "support/needed_program.hpp"
#include "support/run_pixherd.hpp"

namespace pixherd {
namespace {

std::vector<std::string> sorted_lines(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) {
    if (!line.empty()) {
      lines.push_back(line);
    }
  }
  std::sort(lines.begin(), lines.end());
  return lines;
}

/// A folder with that shell's completions in "script", and some names to complete.
void write_completions(const TempFolder& temp, const std::string& shell) {
  const Ended script = run_pixherd({"--completions", shell});
  REQUIRE(script.exit_code == 0);
  temp.write("script", script.out);
  temp.write("photos/a.jpg", "");
  temp.write("phone list.txt", "");
}

Ended run_shell(const TempFolder& temp, Arguments words) {
  Command shell = inside(temp);
  shell.program = "/usr/bin/env";
  shell.arguments = std::move(words);
  return run(shell);
}

/// What bash offers for the last of these words.
std::vector<std::string> offered_by_bash(const Arguments& words) {
  TempFolder temp;
  write_completions(temp, "bash");
  std::string script = "source ./script; COMP_WORDS=(pixherd";
  for (const std::string& word : words) {
    script += fmt::format(" '{}'", word);
  }
  script +=
      fmt::format("); COMP_CWORD={}; _pixherd; printf '%s\\n' \"${{COMPREPLY[@]}}\"", words.size());
  const Ended ended = run_shell(temp, {"bash", "--norc", "-c", script});
  CHECK(ended.err.empty());
  return sorted_lines(ended.out);
}

TEST_CASE("bash completes options, words, lists of words, files and folders") {
  using Offers = std::vector<std::string>;
  CHECK(offered_by_bash({"--long"}) == Offers{"--long-edge"});
  CHECK(offered_by_bash({"in", "--web"}) == Offers{"--webp-effort", "--webp-quality"});
  CHECK(offered_by_bash({"--preset", ""}) == Offers{"archive", "email", "thumbnail", "web"});
  CHECK(offered_by_bash({"--format", "w"}) == Offers{"webp"});
  CHECK(offered_by_bash({"--format", "=", "w"}) == Offers{"webp"});
  CHECK(offered_by_bash({"--overwrite", "="}) == Offers{"all", "bigger", "never"});
  CHECK(offered_by_bash({"--keep", "i"}) == Offers{"icc", "iptc"});
  CHECK(offered_by_bash({"--keep", "exif,c"}) == Offers{"exif,copyright"});
  CHECK(offered_by_bash({"--quality", ""}).empty());
  CHECK(offered_by_bash({"-o", "ph"}) == Offers{"photos"});
  CHECK(offered_by_bash({"--files-from", "ph"}) == Offers{"phone list.txt", "photos"});
  CHECK(offered_by_bash({"ph"}) == Offers{"phone list.txt", "photos"});
  CHECK(offered_by_bash({"--", "--long"}).empty());
  CHECK(offered_by_bash({"--comp"}) == Offers{"--completions"});
}

TEST_CASE("every shell reads its completions without complaint, and they have every long option") {
  for (const std::string shell : {"bash", "zsh", "fish"}) {
    TempFolder temp;
    write_completions(temp, shell);
    const std::string script = run_pixherd({"--completions", shell}).out;
    for (const std::string name : {"long-edge", "no-upscale", "colors", "preset", "print-config"}) {
      CAPTURE(shell, name);
      CHECK(contains(script, name));
    }
    if (!has_program(shell)) {
      WARN("not read by " << shell << ", which is not here");
      continue;
    }
    const Ended ended = run_shell(temp, {shell, "-n", "script"});
    CAPTURE(shell, ended.err);
    CHECK(ended.exit_code == 0);
    CHECK(ended.err.empty());
  }
}

TEST_CASE("fish completes options and words") {
  if (!has_program("fish")) {
    WARN("SKIPPED: needs fish");
    return;
  }
  TempFolder temp;
  write_completions(temp, "fish");
  const auto offered = [&](const std::string& line) {
    Command fish = inside(temp);
    fish.program = "/usr/bin/env";
    fish.arguments = {"fish", "--no-config", "-c",
                      fmt::format("source script; complete -C '{}' | cut -f1", line)};
    fish.environment["HOME"] = temp.path().string();
    return sorted_lines(run(fish).out);
  };
  using Offers = std::vector<std::string>;
  CHECK(offered("pixherd --long-") == Offers{"--long-edge"});
  CHECK(offered("pixherd --format we") == Offers{"webp"});
  CHECK(offered("pixherd --keep exif,co") == Offers{"exif,copyright"});
  CHECK(offered("pixherd -o pho") == Offers{"photos/"});
}

TEST_CASE("zsh completes options and words") {
  if (!has_program("zsh")) {
    WARN("SKIPPED: needs zsh");
    return;
  }
  TempFolder temp;
  write_completions(temp, "zsh");
  // What _arguments would take each spec for; a spec that it cannot read it reports.
  const Ended ended =
      run_shell(temp, {"zsh", "-f", "-c",
                       "_arguments() { print -l -- \"$@\"; }; _files() { :; }; source ./script"});
  CHECK(ended.err.empty());
  CHECK(contains(ended.out,
                 "--format=[Convert to jpeg, png, webp, avif, gif or tiff]:FORMAT:("
                 "jpeg jpg png webp avif gif tif tiff original)"));
  CHECK(contains(ended.out, "--output=[Write to this folder, the tree kept]:DIR:_files -/"));
}

TEST_CASE("zsh finds its completions where their head says that they go") {
  if (!has_program("zsh")) {
    WARN("SKIPPED: needs zsh");
    return;
  }
  TempFolder temp;
  const Ended script = run_pixherd({"--completions", "zsh"});
  CHECK(contains(script.out, "# pixherd --completions zsh > ~/.zfunc/_pixherd\n"));
  CHECK(contains(script.out, "fpath=(~/.zfunc $fpath)"));
  temp.write(".zfunc/_pixherd", script.out);
  Command zsh = inside(temp);
  zsh.program = "/usr/bin/env";
  zsh.arguments = {"zsh", "-f", "-c",
                   "fpath=(~/.zfunc $fpath); autoload -U compinit; compinit -u -D; "
                   "print -r -- $_comps[pixherd]"};
  zsh.environment["HOME"] = temp.path().string();
  CHECK(run(zsh).out == "_pixherd\n");
}

TEST_CASE("the head of completions, and the manual, tell where they go") {
  const std::string manual = run_pixherd({"--manual"}).out;
  for (const std::string file : {"completions/pixherd", "_pixherd", "pixherd.fish"}) {
    CHECK(contains(manual, file));
  }
  CHECK(contains(run_pixherd({"--completions", "bash"}).out,
                 "> ~/.local/share/bash-completion/completions/pixherd\n"));
  CHECK(contains(run_pixherd({"--completions", "fish"}).out,
                 "> ~/.config/fish/completions/pixherd.fish\n"));
}

TEST_CASE("a shell for which there are no completions is named") {
  const Ended ended = run_pixherd({"--completions", "csh"});
  CHECK(ended.exit_code == 2);
  CHECK(contains(ended.err, "csh is none of bash, zsh, fish"));
}

}  // namespace
}  // namespace pixherd
