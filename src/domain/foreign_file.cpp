// SPDX-License-Identifier: Apache-2.0
#include "pixherd/domain/foreign_file.hpp"

#include <fmt/format.h>

#include <string>
#include <string_view>

#include "pixherd/domain/image_format.hpp"

namespace pixherd {

Error foreign_file(std::span<const std::byte> head) {
  const std::string_view foreign = describe_foreign(head);
  if (foreign.ends_with("image")) {
    return {ErrorCode::unsupported_format,
            fmt::format("is a {}; JPEG, PNG, WebP, AVIF, GIF and TIFF are read", foreign)};
  }
  return {ErrorCode::not_an_image,
          foreign.empty() ? std::string("is no image: its first bytes are none of a format "
                                        "that is read (JPEG, PNG, WebP, AVIF, GIF, TIFF)")
                          : fmt::format("is no image but a {}", foreign)};
}

}  // namespace pixherd
