// SPDX-License-Identifier: Apache-2.0
#include "splices.hpp"

#include <utility>

#include "pixherd/base/bytes.hpp"

namespace pixherd {

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

std::int64_t Splices::shift(std::uint64_t at) const {
  std::int64_t shift = 0;
  for (auto change = growths_.begin(); change != growths_.lower_bound(at); ++change) {
    shift += change->second;
  }
  return shift;
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
