// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "option_values.hpp"
#include "settle.hpp"

namespace pixherd {
namespace {

constexpr const char* kDefaultNameTemplate = "{stem}-{width}.{ext}";

Destination destination_of(const Flags& flags) {
  if (!flags.tasks.empty()) {
    return AsListed{flags.tasks};
  }
  if (flags.output == "-") {
    return ToStandardOutput{};
  }
  if (!flags.output.empty()) {
    return IntoFolder{flags.output, flags.flatten};
  }
  if (flags.in_place) {
    return InPlace{flags.remove_source};
  }
  if (flags.same_folder) {
    return BesideSource{};
  }
  if (flags.plan || flags.print_config) {
    return Nowhere{};
  }
  throw UsageError{"say where the results go: --output DIR, or --in-place to replace the images"};
}

Overwrite overwrite_of(const Flags& flags) {
  // What stands beside a source may be somebody's photograph, whatever its name.
  const Overwrite unasked = flags.same_folder ? Overwrite::own : Overwrite::all;
  return value_named<Overwrite>(kOverwriteNames, flags.overwrite).value_or(unasked);
}

}  // namespace

void check_destination(const Flags& flags) {
  const Given output{"--output", !flags.output.empty()};
  const Given in_place{"--in-place", flags.in_place};
  const Given same_folder{"--same-folder", flags.same_folder};
  const Given tasks{"--tasks", !flags.tasks.empty()};
  refuse_beside(output, {in_place, same_folder, tasks});
  refuse_beside(in_place, {same_folder,
                           tasks,
                           {"--widths", !flags.widths.empty()},
                           {"--suffix", !flags.suffix.empty()},
                           {"--overwrite", !flags.overwrite.empty()}});
  refuse_beside(same_folder, {tasks});
  need_beside({"--flatten", flags.flatten}, output.given && flags.output != "-", "--output DIR");
  need_beside(same_folder,
              !flags.suffix.empty() || converts(flags) || !flags.widths.empty() || flags.plan,
              "--suffix, --format or --widths, since outputs need other names than their sources; "
              "--in-place replaces those");
  need_beside({"--remove-source", flags.remove_source}, flags.in_place && converts(flags),
              "--in-place --format");
  refuse_beside({"--dry-run", flags.dry_run}, {{"--plan", flags.plan}});
}

void settle_outputs(Options& options, const Flags& flags) {
  options.destination = destination_of(flags);
  options.suffix = flags.suffix;
  if (flags.suffix.find('/') != std::string::npos) {
    throw UsageError{fmt::format("--suffix {}: is part of a name and has no slash", flags.suffix)};
  }
  options.overwrite = overwrite_of(flags);
  options.preserve_times = flags.preserve_times;
  options.preserve_permissions = flags.preserve_permissions;
  const bool widths = !flags.widths.empty();
  need_beside({"--formats", !flags.formats.empty()}, widths, "--widths; --format converts to one");
  need_beside({"--name-template", !flags.name_template.empty()}, widths, "--widths");
  need_beside({"--manifest", !flags.manifest.empty()}, widths, "--widths");
  if (widths) {
    options.name_template =
        name_template(flags.name_template.empty() ? kDefaultNameTemplate : flags.name_template);
    options.manifest = manifest_name(flags.manifest);
    refuse_beside({"--widths", true}, {{"--suffix", !flags.suffix.empty()}});
    refuse_beside({"--formats", !flags.formats.empty()}, {{"--format", !flags.format.empty()}});
  }
}

}  // namespace pixherd
