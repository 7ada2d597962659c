// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "config_file.hpp"
#include "pages.hpp"

namespace pixherd {
namespace {

/// Text as roff prints it: a dash stays a dash that can be copied, and no line is a request.
std::string roff(std::string_view text) {
  std::string escaped;
  for (const char letter : text) {
    if (letter == '-') {
      escaped += "\\-";
    } else if (letter == '\\') {
      escaped += "\\e";
    } else if (letter == '~') {
      escaped += "\\(ti";
    } else {
      escaped += letter;
    }
  }
  return escaped.starts_with('.') || escaped.starts_with('\'') ? "\\&" + escaped : escaped;
}

std::string bold(std::string_view text) { return "\\fB" + roff(text) + "\\fR"; }
std::string italic(std::string_view text) { return "\\fI" + roff(text) + "\\fR"; }

std::string section(std::string_view title) { return fmt::format(".SH {}\n", title); }

std::string entry_text(const OptionEntry& entry) {
  std::string names;
  for (const std::string& name : entry.names()) {
    names += (names.empty() ? "" : ", ") + bold(name);
  }
  if (entry.takes_value()) {
    names += " " + italic(entry.option->get_type_name());
  }
  return fmt::format(".TP\n{}\n{}.\n", names, roff(entry.text()));
}

std::string options_section(const OptionTable& table) {
  std::string text = section("OPTIONS");
  std::string topic;
  for (const OptionEntry& entry : table.entries()) {
    if (entry.topic != topic) {
      topic = entry.topic;
      text += fmt::format(".SS {}\n", topic);
    }
    text += entry_text(entry);
  }
  return text;
}

std::string configuration_section() {
  return section("CONFIGURATION") +
         roff(
             "An option that is not given is looked for in the environment, then in the "
             "project's configuration, then in the user's own. What is found first counts, and "
             "what it excludes in a later place is passed over: ") +
         bold("--in-place") + roff(" beats an ") + bold("output") +
         roff(" that stands in a file. Keys are the long names of options:\n") + ".PP\n.nf\n.RS\n" +
         roff("quality = 80\nkeep = [\"icc\", \"copyright\"]\n") + roff("in-place = true\n") +
         ".RE\n.fi\n.PP\n" +
         roff(
             "Relative paths in the project's configuration count from its own folder, and so do "
             "its globs with a slash and those of its table ") +
         bold("[budgets]") +
         roff(
             ", which --check holds files to. It stands last in the file; of several globs that "
             "match the last one counts:\n") +
         ".PP\n.nf\n.RS\n" +
         roff("[budgets]\n\"images/**\" = \"200K\"\n\"images/hero/*.jpg\" = \"500K\"\n") +
         ".RE\n.fi\n.PP\n" + bold("--print-config") +
         roff(" prints what is in force, in that form.\n");
}

std::string environment_section() {
  return section("ENVIRONMENT") + ".TP\n" + bold("PIXHERD_") + italic("OPTION") + "\n" +
         roff(
             "An option by its long name: PIXHERD_LONG_EDGE=1600 stands for --long-edge 1600, "
             "and PIXHERD_IN_PLACE=true for --in-place. A variable of no option sets nothing, and "
             "is "
             "told of on standard error.\n") +
         ".TP\n" + bold("NO_COLOR") + "\n" + roff("Where it is set, nothing is coloured.\n");
}

std::string files_section() {
  return section("FILES") + ".TP\n" + italic(kProjectFile) + "\n" +
         roff(
             "The project's configuration, in the current folder or the nearest above it, up to "
             "the one that holds .git.\n") +
         ".TP\n" + italic("$XDG_CONFIG_HOME/pixherd/config.toml") + "\n" +
         roff("The user's own; XDG_CONFIG_HOME is ~/.config unless it is set.\n");
}

std::string completions_section() {
  std::string text = section("COMPLETIONS") +
                     roff("Shells complete options and their words once they find a script:\n");
  for (const CompletionsPlace& place : kCompletionsPlaces) {
    text += fmt::format(".TP\n{}\n{}\n{}.\n", bold(place.shell), roff(place.command) + "\n.br",
                        roff(place.remark));
  }
  return text;
}

std::string exit_section() {
  std::string text = section("EXIT STATUS");
  for (const ExitMeaning& exit : exit_meanings()) {
    text += fmt::format(".TP\n{}\n{}.\n", bold(exit.code), roff(exit.meaning));
  }
  return text;
}

std::string examples_section_of_manual() {
  std::string text = section("EXAMPLES");
  for (const Example& example : examples()) {
    text += fmt::format(".TP\n{}\n{}.\n", bold(example.command), roff(example.purpose));
  }
  return text;
}

}  // namespace

std::string manual_page(const OptionTable& table) {
  return ".TH PIXHERD 1 \"\" pixherd \"User Commands\"\n" + section("NAME") +
         roff("pixherd - shrinks, resizes and converts folders of images\n") + section("SYNOPSIS") +
         ".B pixherd\n[\\fIOPTION\\fR]... \\fIINPUT\\fR...\n" + section("DESCRIPTION") +
         roff(kSummary) + "\n" + italic("INPUT") +
         roff(" is an image, a folder of them, or - for standard input.\n") +
         options_section(table) + configuration_section() + environment_section() +
         files_section() + exit_section() + completions_section() + examples_section_of_manual();
}

}  // namespace pixherd
