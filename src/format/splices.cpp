// SPDX-License-Identifier: Apache-2.0
#include "splices.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "pixherd/base/bytes.hpp"

namespace pixherd {

Shifts::Shifts(const std::map<std::uint64_t, std::int64_t>& growths) {
  steps_.reserve(growths.size());
  std::int64_t shift = 0;
  for (const auto& [at, growth] : growths) {
    shift += growth;
    steps_.push_back({at, shift});
  }
}

std::int64_t Shifts::of(std::uint64_t at) const {
  const auto behind =
      std::lower_bound(steps_.begin(), steps_.end(), at,
                       [](const Step& step, std::uint64_t place) { return step.at < place; });
  return behind == steps_.begin() ? 0 : std::prev(behind)->shift;
}

void Splices::replace(std::uint64_t at, std::uint64_t length, Bytes by) {
  if (by.size() != length) {
    growths_[at] += static_cast<std::int64_t>(by.size()) - static_cast<std::int64_t>(length);
  }
  parts_.emplace(at, Part{length, std::move(by)});
}

void Splices::overwrite(std::uint64_t at, std::uint64_t value, unsigned width) {
  Bytes bytes;
  append_big(bytes, value, width);
  replace(at, width, std::move(bytes));
}

std::optional<Bytes> Splices::applied(std::span<const std::byte> file) const {
  Bytes made;
  std::uint64_t done = 0;
  for (const auto& [at, part] : parts_) {
    if (at < done || part.length > file.size() || at > file.size() - part.length) {
      return std::nullopt;
    }
    append(made, file.subspan(done, at - done));
    append(made, part.by);
    done = at + part.length;
  }
  append(made, file.subspan(done));
  return made;
}

}  // namespace pixherd
