// SPDX-License-Identifier: Apache-2.0
#include "pixherd/app/overwriting.hpp"

#include <fmt/format.h>

#include "pixherd/base/text.hpp"

namespace pixherd {
namespace {

Reason there_already(const std::string& name, std::uint64_t bytes) {
  return {ReasonCode::output_exists,
          fmt::format("{} is there already, with {}", name, format_bytes(bytes))};
}

}  // namespace

std::optional<Reason> Overwriting::before_work(const Folder& folder,
                                               const std::string& name) const {
  if (rule_ != Overwrite::never) {
    return std::nullopt;
  }
  const auto there = size_at(folder, name);
  return there ? std::optional(there_already(name, *there)) : std::nullopt;
}

std::optional<Reason> Overwriting::against(const Folder& folder, const std::string& name,
                                           std::uint64_t bytes) const {
  if (rule_ == Overwrite::all) {
    return std::nullopt;
  }
  const auto there = size_at(folder, name);
  if (!there || (rule_ == Overwrite::bigger && *there > bytes)) {
    return std::nullopt;
  }
  return there_already(name, *there);
}

Result<std::optional<Reason>> Overwriting::commit(Replacement& output, const Folder& folder,
                                                  const std::string& name, const SourceFile& source,
                                                  std::uint64_t bytes) const {
  using Left = std::optional<Reason>;
  // Who comes in between is looked at once more; whoever does so twice was there first.
  for (int tries = 0; rule_ != Overwrite::all && tries < 2; ++tries) {
    if (auto reason = against(folder, name, bytes)) {
      return Left(std::move(reason));
    }
    if (rule_ == Overwrite::bigger && size_at(folder, name)) {
      break;
    }
    auto named = output.commit_new(name, source, bytes, preserve_);
    if (!named) {
      return std::move(named).error();
    }
    if (*named) {
      return Left();
    }
  }
  if (rule_ == Overwrite::never) {
    return Left(there_already(name, size_at(folder, name).value_or(0)));
  }
  if (auto done = output.commit_as(name, source, bytes, preserve_); !done) {
    return std::move(done).error();
  }
  return Left();
}

}  // namespace pixherd
