// SPDX-License-Identifier: Apache-2.0
#include "support/avif_samples.hpp"

#include <vector>

#include "pixherd/base/check.hpp"
#include "support/put.hpp"

namespace pixherd::sample {
namespace {

/// Changes a file of boxes, and keeps what tells where its parts are right.
class Boxes {
 public:
  explicit Boxes(const Bytes& bytes)
      : text_(reinterpret_cast<const char*>(bytes.data()), bytes.size()) {}

  /// Where the body of the last of these boxes, each within the one before, begins and ends.
  struct Range {
    std::size_t begin = 0;
    std::size_t end = 0;
  };
  [[nodiscard]] Range body(const std::vector<std::string>& path) const {
    Range range{0, text_.size()};
    for (const std::string& type : path) {
      const std::size_t at = find(type, range);
      range = {at + 8, at + number(at, 4)};
      range.begin += type == "meta" || type == "iref" ? 4U : 0U;
    }
    return range;
  }

  void insert(const std::vector<std::string>& path, std::size_t at, const std::string& part) {
    for (std::size_t depth = 0; depth < path.size(); ++depth) {
      const Range parent =
          body({path.begin(), std::next(path.begin(), static_cast<std::ptrdiff_t>(depth))});
      add(find(path[depth], parent), 4, part.size());
    }
    text_.insert(at, part);
    shift_places(part.size());
  }

  void add(std::size_t at, unsigned width, std::uint64_t more) {
    text_.replace(at, width, big_endian(number(at, width) + more, width));
  }

  [[nodiscard]] std::uint64_t number(std::size_t at, unsigned width) const {
    std::uint64_t value = 0;
    for (unsigned i = 0; i < width; ++i) {
      value = value << 8U | static_cast<unsigned char>(text_.at(at + i));
    }
    return value;
  }

  [[nodiscard]] Bytes take() const {
    const auto bytes = std::as_bytes(std::span(text_));
    return {bytes.begin(), bytes.end()};
  }

 private:
  [[nodiscard]] std::size_t find(const std::string& type, const Range& range) const {
    std::size_t at = range.begin;
    while (text_.compare(at + 4, 4, type) != 0) {
      at += number(at, 4);
      PIXHERD_CHECK(at < range.end);
    }
    return at;
  }

  /// As encoders write them: of one extent each, from the beginning of the file.
  void shift_places(std::uint64_t by) {
    const std::size_t at = body({"meta", "iloc"}).begin;
    const auto nibble = [&](std::size_t byte, unsigned shift) {
      return static_cast<unsigned>(number(at + byte, 1) >> shift & 15U);
    };
    PIXHERD_CHECK(number(at, 1) < 2);
    const std::size_t method = number(at, 1);
    const std::size_t before = 2 + 2 * method + 2 + nibble(5, 4) + 2;
    const std::size_t length = before + nibble(4, 4) + nibble(4, 0);
    for (std::size_t item = 0; item < number(at + 6, 2); ++item) {
      add(at + 8 + item * length + before, nibble(4, 4), by);
    }
  }

  std::string text_;
};

}  // namespace

std::string big_endian(std::uint64_t number, unsigned bytes) {
  Bytes made;
  put_big(made, number, bytes);
  return {reinterpret_cast<const char*>(made.data()), made.size()};
}

std::string iso_box(const std::string& type, const std::string& body) {
  return big_endian(8 + body.size(), 4) + type + body;
}

Bytes with_avif_box(const Bytes& avif, const std::string& type, const std::string& body) {
  Boxes boxes(avif);
  boxes.insert({}, boxes.body({"ftyp"}).end, iso_box(type, body));
  return boxes.take();
}

Bytes with_avif_property(const Bytes& avif, const std::string& type, const std::string& body) {
  Boxes boxes(avif);
  const std::vector<std::string> held{"meta", "iprp", "ipco"};
  unsigned index = 1;
  for (std::size_t at = boxes.body(held).begin; at < boxes.body(held).end;
       at += boxes.number(at, 4)) {
    ++index;
  }
  boxes.insert(held, boxes.body(held).end, iso_box(type, body));
  const std::vector<std::string> told{"meta", "iprp", "ipma"};
  const std::size_t count_at = boxes.body(told).begin + 8 + 2;
  const std::size_t end = count_at + 1 + boxes.number(count_at, 1);
  boxes.add(count_at, 1, 1);
  boxes.insert(told, end, big_endian(0x80U | index, 1));
  return boxes.take();
}

Bytes with_avif_reference(const Bytes& avif, const std::string& type) {
  Boxes boxes(avif);
  const std::vector<std::string> held{"meta", "iref"};
  boxes.insert(held, boxes.body(held).end,
               iso_box(type, big_endian(1, 2) + big_endian(1, 2) + big_endian(2, 2)));
  return boxes.take();
}

}  // namespace pixherd::sample
