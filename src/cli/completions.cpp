// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "pages.hpp"

namespace pixherd {
namespace {

/// What can be offered for the value of an option.
enum class Offer { nothing, words, list_of_words, files, folders };

Offer offer_for(const OptionEntry& entry) {
  if (!entry.choices.empty()) {
    return entry.takes_several() ? Offer::list_of_words : Offer::words;
  }
  const std::string type = entry.option->get_type_name();
  return type == "FILE" ? Offer::files : type == "DIR" ? Offer::folders : Offer::nothing;
}

std::string words_of(const OptionEntry& entry) {
  return fmt::format("{}", fmt::join(entry.choices, " "));
}

/// The first clause of the description.
std::string brief(const OptionEntry& entry) {
  const std::string& text = entry.option->get_description();
  std::size_t end = text.size();
  for (const std::string_view mark : {": ", "; ", " ("}) {
    end = std::min(end, text.find(mark));
  }
  return text.substr(0, end);
}

/// `text` between single quotes, for bash and zsh; fish understands it too.
std::string single_quoted(std::string_view text) {
  std::string quoted = "'";
  for (const char letter : text) {
    quoted += letter == '\'' ? std::string("'\\''") : std::string(1, letter);
  }
  return quoted + "'";
}

/// What a script says of itself, and how it comes to its place.
std::string head_for(std::string_view shell) {
  const auto* place =
      std::find_if(kCompletionsPlaces.begin(), kCompletionsPlaces.end(),
                   [&](const CompletionsPlace& each) { return each.shell == shell; });
  return fmt::format(
      "# {0} completion for pixherd, made by \"pixherd --completions {0}\"\n# {1}\n# {2}\n\n",
      shell, place->command, place->remark);
}

// --- bash --------------------------------------------------------------------------------------

std::string bash_case(const std::vector<std::string>& names, std::string_view how) {
  return fmt::format("    {})\n{}      return\n      ;;\n", fmt::join(names, " | "), how);
}

/// The line that offers what the option's value can be; empty where that is nothing.
std::string bash_offer(const OptionEntry& entry) {
  switch (offer_for(entry)) {
    case Offer::nothing: return "";
    case Offer::words:
      return fmt::format("      _pixherd_offer -W '{}' -- \"$cur\"\n", words_of(entry));
    case Offer::list_of_words:
      return fmt::format(
          "      _pixherd_offer -P \"${{cur%\"${{cur##*,}}\"}}\" -W '{}' -- \"${{cur##*,}}\"\n",
          words_of(entry));
    case Offer::files: return "      _pixherd_offer_names -f\n";
    case Offer::folders: return "      _pixherd_offer_names -d\n";
  }
  return "";
}

constexpr std::string_view kBashBeginning =
    R"(_pixherd_offer() {
  mapfile -t COMPREPLY < <(compgen "$@")
}

_pixherd_offer_names() {
  _pixherd_offer "$1" -- "$cur"
  compopt -o filenames 2>/dev/null
}

_pixherd() {
  local cur=${COMP_WORDS[COMP_CWORD]} option=${COMP_WORDS[COMP_CWORD - 1]} word
  COMPREPLY=()
  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    if [[ $word == -- ]]; then
      _pixherd_offer_names -f
      return
    fi
  done
  # bash makes three words of --option=value.
  if [[ $cur == = ]]; then
    cur=
  elif [[ $option == = ]]; then
    option=${COMP_WORDS[COMP_CWORD - 2]}
  fi
  case $option in
)";

// --- zsh ---------------------------------------------------------------------------------------

/// Text within a spec of _arguments.
std::string zsh_text(std::string_view text) {
  std::string escaped;
  for (const char letter : text) {
    escaped += letter == '[' || letter == ']' || letter == ':' || letter == '\\'
                   ? std::string("\\") + letter
                   : std::string(1, letter);
  }
  return escaped;
}

std::string zsh_action(const OptionEntry& entry) {
  switch (offer_for(entry)) {
    case Offer::nothing: return " ";
    case Offer::words: return fmt::format("({})", zsh_text(words_of(entry)));
    case Offer::list_of_words:
      return fmt::format("_sequence compadd - {}", zsh_text(words_of(entry)));
    case Offer::files: return "_files";
    case Offer::folders: return "_files -/";
  }
  return "";
}

std::string zsh_spec(const OptionEntry& entry, const std::string& name) {
  std::string spec = entry.takes_several() ? "*" : "";
  spec += name;
  if (entry.takes_value()) {
    spec += name.starts_with("--") ? "=" : "+";
  }
  spec += fmt::format("[{}]", zsh_text(brief(entry)));
  if (entry.takes_value()) {
    spec += fmt::format(":{}:{}", zsh_text(entry.option->get_type_name()), zsh_action(entry));
  }
  return fmt::format("  {} \\\n", single_quoted(spec));
}

// --- fish --------------------------------------------------------------------------------------

std::string fish_value(const OptionEntry& entry) {
  if (!entry.takes_value()) {
    return "";
  }
  switch (offer_for(entry)) {
    case Offer::nothing: return " -x";
    case Offer::words: return fmt::format(" -x -a {}", single_quoted(words_of(entry)));
    case Offer::list_of_words: return fmt::format(" -x -a '(__fish_append , {})'", words_of(entry));
    case Offer::files: return " -r -F";
    case Offer::folders: return " -x -a '(__fish_complete_directories)'";
  }
  return "";
}

std::string fish_line(const OptionEntry& entry) {
  std::string line = "complete -c pixherd";
  for (const std::string& letter : entry.option->get_snames()) {
    line += " -s " + letter;
  }
  for (const std::string& word : entry.option->get_lnames()) {
    line += " -l " + word;
  }
  return fmt::format("{}{} -d {}\n", line, fish_value(entry), single_quoted(brief(entry)));
}

}  // namespace

std::string bash_completions(const OptionTable& table) {
  std::string script = head_for("bash").append(kBashBeginning);
  std::vector<std::string> without_offer;
  for (const OptionEntry& entry : table.entries()) {
    const std::string offer = bash_offer(entry);
    const std::vector<std::string> names = entry.names();
    if (!offer.empty()) {
      script += bash_case(names, offer);
    } else if (entry.takes_value()) {
      without_offer.insert(without_offer.end(), names.begin(), names.end());
    }
  }
  script += bash_case(without_offer, "");
  script += fmt::format(
      "  esac\n"
      "  if [[ $cur == -* ]]; then\n"
      "    _pixherd_offer -W '{}' -- \"$cur\"\n"
      "  else\n"
      "    _pixherd_offer_names -f\n"
      "  fi\n"
      "}}\n\n"
      "complete -F _pixherd pixherd\n",
      fmt::join(table.all_names(), " "));
  return script;
}

std::string zsh_completions(const OptionTable& table) {
  std::string script = "#compdef pixherd\n" + head_for("zsh") + "_arguments -s -S : \\\n";
  for (const OptionEntry& entry : table.entries()) {
    for (const std::string& name : entry.names()) {
      script += zsh_spec(entry, name);
    }
  }
  return script + "  '*:INPUT:_files'\n";
}

std::string fish_completions(const OptionTable& table) {
  std::string script = head_for("fish");
  for (const OptionEntry& entry : table.entries()) {
    script += fish_line(entry);
  }
  return script;
}

}  // namespace pixherd
