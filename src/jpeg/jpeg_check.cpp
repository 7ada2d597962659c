// SPDX-License-Identifier: Apache-2.0
#include "pixherd/jpeg/jpeg_check.hpp"

#include "pixherd/jpeg/jpeg_planes.hpp"

namespace pixherd {

Attempt check_jpeg(std::span<const std::byte> bytes, JpegScrutiny scrutiny) {
  constexpr unsigned kLeast = 8;
  JpegPlanesReader reader(bytes, scrutiny);
  if (Attempt opened = reader.open(); !opened) {
    return opened;
  }
  return reader.decode(kLeast, [](const Component&) {});
}

}  // namespace pixherd
