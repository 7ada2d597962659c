// SPDX-License-Identifier: Apache-2.0
#include "support/sample_images.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <utility>

#include "pixherd/base/check.hpp"
#include "support/put.hpp"

namespace pixherd::sample {
namespace {

using Colour = std::array<std::uint32_t, 3>;

constexpr Colour kRed{230, 20, 20};
constexpr Colour kGreen{20, 200, 20};
constexpr Colour kBlue{20, 20, 230};

/// A small fixed generator: the standard's distributions differ from library to library.
class Noise {
 public:
  std::uint32_t next(std::uint32_t below) {
    state_ = state_ * 1664525U + 1013904223U;
    return (state_ >> 16U) % below;
  }

 private:
  std::uint32_t state_ = 12345;
};

Colour photo_colour(const Options& o, std::uint32_t x, std::uint32_t y, std::uint32_t page,
                    Noise& noise) {
  const std::uint32_t grain = noise.next(12);
  return {40 + 170 * x / o.width + grain, 40 + 170 * y / o.height + grain,
          60 + (x * 2 + y + page * 30) % 140 + grain};
}

Colour drawn_colour(const Options& o, std::uint32_t x, std::uint32_t y, std::uint32_t page) {
  const std::uint32_t stripe = (x * 4 / o.width + y * 3 / o.height + page) % 12;
  return {20 * stripe, 240 - 18 * stripe, 10 * stripe + 60};
}

Colour colour_at(const Options& o, std::uint32_t x, std::uint32_t y, std::uint32_t page,
                 Noise& noise) {
  const bool left = x < o.width / 4;
  const bool right = x >= o.width - o.width / 4;
  const bool upper = y < o.height / 4;
  const bool lower = y >= o.height - o.height / 4;
  if (upper && left) {
    return kRed;
  }
  if (upper && right) {
    return kGreen;
  }
  if (lower && left) {
    return kBlue;
  }
  return o.few_colours ? drawn_colour(o, x, y, page) : photo_colour(o, x, y, page, noise);
}

std::uint32_t alpha_at(const Options& o, std::uint32_t x, std::uint32_t y) {
  const bool hole = x > o.width / 2 && y > o.height / 2;
  return hole ? (o.few_colours ? 0U : 128U) : 255U;
}

void put_sample(Pixels& pixels, std::uint32_t value) {
  if (pixels.bits == 8) {
    pixels.data.push_back(static_cast<std::byte>(value));
    return;
  }
  const auto wide = static_cast<std::uint16_t>(value * 257 + 3 * (value % 5));
  std::array<std::byte, 2> bytes{};
  std::memcpy(bytes.data(), &wide, bytes.size());
  pixels.data.insert(pixels.data.end(), bytes.begin(), bytes.end());
}

Bytes must(Result<Bytes> result) {
  PIXHERD_CHECK(result.ok());
  return std::move(result).value();
}

std::uint32_t crc32(std::string_view text) {
  std::uint32_t crc = 0xFFFFFFFFU;
  for (const char c : text) {
    crc ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit) {
      crc = (crc & 1U) != 0 ? crc >> 1U ^ 0xEDB88320U : crc >> 1U;
    }
  }
  return ~crc;
}

void put_png_chunk(Bytes& out, const std::string& type, const std::string& body) {
  put_big(out, body.size(), 4);
  put(out, type);
  put(out, body);
  put_big(out, crc32(type + body), 4);
}

using Colorants = std::array<std::array<double, 3>, 3>;

void put_fixed(Bytes& out, double value) {
  put_big(out, static_cast<std::uint32_t>(static_cast<std::int32_t>(std::lround(value * 65536))),
          4);
}

void put_xyz(Bytes& out, const std::array<double, 3>& xyz) {
  put(out, "XYZ ");
  put_big(out, 0, 4);
  for (const double value : xyz) {
    put_fixed(out, value);
  }
}

/// The sRGB tone curve in 1,024 samples; Display P3 has the same.
void put_curve(Bytes& out) {
  constexpr std::uint32_t kSamples = 1024;
  put(out, "curv");
  put_big(out, 0, 4);
  put_big(out, kSamples, 4);
  for (std::uint32_t i = 0; i < kSamples; ++i) {
    const double x = i / (kSamples - 1.0);
    const double y = x <= 0.04045 ? x / 12.92 : std::pow((x + 0.055) / 1.055, 2.4);
    put_big(out, static_cast<std::uint64_t>(std::lround(y * 65535)), 2);
  }
}

Bytes matrix_profile(const Colorants& colorants) {
  constexpr std::uint64_t kHeader = 128;
  constexpr std::uint64_t kTags = 9;
  const std::uint64_t data_at = kHeader + 4 + kTags * 12;
  Bytes data;
  Bytes table;
  put_big(table, kTags, 4);
  const auto add = [&](std::string_view tag, std::uint64_t from) {
    put(table, tag);
    put_big(table, data_at + from, 4);
    put_big(table, data.size() - from, 4);
  };
  put(data, "desc");
  put_big(data, 0, 4);
  put_big(data, 5, 4);
  put(data, "test");
  data.resize(100);
  add("desc", 0);
  std::uint64_t from = data.size();
  put(data, "text");
  put_big(data, 0, 4);
  put(data, "none");
  add("cprt", from);
  constexpr std::array<std::string_view, 3> kColorantTags{"rXYZ", "gXYZ", "bXYZ"};
  from = data.size();
  put_xyz(data, {0.9642, 1.0, 0.8249});
  add("wtpt", from);
  for (std::size_t i = 0; i < colorants.size(); ++i) {
    from = data.size();
    put_xyz(data, colorants[i]);
    add(kColorantTags[i], from);
  }
  from = data.size();
  put_curve(data);
  add("rTRC", from);
  add("gTRC", from);
  add("bTRC", from);

  Bytes profile;
  put_big(profile, data_at + data.size(), 4);
  put_big(profile, 0, 4);
  put_big(profile, 0x02100000, 4);
  put(profile, "mntrRGB XYZ ");
  profile.resize(36);
  put(profile, "acsp");
  profile.resize(68);
  put_fixed(profile, 0.9642);
  put_fixed(profile, 1.0);
  put_fixed(profile, 0.8249);
  profile.resize(kHeader);
  profile.insert(profile.end(), table.begin(), table.end());
  profile.insert(profile.end(), data.begin(), data.end());
  return profile;
}

/// Where the upright pixel (x, y) stands in the file when it is stored with this orientation.
std::pair<std::uint32_t, std::uint32_t> stored_place(std::uint32_t orientation, std::uint32_t x,
                                                     std::uint32_t y, std::uint32_t width,
                                                     std::uint32_t height) {
  switch (orientation) {
    case 2: return {width - 1 - x, y};
    case 3: return {width - 1 - x, height - 1 - y};
    case 4: return {x, height - 1 - y};
    case 5: return {y, x};
    case 6: return {y, width - 1 - x};
    case 7: return {height - 1 - y, width - 1 - x};
    case 8: return {height - 1 - y, x};
    default: return {x, y};
  }
}

Pixels stored_so(const Pixels& upright, std::uint32_t orientation) {
  Pixels stored = upright;
  if (orientation >= 5) {
    std::swap(stored.width, stored.height);
  }
  const std::size_t pixel = upright.bands;
  for (std::uint32_t y = 0; y < upright.height; ++y) {
    for (std::uint32_t x = 0; x < upright.width; ++x) {
      const auto [to_x, to_y] = stored_place(orientation, x, y, upright.width, upright.height);
      const std::size_t from = (std::size_t{y} * upright.width + x) * pixel;
      const std::size_t to = (std::size_t{to_y} * stored.width + to_x) * pixel;
      std::copy_n(upright.data.begin() + static_cast<std::ptrdiff_t>(from), pixel,
                  stored.data.begin() + static_cast<std::ptrdiff_t>(to));
    }
  }
  return stored;
}

}  // namespace

