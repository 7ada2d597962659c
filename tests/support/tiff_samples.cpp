// SPDX-License-Identifier: Apache-2.0
#include "support/tiff_samples.hpp"

#include <map>

#include "support/put.hpp"

namespace pixherd::sample {
namespace {

constexpr std::uint32_t kSide = 32;
constexpr std::size_t kInline = 4;

void put_at(Bytes& out, std::size_t at, std::size_t value) {
  for (unsigned i = 0; i < 4; ++i) {
    out[at + i] = static_cast<std::byte>(value >> (8 * i));
  }
}

unsigned width_of(std::uint32_t type) { return type == 3 ? 2 : type == 4 || type == 5 ? 4 : 1; }

Bytes pixels_of(const TiffPage& page) {
  Bytes data;
  const std::uint32_t row = (kSide * page.samples * page.bits + 7) / 8;
  for (std::uint32_t i = 0; i < row * kSide; ++i) {
    data.push_back(static_cast<std::byte>(i / row * 3 + i % row / 16));
  }
  return data;
}

std::map<std::uint32_t, TiffTag> tags_of(const TiffPage& page, std::size_t data_at,
                                         std::size_t data_bytes) {
  std::map<std::uint32_t, TiffTag> tags;
  for (const TiffTag& tag :
       {TiffTag{256, 3, {kSide}}, TiffTag{257, 3, {kSide}},
        TiffTag{258, 3, std::vector<std::uint32_t>(page.samples, page.bits)}, TiffTag{259, 3, {1}},
        TiffTag{262, 3, {page.photometric}}, TiffTag{273, 4, {static_cast<std::uint32_t>(data_at)}},
        TiffTag{277, 3, {page.samples}}, TiffTag{278, 3, {kSide}},
        TiffTag{279, 4, {static_cast<std::uint32_t>(data_bytes)}}}) {
    tags[tag.tag] = tag;
  }
  for (const TiffTag& tag : page.tags) {
    tags[tag.tag] = tag;
  }
  return tags;
}

std::size_t put_page(Bytes& out, const TiffPage& page, std::size_t link);

/// Appends what is below a page, and has the page lead there.
TiffPage with_below_written(Bytes& out, TiffPage page) {
  TiffTag offsets{330, 4, {}};
  for (const TiffPage& below : page.below) {
    const std::size_t link = out.size();
    put(out, 0, 4);
    put_page(out, below, link);
    std::uint32_t at = 0;
    for (unsigned i = 0; i < 4; ++i) {
      at |= std::to_integer<std::uint32_t>(out[link + i]) << (8 * i);
    }
    offsets.values.push_back(at);
  }
  if (!page.below.empty()) {
    page.tags.push_back(offsets);
  }
  return page;
}

/// Appends a page and hangs it onto the offset at `link`; where the next one is to hang.
std::size_t put_page(Bytes& out, const TiffPage& page, std::size_t link) {
  const TiffPage whole = with_below_written(out, page);
  const std::size_t data_at = out.size();
  const Bytes data = pixels_of(page);
  out.insert(out.end(), data.begin(), data.end());
  Bytes directory;
  const auto tags = tags_of(whole, data_at, data.size());
  put(directory, static_cast<std::uint32_t>(tags.size()), 2);
  for (const auto& [number, tag] : tags) {
    Bytes values;
    for (const std::uint32_t value : tag.values) {
      put(values, value, width_of(tag.type));
    }
    put(directory, number, 2);
    put(directory, tag.type, 2);
    put(directory, static_cast<std::uint32_t>(tag.values.size() / (tag.type == 5 ? 2 : 1)), 4);
    if (values.size() > kInline) {
      put(directory, static_cast<std::uint32_t>(out.size()), 4);
      values.resize(values.size() + values.size() % 2);
      out.insert(out.end(), values.begin(), values.end());
    } else {
      values.resize(kInline);
      directory.insert(directory.end(), values.begin(), values.end());
    }
  }
  put_at(out, link, out.size());
  out.insert(out.end(), directory.begin(), directory.end());
  put(out, 0, 4);
  return out.size() - 4;
}

}  // namespace

TiffTag tiff_text(std::uint32_t tag, const std::string& text, std::uint32_t type) {
  TiffTag made{tag, type, {}};
  for (const char c : text + '\0') {
    made.values.push_back(static_cast<unsigned char>(c));
  }
  return made;
}

std::vector<TiffTag> tiff_resolution(std::uint32_t dots) {
  return {{282, 5, {dots, 1}}, {283, 5, {dots, 1}}, {296, 3, {2}}};
}

Bytes tiff_of(const std::vector<TiffPage>& pages) {
  Bytes out;
  put(out, 0x002A4949, 4);
  put(out, 0, 4);
  std::size_t link = 4;
  for (const TiffPage& page : pages) {
    link = put_page(out, page, link);
  }
  return out;
}

}  // namespace pixherd::sample
