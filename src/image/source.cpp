// SPDX-License-Identifier: Apache-2.0
#include "source.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "pixherd/base/text.hpp"
#include "pixherd/domain/foreign_file.hpp"

namespace pixherd {
namespace {

/// Reads up to `length` bytes at `offset`; fewer only at the end of the file.
Result<std::size_t> read_at(int fd, std::byte* to, std::size_t length, std::size_t offset) {
  std::size_t done = 0;
  while (done < length) {
    const ssize_t count = ::pread(fd, to + done, length - done, static_cast<off_t>(offset + done));
    if (count < 0 && errno == EINTR) {
      continue;
    }
    if (count < 0) {
      return Error{ErrorCode::unreadable, error_from_errno(errno, "reading the input").message};
    }
    if (count == 0) {
      break;
    }
    done += static_cast<std::size_t>(count);
  }
  return done;
}

}  // namespace

Result<Bytes> read_whole(int fd, std::uint64_t limit) {
  struct stat facts {};
  if (::fstat(fd, &facts) != 0) {
    return Error{ErrorCode::unreadable, error_from_errno(errno, "reading the input").message};
  }
  if (!S_ISREG(facts.st_mode)) {
    return Error{ErrorCode::not_a_file, "not a regular file"};
  }
  const auto size = static_cast<std::uint64_t>(facts.st_size);
  if (size == 0) {
    return Error{ErrorCode::empty_file, "the file is empty"};
  }
  if (limit != 0 && size > limit) {
    return Error{ErrorCode::too_large,
                 fmt::format("{} of input, more than the {} of --max-input-bytes",
                             format_bytes(size), format_bytes(limit))};
  }
  // One byte more than there should be, to see whether the file has grown.
  Bytes bytes(size + 1);
  const Result<std::size_t> read = read_at(fd, bytes.data(), bytes.size(), 0);
  if (!read) {
    return read.error();
  }
  if (*read != size) {
    return Error{ErrorCode::input_changed, "the file changed while it was read"};
  }
  bytes.resize(size);
  return bytes;
}

Result<SourceFacts> examine(const Bytes& bytes) {
  const std::optional<ImageFormat> format = sniff_format(bytes);
  return format ? read_source_facts(bytes, *format) : Result<SourceFacts>(foreign_file(bytes));
}

}  // namespace pixherd
