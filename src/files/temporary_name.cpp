// SPDX-License-Identifier: Apache-2.0
#include "pixherd/files/temporary_name.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <charconv>

#include "pixherd/base/random.hpp"

namespace pixherd {
namespace {

constexpr std::string_view kPrefix = ".pixherd-";
constexpr std::string_view kSuffix = ".tmp";
/// Maker, random, perhaps the machine; inode, bytes, time of its own and of the source.
constexpr std::size_t kMostParts = 9;
constexpr std::size_t kExchangeParts = 6;

template <class Number>
bool read(std::string_view text, Number& number, int base) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  return error == std::errc() && end == text.data() + text.size();
}

/// From three parts of a name.
bool read_version(const std::string_view* parts, FileVersion& version) {
  return read(parts[0], version.inode, 16) && read(parts[1], version.bytes, 16) &&
         read(parts[2], version.modified, 16);
}

/// Of the two hashes in one, which are always written in full.
bool read_machine(std::string_view part, MakersMachine& machine) {
  std::uint64_t both = 0;
  if (part.size() != 16 || !read(part, both, 16)) {
    return false;
  }
  machine = {static_cast<std::uint32_t>(both >> 32U), static_cast<std::uint32_t>(both)};
  return true;
}

MakersMachine& this_machine() {
  static MakersMachine own;
  return own;
}

}  // namespace

void set_makers_machine(const MakersMachine& own) { this_machine() = own; }

bool TemporaryName::is_of_this_machine() const {
  const MakersMachine& own = this_machine();
  return machine == MakersMachine() || (machine.name != 0 && machine.name == own.name) ||
         (machine.start != 0 && machine.start == own.start);
}

FileVersion version_of(const struct stat& facts) {
  constexpr std::uint64_t kNanoseconds = 1'000'000'000;
  return {facts.st_ino, static_cast<std::uint64_t>(facts.st_size),
          static_cast<std::uint64_t>(facts.st_mtim.tv_sec) * kNanoseconds +
              static_cast<std::uint64_t>(facts.st_mtim.tv_nsec)};
}

TemporaryName TemporaryName::make() {
  return {::getpid(), fmt::format("{:016x}", random_u64()), std::nullopt, this_machine()};
}

std::optional<TemporaryName> TemporaryName::parse(std::string_view name) {
  if (!is_temporary_name(name)) {
    return std::nullopt;
  }
  name.remove_prefix(kPrefix.size());
  name.remove_suffix(kSuffix.size());
  std::array<std::string_view, kMostParts> parts;
  std::size_t count = 0;
  for (bool more = true; more; ++count) {
    if (count == kMostParts) {
      return std::nullopt;
    }
    const std::size_t end = name.find('-');
    more = end != std::string_view::npos;
    parts[count] = name.substr(0, end);
    name.remove_prefix(more ? end + 1 : name.size());
  }
  TemporaryName parsed;
  parsed.random = parts[1];
  if (!read(parts[0], parsed.maker, 10) || parsed.maker <= 0 || parsed.random.empty()) {
    return std::nullopt;
  }
  std::size_t read_parts = 2;
  if (count == 3 || count == kMostParts) {
    if (!read_machine(parts[read_parts++], parsed.machine)) {
      return std::nullopt;
    }
  }
  if (count == read_parts) {
    return parsed;
  }
  Exchange exchange;
  if (count != read_parts + kExchangeParts || !read_version(&parts[read_parts], exchange.own) ||
      !read_version(&parts[read_parts + 3], exchange.source)) {
    return std::nullopt;
  }
  parsed.exchange = exchange;
  return parsed;
}

std::string TemporaryName::text() const {
  std::string text = fmt::format("{}{}-{}", kPrefix, maker, random);
  if (machine != MakersMachine()) {
    text += fmt::format("-{:08x}{:08x}", machine.name, machine.start);
  }
  if (exchange) {
    for (const FileVersion& version : {exchange->own, exchange->source}) {
      text += fmt::format("-{:x}-{:x}-{:x}", version.inode, version.bytes, version.modified);
    }
  }
  return text.append(kSuffix);
}

bool is_temporary_name(std::string_view name) {
  return name.starts_with(kPrefix) && name.ends_with(kSuffix) &&
         name.size() > kPrefix.size() + kSuffix.size();
}

}  // namespace pixherd
