// SPDX-License-Identifier: Apache-2.0
#include "overwriting.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <utility>

#include "pixherd/base/text.hpp"
#include "run_ledger.hpp"

namespace pixherd {
namespace {

FileId id_of_folder(const Folder& folder) {
  struct stat facts {};
  return ::fstat(folder->get(), &facts) == 0 ? id_of(facts) : FileId();
}

/// A link is replaced, and not what it leads to; but who names one to a device means that.
bool leads_to_file(const Folder& folder, const std::string& name, const struct stat& there) {
  struct stat beyond {};
  return S_ISLNK(there.st_mode)
             ? ::fstatat(folder->get(), name.c_str(), &beyond, 0) != 0 || S_ISREG(beyond.st_mode)
             : S_ISREG(there.st_mode);
}

/// No image is empty: it is what a loss of power has left of an output that had its name already.
bool is_leftover(const struct stat& there) { return S_ISREG(there.st_mode) && there.st_size == 0; }

std::uint64_t size_of(const struct stat& there) {
  return static_cast<std::uint64_t>(there.st_size);
}

}  // namespace

StandingOutput Overwriting::there_already(const Task& task, const std::string& name,
                                          std::uint64_t bytes) const {
  std::string message = fmt::format("{} is there already, with {}", name, format_bytes(bytes));
  if (rule_ == Overwrite::own) {
    const bool renditions = !table_->settings_of(task).renditions.empty();
    message +=
        fmt::format("; --overwrite all replaces it, another {} or --output DIR writes elsewhere",
                    renditions ? "--name-template" : "--suffix");
  }
  return {bytes, {ReasonCode::output_exists, std::move(message)}};
}

bool Overwriting::is_own(const Task& task, const Folder& folder, const std::string& name) const {
  return rule_ == Overwrite::own && ledger_ != nullptr &&
         ledger_->has_made(*table_, task, folder, name);
}

std::optional<StandingOutput> Overwriting::before_work(const Task& task, const Folder& folder,
                                                       const std::string& name) const {
  if (rule_ == Overwrite::all || rule_ == Overwrite::bigger) {
    return std::nullopt;
  }
  const auto there = facts_at(folder, name);
  return there && !is_leftover(*there) && !is_own(task, folder, name)
             ? std::optional(there_already(task, name, size_of(*there)))
             : std::nullopt;
}

Overwriting::NameHolder Overwriting::holder_of(const Task& task, const OutputName& output) const {
  if (rule_ == Overwrite::all) {
    return Nobody();
  }
  const auto there = facts_at(output.folder, output.name);
  if (!there) {
    return Nobody();
  }
  const bool goes = (rule_ == Overwrite::bigger && size_of(*there) > output.bytes) ||
                    is_leftover(*there) || is_own(task, output.folder, output.name);
  return goes ? NameHolder(OneThatGoes{*there})
              : NameHolder(there_already(task, output.name, size_of(*there)));
}

CommitResult Overwriting::foresee(const Task& task, const OutputName& output,
                                  const SourceFile& source) const {
  NameHolder holder = holder_of(task, output);
  if (auto* stays = std::get_if<StandingOutput>(&holder)) {
    return std::optional(std::move(*stays));
  }
  const Attempt free = may_displace(task, output, source);
  return free ? CommitResult(std::nullopt) : CommitResult(free.error());
}

Attempt Overwriting::may_displace(const Task& task, const OutputName& output,
                                  const SourceFile& source) const {
  const Folder& folder = output.folder;
  const std::string& name = output.name;
  const auto there = facts_at(folder, name);
  if (!there) {
    return success();
  }
  const auto refuse = [&](std::string_view what) {
    return Error{ErrorCode::write_failed,
                 fmt::format("its output {} would take the place of {}; nothing was overwritten: "
                             "choose another output folder or name",
                             printable(name), what)};
  };
  if (!leads_to_file(folder, name, *there)) {
    return refuse("a device, a pipe, a socket or a folder");
  }
  const FileId id = id_of(*there);
  if (id == id_of(source.facts) &&
      (there->st_nlink == 1 || id_of_folder(folder) == id_of_folder(source.folder))) {
    return refuse("the original itself, which is there by another name or path");
  }
  // Beside their sources outputs of earlier runs are found as inputs: the ledger, by the rule
  // `own`, and for renditions against_writing() know them.
  const bool may_be_output =
      rule_ == Overwrite::own ||
      (table_->beside_source() && !table_->settings_of(task).renditions.empty());
  if (!may_be_output && table_->is_any_input(folder, name, *there)) {
    return refuse("another input");
  }
  if (const auto made = made_.find(id); made != made_.end() && made->second == version_of(*there)) {
    return refuse("another output of this run, which the file system takes for the same");
  }
  return success();
}

CommitResult Overwriting::commit(const Task& task, Replacement& temporary, const OutputName& output,
                                 const SourceFile& source) {
  const std::string& name = output.name;
  const auto named = [&](const NameHolder& holder) -> Result<bool> {
    if (const auto* goes = std::get_if<OneThatGoes>(&holder)) {
      const Attempt may = may_displace(task, output, source);
      return may ? temporary.commit_instead_of(goes->facts, name, source, output.bytes, preserve_)
                 : Result<bool>(may.error());
    }
    Result<bool> is_new = temporary.commit_new(name, source, output.bytes, preserve_);
    if (!is_new || *is_new || rule_ != Overwrite::all) {
      return is_new;
    }
    Attempt done = may_displace(task, output, source);
    done = done ? temporary.commit_as(name, source, output.bytes, preserve_) : done;
    return done ? Result<bool>(true) : done.error();
  };
  // Who comes in between is looked at once more; whoever does so twice was there first.
  for (int tries = 0; tries < 2; ++tries) {
    NameHolder holder = holder_of(task, output);
    if (auto* stays = std::get_if<StandingOutput>(&holder)) {
      return std::optional(std::move(*stays));
    }
    const Result<bool> done = named(holder);
    if (!done) {
      return done.error();
    }
    if (*done) {
      made_.insert_or_assign(temporary.id(), temporary.version());
      return CommitResult(std::nullopt);
    }
  }
  return std::optional(there_already(task, name, size_at(output.folder, name).value_or(0)));
}

}  // namespace pixherd
