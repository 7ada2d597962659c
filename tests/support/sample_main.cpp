// SPDX-License-Identifier: Apache-2.0
// pixherd_samples DIR: writes a handful of sample images, for scripts/run without arguments.
#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <fstream>

#include "pixherd/image/engine.hpp"
#include "support/sample_images.hpp"

namespace {

void write_file(const std::filesystem::path& path, const pixherd::sample::Bytes& bytes) {
  std::ofstream out(path, std::ios::binary);
  out.write(reinterpret_cast<const char*>(bytes.data()),
            static_cast<std::streamsize>(bytes.size()));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    fmt::print(stderr, "usage: pixherd_samples DIR\n");
    return 2;
  }
  if (const auto engine = pixherd::start_engine(); !engine) {
    fmt::print(stderr, "pixherd_samples: {}\n", engine.error().message);
    return 1;
  }
  using pixherd::ImageFormat;
  namespace sample = pixherd::sample;
  const std::filesystem::path folder(argv[1]);
  std::filesystem::create_directories(folder / "more");
  const sample::Options photo{.width = 1600, .height = 1200};
  const sample::Options small{.width = 800, .height = 600};
  const sample::Options drawing{.width = 800, .height = 600, .few_colours = true};
  write_file(folder / "photo.jpg", sample::image(ImageFormat::jpeg, photo));
  write_file(folder / "photo.png", sample::image(ImageFormat::png, photo));
  write_file(folder / "drawing.png", sample::palette_png(drawing));
  write_file(folder / "turned.jpg", sample::oriented_jpeg(6));
  write_file(folder / "more" / "photo.webp", sample::lossy_webp(small));
  write_file(folder / "more" / "scan.tif", sample::image(ImageFormat::tiff, small));
  write_file(folder / "more" / "moving.gif", sample::animation(ImageFormat::gif, 4, {}));
  return 0;
}
