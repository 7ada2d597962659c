// SPDX-License-Identifier: Apache-2.0
// Fills a folder with tiny PNGs, no two of the same content: one pixel each, a thousand a folder.
//
// Usage: tiny_pngs FOLDER COUNT    COUNT is at most 2^24, the colours that a pixel can have
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <array>
#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pixherd/base/fd.hpp"
#include "pixherd/png/png_file.hpp"

namespace pixherd {
namespace {

constexpr std::uint32_t kFilesAFolder = 1000;
constexpr std::uint32_t kMostFiles = 1U << 24U;

class PngWriter {
 public:
  void text(std::string_view text) {
    for (const char letter : text) {
      byte(static_cast<unsigned char>(letter));
    }
  }
  void byte(std::uint32_t value) { bytes_.push_back(static_cast<std::byte>(value & 0xFFU)); }
  void number(std::uint32_t value) {
    for (const unsigned shift : {24U, 16U, 8U, 0U}) {
      byte(value >> shift);
    }
  }
  template <typename Body>
  void chunk(std::string_view type, std::uint32_t length, const Body& body) {
    number(length);
    const std::size_t begin = bytes_.size();
    text(type);
    body();
    number(png_crc32(std::span<const std::byte>(bytes_).subspan(begin)));
  }
  [[nodiscard]] const std::vector<std::byte>& bytes() const { return bytes_; }

 private:
  std::vector<std::byte> bytes_;
};

/// A row of one RGB pixel, as zlib's "stored" block has it.
void put_row(PngWriter& png, std::uint32_t colour) {
  const std::array<std::uint32_t, 4> row{0, colour >> 16U, (colour >> 8U) & 0xFFU, colour & 0xFFU};
  png.text("\x78\x01\x01");
  for (const std::uint32_t value : {4U, 0U, 0xFBU, 0xFFU}) {  // length, and its complement
    png.byte(value);
  }
  std::uint32_t low = 1;  // Adler-32
  std::uint32_t high = 0;
  for (const std::uint32_t value : row) {
    png.byte(value);
    low += value;
    high += low;
  }
  png.number(high << 16U | low);
}

std::vector<std::byte> tiny_png(std::uint32_t colour) {
  PngWriter png;
  png.text("\x89PNG\r\n\x1a\n");
  png.chunk("IHDR", 13, [&] {
    png.number(1);
    png.number(1);
    for (const std::uint32_t value : {8U, 2U, 0U, 0U, 0U}) {  // 8 bits, RGB
      png.byte(value);
    }
  });
  png.chunk("IDAT", 15, [&] { put_row(png, colour); });
  png.chunk("IEND", 0, [] {});
  return png.bytes();
}

Attempt fill(const std::string& top, std::uint32_t count) {
  Fd folder;
  for (std::uint32_t i = 0; i < count; ++i) {
    if (i % kFilesAFolder == 0) {
      const std::string path = fmt::format("{}/{:05}", top, i / kFilesAFolder);
      ::mkdir(path.c_str(), 0755);
      folder = Fd(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    }
    const std::string name = fmt::format("{:03}.png", i % kFilesAFolder);
    const Fd file(
        ::openat(folder.get(), name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644));
    if (!file) {
      return error_from_errno(errno, fmt::format("making {}", name));
    }
    if (Attempt written = write_all(file.get(), tiny_png(i)); !written) {
      return written;
    }
  }
  return success();
}

int run(std::span<char*> words) {
  std::uint32_t count = 0;
  const std::string_view number = words.size() == 3 ? words[2] : "";
  std::from_chars(number.data(), number.data() + number.size(), count);
  if (count == 0 || count > kMostFiles) {
    fmt::print(stderr, "usage: tiny_pngs FOLDER COUNT    (1 to {})\n", kMostFiles);
    return 2;
  }
  if (const Attempt filled = fill(words[1], count); !filled) {
    fmt::print(stderr, "tiny_pngs: {}\n", filled.error().message);
    return 1;
  }
  return 0;
}

}  // namespace
}  // namespace pixherd

int main(int argc, char** argv) { return pixherd::run({argv, static_cast<std::size_t>(argc)}); }
