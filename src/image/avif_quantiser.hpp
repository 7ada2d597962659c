// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace pixherd {

/// The quantiser (as SourceFacts has it) of an AVIF that our encoder makes at `quality`; 0 where
/// that cannot be told. Encodes a tiny picture for it, once for each quality in a process, since
/// encoders of different age have different scales.
std::uint32_t avif_quantiser(int quality);

}  // namespace pixherd
