// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <sstream>

#include "flags.hpp"
#include "option_values.hpp"
#include "pixherd/base/text.hpp"
#include "pixherd/cli/options.hpp"
#include "pixherd/domain/exit_status.hpp"

namespace pixherd {
namespace {

constexpr const char* kDescription =
    "Shrinks, resizes and converts images and whole folders of them, with a herd of warm worker "
    "processes.";

constexpr const char* kExamples =
    "Examples:\n"
    "  pixherd photos/ -o web/ --long-edge 1600 --format webp   a folder, converted\n"
    "  pixherd --in-place site/images                           without loss, where they stand\n"
    "  pixherd photos/ -o web/ --plan                           what would be done by whom\n"
    "\n"
    "Exit codes: 0 all done, 1 at least one file failed, 2 usage error (nothing was touched),\n"
    "3 stopped early, 128+n ended by signal n.";

/// CLI11 takes the word behind "--output=" for its value.
void refuse_missing_values(int argc, const char* const* argv) {
  for (int i = 1; i < argc && std::string_view(argv[i]) != "--"; ++i) {
    const std::string_view word = argv[i];
    if (word.starts_with("--") && word.find('=') + 1 == word.size()) {
      throw UsageError{fmt::format("{}: its value is empty", word.substr(0, word.size() - 1))};
    }
  }
}

/// An empty value is a variable of a script that was never set, and not an option left out.
void refuse_empty_values(const CLI::App& app) {
  for (const CLI::Option* option : app.get_options()) {
    const std::vector<std::string>& values = option->results();
    if (!option->get_positional() && std::find(values.begin(), values.end(), "") != values.end()) {
      throw UsageError{fmt::format("{}: its value is empty", option->get_name())};
    }
  }
}

PrintAndExit usage_error(const std::string& message) {
  return {fmt::format("pixherd: {}\nTry 'pixherd --help'.\n", printable(message)), kExitUsage};
}

}  // namespace

std::variant<Options, PrintAndExit> parse_arguments(int argc, const char* const* argv) {
  Flags flags;
  CLI::App app(kDescription, "pixherd");
  app.footer(kExamples);
  app.set_help_flag();  // declared with the others
  OptionTable table(app);
  declare_options(table, flags);
  try {
    refuse_missing_values(argc, argv);
    app.parse(argc, argv);
    if (!flags.version) {
      refuse_empty_values(app);
    }
    return settle(flags);
  } catch (const CLI::CallForHelp&) {
    return PrintAndExit{app.help(), kExitDone};
  } catch (const CLI::ParseError& error) {
    return usage_error(error.what());
  } catch (const UsageError& error) {
    return usage_error(error.message);
  }
}

}  // namespace pixherd
