// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "pixherd/base/bytes.hpp"
#include "pixherd/base/result.hpp"
#include "pixherd/domain/encoder_settings.hpp"
#include "pixherd/jpeg/jpeg_check.hpp"

namespace pixherd {

/// The same JPEG with the same DCT coefficients, quantisation and markers, its entropy coding done
/// better: of the scans that `scans` allows the smallest for each component, with optimal Huffman
/// tables; a small file in one scan too. No pixel is ever made. The output has been read again, and
/// every coefficient and marker compared.
///
/// nullopt where nothing smaller than `source` comes out. ErrorCode::damaged where libjpeg so much
/// as warns, ErrorCode::verify_failed where the output is not the same picture. Arithmetic coding,
/// the lossless process and more than 8 bits must have been refused before.
Result<std::optional<Bytes>> recode_jpeg(std::span<const std::byte> source,
                                         JpegScrutiny scrutiny = JpegScrutiny::usual,
                                         Scans scans = Scans::as_fits);

}  // namespace pixherd