Pixels picture(const Options& options) {
  Pixels pixels{.width = options.width, .height = options.height, .pages = options.pages};
  pixels.bands = (options.grey ? 1U : 3U) + (options.alpha ? 1U : 0U);
  pixels.bits = options.sixteen_bits ? 16 : 8;
  Noise noise;
  for (std::uint32_t page = 0; page < options.pages; ++page) {
    for (std::uint32_t y = 0; y < options.height; ++y) {
      for (std::uint32_t x = 0; x < options.width; ++x) {
        const Colour colour = colour_at(options, x, y, page, noise);
        for (std::size_t band = 0; band < (options.grey ? 1 : 3); ++band) {
          put_sample(pixels, colour[band]);
        }
        if (options.alpha) {
          const std::uint32_t alpha = alpha_at(options, x, y);
          put_sample(pixels, alpha);
        }
      }
    }
  }
  return pixels;
}

Bytes image(ImageFormat format, const Options& options) {
  return must(encode_pixels(picture(options), {.format = format, .thorough = false}));
}

Bytes lossy_webp(const Options& options) {
  return must(encode_pixels(picture(options), {.format = ImageFormat::webp, .lossless = false}));
}

Bytes lossy_tiff(const Options& options) {
  return must(encode_pixels(picture(options), {.format = ImageFormat::tiff, .lossless = false}));
}

Bytes palette_png(const Options& options) {
  Options drawn = options;
  drawn.few_colours = true;
  return must(encode_pixels(picture(drawn), {.format = ImageFormat::png, .palette = true}));
}

