// SPDX-License-Identifier: Apache-2.0
#include "exif_fields.hpp"

#include <string_view>

#include "container_metadata.hpp"
#include "load.hpp"

namespace pixherd {
namespace {

/// A JPEG of one block, in which libvips reads any EXIF.
const Result<Bytes>& carrier() {
  static const Result<Bytes> made = [] {
    const Result<Image> black = Operation("black").set("width", 8).set("height", 8).image();
    return black ? Operation("jpegsave_buffer").set("in", *black).bytes()
                 : Result<Bytes>(black.error());
  }();
  return made;
}

void copy_field(const Image& from, const Image& to, const char* field) {
  GValue value = G_VALUE_INIT;
  if (vips_image_get(from.get(), field, &value) == 0) {
    vips_image_set(to.get(), field, &value);
    g_value_unset(&value);
  }
}

}  // namespace

Attempt set_exif_fields(const Image& image, std::span<const std::byte> exif) {
  if (!carrier()) {
    return carrier().error();
  }
  const Bytes carrying =
      with_blocks(*carrier(), ImageFormat::jpeg, {.exif = {exif.begin(), exif.end()}});
  const Result<Image> read = load(carrying, ImageFormat::jpeg, {});
  if (!read) {
    return read.error();
  }
  char** fields = vips_image_get_fields(read->get());
  for (char** field = fields; *field != nullptr; ++field) {
    if (std::string_view(*field).starts_with("exif-")) {
      copy_field(*read, image, *field);
    }
  }
  g_strfreev(fields);
  return success();
}

}  // namespace pixherd
