// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "layers.hpp"
#include "option_table.hpp"

namespace pixherd {

// What pixherd prints about itself, all of it made of the table of options.

/// --help, for 80 columns.
std::string help_page(const OptionTable& table);

/// --manual: the source of pixherd(1), in man's macros.
std::string manual_page(const OptionTable& table);

/// --print-config: every option with its value and where that comes from. As a configuration it has
/// the same result.
std::string config_page(const OptionTable& table, const std::vector<Setting>& in_force);

/// --completions: a script for that shell, which is one of kShellNames.
std::string completions(const OptionTable& table, std::string_view shell);
inline constexpr Names<3> kShellNames{"bash", "zsh", "fish"};

/// Where a shell finds them.
struct CompletionsPlace {
  std::string_view shell;
  std::string_view command;  ///< puts them there
  std::string_view remark;   ///< what else is needed
};
inline constexpr std::array<CompletionsPlace, 3> kCompletionsPlaces{{
    {"bash", "pixherd --completions bash > ~/.local/share/bash-completion/completions/pixherd",
     "that folder is read by the package bash-completion"},
    {"zsh", "pixherd --completions zsh > ~/.zfunc/_pixherd",
     "with fpath=(~/.zfunc $fpath) in ~/.zshrc, above the line with compinit"},
    {"fish", "pixherd --completions fish > ~/.config/fish/completions/pixherd.fish",
     "fish reads that folder by itself"},
}};

std::string bash_completions(const OptionTable& table);
std::string zsh_completions(const OptionTable& table);
std::string fish_completions(const OptionTable& table);

/// What pages say alike.

inline constexpr std::string_view kSummary =
    "Shrinks, resizes and converts images and whole folders of them, with a herd of warm worker "
    "processes.";

/// A command line that works, and what it does.
struct Example {
  std::string_view command;
  std::string_view purpose;
};
const std::vector<Example>& examples();

/// An exit code, or several, and when it is that.
struct ExitMeaning {
  std::string_view code;
  std::string_view meaning;
};
const std::vector<ExitMeaning>& exit_meanings();

/// `text` in lines of at most `width` columns, broken at blanks.
std::vector<std::string> wrapped(std::string_view text, std::size_t width);

}  // namespace pixherd