Bytes animation(ImageFormat format, std::uint32_t frames, const Options& options) {
  Options drawn = options;
  drawn.pages = frames;
  drawn.few_colours = true;
  PixelEncoding encoding{.format = format};
  for (std::uint32_t i = 0; i < frames; ++i) {
    encoding.delays_ms.push_back(static_cast<int>(40 * (i + 1)));
  }
  return must(encode_pixels(picture(drawn), encoding));
}

Bytes cmyk_jpeg() {
  Pixels ink = picture({.alpha = true});
  for (std::size_t i = 0; i < ink.data.size(); i += 4) {
    ink.data[i + 3] = std::byte{30};
  }
  return must(encode_pixels(ink, {.format = ImageFormat::jpeg, .cmyk = true, .thorough = false}));
}

Bytes oriented_jpeg(std::uint32_t orientation) {
  return must(
      encode_pixels(stored_so(picture(), orientation),
                    {.format = ImageFormat::jpeg, .thorough = false, .orientation = orientation}));
}

Bytes jpeg_with_metadata(const std::string& secret) {
  constexpr std::size_t kArtist = 0x013B;
  const std::string text = secret + '\0';
  Bytes exif;
  put(exif, std::string_view("Exif\0\0MM\0*", 10));
  put_big(exif, 8, 4);
  put_big(exif, 1, 2);
  put_big(exif, kArtist, 2);
  put_big(exif, 2, 2);
  put_big(exif, text.size(), 4);
  put_big(exif, 26, 4);
  put_big(exif, 0, 4);
  put(exif, text);
  const std::string xmp = std::string("http://ns.adobe.com/xap/1.0/\0", 29) +
                          "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">" + secret + "</x:xmpmeta>";
  const std::string exif_text(reinterpret_cast<const char*>(exif.data()), exif.size());
  return with_jpeg_segment(with_jpeg_segment(image(ImageFormat::jpeg), 0xE1, xmp), 0xE1, exif_text);
}

Bytes with_profile(ImageFormat format, const Bytes& profile) {
  return must(encode_pixels(picture(), {.format = format, .thorough = false, .profile = profile}));
}

Bytes display_p3_profile() {
  return matrix_profile(
      {{{0.51512, 0.2412, -0.00105}, {0.29198, 0.69225, 0.04189}, {0.1571, 0.06657, 0.78407}}});
}

Bytes srgb_profile() {
  return matrix_profile(
      {{{0.43607, 0.22249, 0.01392}, {0.38515, 0.71687, 0.09708}, {0.14307, 0.06061, 0.7141}}});
}

Bytes with_png_chunk(const Bytes& png, const std::string& type, const std::string& body) {
  constexpr std::ptrdiff_t kBehindHeader = 8 + 25;
  Bytes out(png.begin(), png.begin() + kBehindHeader);
  put_png_chunk(out, type, body);
  out.insert(out.end(), png.begin() + kBehindHeader, png.end());
  return out;
}

Bytes animated_png() {
  return with_png_chunk(image(ImageFormat::png), "acTL", std::string("\0\0\0\1\0\0\0\0", 8));
}

Bytes with_jpeg_segment(const Bytes& jpeg, std::uint8_t marker, const std::string& body) {
  Bytes out(jpeg.begin(), jpeg.begin() + 2);
  put_big(out, 0xFF, 1);
  put_big(out, marker, 1);
  put_big(out, body.size() + 2, 2);
  put(out, body);
  out.insert(out.end(), jpeg.begin() + 2, jpeg.end());
  return out;
}

Bytes with_trailer(Bytes file, const std::string& trailer) {
  put(file, trailer);
  return file;
}

std::vector<Named> one_of_each() {
  using enum ImageFormat;
  const Options alpha{.alpha = true};
  const Options wide{.sixteen_bits = true};
  std::vector<Named> all{
      {"jpeg", jpeg, image(jpeg)},
      {"grey jpeg", jpeg, image(jpeg, {.grey = true})},
      {"cmyk jpeg", jpeg, cmyk_jpeg()},
      {"turned jpeg", jpeg, oriented_jpeg(6)},
      {"png", png, image(png)},
      {"png with alpha", png, image(png, alpha)},
      {"grey png", png, image(png, {.grey = true})},
      {"16-bit png", png, image(png, wide)},
      {"palette png", png, palette_png()},
      {"lossless webp", webp, image(webp)},
      {"lossless webp with alpha", webp, image(webp, alpha)},
      {"lossy webp", webp, lossy_webp()},
      {"animated webp", webp, animation(webp, 4)},
      {"avif", avif, image(avif)},
      {"avif with alpha", avif, image(avif, alpha)},
      {"gif", gif, image(gif, {.few_colours = true})},
      {"animated gif", gif, animation(gif, 4)},
      {"tiff", tiff, image(tiff)},
      {"16-bit tiff", tiff, image(tiff, wide)},
      {"tiff with pages", tiff, image(tiff, {.pages = 3})},
      {"jpeg in tiff", tiff, lossy_tiff()},
  };
  return all;
}

}  // namespace pixherd::sample
