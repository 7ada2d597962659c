// SPDX-License-Identifier: Apache-2.0
#include "pixherd/files/one_image.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <span>

#include "inspect.hpp"
#include "pixherd/base/text.hpp"

namespace pixherd {
namespace {

constexpr std::size_t kPieceBytes = 64UL * 1024;
using Piece = std::array<std::byte, kPieceBytes>;

Result<OneImage> recognised(Fd fd, std::uint64_t bytes) {
  auto what = sniff(fd.get(), bytes, Promised::image);
  if (auto* error = std::get_if<Error>(&what)) {
    return std::move(*error);
  }
  return OneImage{std::move(fd), bytes, std::get<ImageFormat>(what)};
}

/// Returns how many bytes came out of the stream.
Result<std::uint64_t> copy_all(int stream, int to, std::uint64_t limit) {
  Piece piece;
  std::uint64_t bytes = 0;
  for (;;) {
    const ssize_t count = read_some(stream, piece);
    if (count < 0) {
      return error_from_errno(errno, "cannot be read");
    }
    if (count == 0) {
      return bytes;
    }
    bytes += static_cast<std::uint64_t>(count);
    if (limit != 0 && bytes > limit) {
      return Error{ErrorCode::too_large,
                   fmt::format("has more than the {} of --max-input-bytes", format_bytes(limit))};
    }
    const auto got = std::span<const std::byte>(piece).first(static_cast<std::size_t>(count));
    if (auto written = write_all(to, got); !written) {
      return std::move(written).error();
    }
  }
}

}  // namespace

Result<OneImage> image_named(const std::string& path) {
  Fd fd(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  struct stat facts {};
  if (!fd || ::fstat(fd.get(), &facts) != 0) {
    Error error = error_from_errno(errno, "cannot be read");
    error.code = error.code == ErrorCode::not_found ? ErrorCode::usage : error.code;
    return error;
  }
  if (S_ISDIR(facts.st_mode)) {
    return Error{ErrorCode::usage, "is a folder, and -o - takes one image"};
  }
  if (!S_ISREG(facts.st_mode)) {
    return Error{ErrorCode::not_a_file, "is not a regular file"};
  }
  return recognised(std::move(fd), static_cast<std::uint64_t>(facts.st_size));
}

Result<OneImage> image_from(int stream, std::uint64_t limit) {
  auto file = make_nameless_file();
  if (!file) {
    return std::move(file).error();
  }
  const auto bytes = copy_all(stream, file->get(), limit);
  if (!bytes) {
    return bytes.error();
  }
  ::lseek(file->get(), 0, SEEK_SET);
  return recognised(std::move(*file), *bytes);
}

Result<Fd> make_nameless_file() {
  Fd fd(::memfd_create("pixherd", MFD_CLOEXEC));
  if (!fd) {
    return error_from_errno(errno, "cannot make a file in memory");
  }
  return fd;
}

int pour(int file, int to) {
  Piece piece;
  for (off_t at = 0;;) {
    const ssize_t count = ::pread(file, piece.data(), piece.size(), at);
    if (count == 0) {
      return 0;
    }
    if (count < 0) {
      return errno;
    }
    const auto got = std::span<const std::byte>(piece).first(static_cast<std::size_t>(count));
    if (const int error_number = write_fully(to, got); error_number != 0) {
      return error_number;
    }
    at += count;
  }
}

}  // namespace pixherd
