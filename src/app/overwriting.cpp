// SPDX-License-Identifier: Apache-2.0
#include "pixherd/app/overwriting.hpp"

#include <fmt/format.h>

#include "pixherd/base/text.hpp"
#include "run_ledger.hpp"

namespace pixherd {

Reason Overwriting::there_already(const Task& task, const std::string& name,
                                  std::uint64_t bytes) const {
  std::string message = fmt::format("{} is there already, with {}", name, format_bytes(bytes));
  if (rule_ == Overwrite::own) {
    const bool renditions = !table_->settings_of(task).renditions.empty();
    message +=
        fmt::format("; --overwrite all replaces it, another {} or --output DIR writes elsewhere",
                    renditions ? "--name-template" : "--suffix");
  }
  return {ReasonCode::output_exists, std::move(message)};
}

bool Overwriting::is_own(const Task& task, const Folder& folder, const std::string& name) const {
  return rule_ == Overwrite::own && ledger_ != nullptr &&
         ledger_->has_made(*table_, task, folder, name);
}

std::optional<Reason> Overwriting::before_work(const Task& task, const Folder& folder,
                                               const std::string& name) const {
  if (rule_ == Overwrite::all || rule_ == Overwrite::bigger) {
    return std::nullopt;
  }
  const auto there = size_at(folder, name);
  return there && !is_own(task, folder, name) ? std::optional(there_already(task, name, *there))
                                              : std::nullopt;
}

Overwriting::Place Overwriting::look(const Task& task, const Folder& folder,
                                     const std::string& name, std::uint64_t bytes) const {
  if (rule_ == Overwrite::all) {
    return {true, std::nullopt};
  }
  const auto there = size_at(folder, name);
  const bool goes =
      there && ((rule_ == Overwrite::bigger && *there > bytes) || is_own(task, folder, name));
  if (!there || goes) {
    return {goes, std::nullopt};
  }
  return {true, there_already(task, name, *there)};
}

Result<std::optional<Reason>> Overwriting::commit(const Task& task, Replacement& output,
                                                  const Folder& folder, const std::string& name,
                                                  const SourceFile& source,
                                                  std::uint64_t bytes) const {
  using Left = std::optional<Reason>;
  // Who comes in between is looked at once more; whoever does so twice was there first.
  for (int tries = 0; tries < 2; ++tries) {
    Place place = look(task, folder, name, bytes);
    if (place.stays) {
      return Left(std::move(place.stays));
    }
    if (place.taken) {
      if (auto done = output.commit_as(name, source, bytes, preserve_); !done) {
        return std::move(done).error();
      }
      return Left();
    }
    auto named = output.commit_new(name, source, bytes, preserve_);
    if (!named) {
      return std::move(named).error();
    }
    if (*named) {
      return Left();
    }
  }
  return Left(there_already(task, name, size_at(folder, name).value_or(0)));
}

}  // namespace pixherd
