// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "pixherd/base/fd.hpp"
#include "pixherd/base/result.hpp"
#include "pixherd/domain/image_format.hpp"

namespace pixherd {

/// An image that is open for reading and may have no name.
struct OneImage {
  Fd fd;
  std::uint64_t bytes = 0;
  ImageFormat format = ImageFormat::jpeg;
};

/// The image at `path`. An Error (usage) where that is not there, or is a folder.
Result<OneImage> image_named(const std::string& path);

/// All that comes out of `stream`, in memory. An Error where that is more than `limit` bytes; 0: no
/// limit.
Result<OneImage> image_from(int stream, std::uint64_t limit);

/// A file without a name, in memory, for as long as somebody has it open.
Result<Fd> make_nameless_file();

/// Writes all of a file to a descriptor of any kind. Returns the errno that stopped it, or 0.
int pour(int file, int to);

}  // namespace pixherd
