// SPDX-License-Identifier: Apache-2.0
// pixherd_samples DIR: writes a handful of sample images, for scripts/run without arguments.
// pixherd_samples --seeds DIR: writes what scripts/fuzz begins with.
#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <string_view>

#include "pixherd/image/engine.hpp"
#include "support/sample_images.hpp"
#include "support/seeds.hpp"

namespace {

void write_samples(const std::filesystem::path& folder) {
  using pixherd::ImageFormat;
  using pixherd::sample::write_file;
  namespace sample = pixherd::sample;
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
}

}  // namespace

int main(int argc, char** argv) {
  const bool seeds = argc == 3 && std::string_view(argv[1]) == "--seeds";
  if (argc != 2 && !seeds) {
    fmt::print(stderr, "usage: pixherd_samples [--seeds] DIR\n");
    return 2;
  }
  if (const auto engine = pixherd::start_engine(); !engine) {
    fmt::print(stderr, "pixherd_samples: {}\n", engine.error().message);
    return 1;
  }
  if (seeds) {
    pixherd::sample::write_seeds(argv[2]);
  } else {
    write_samples(argv[1]);
  }
  return 0;
}
