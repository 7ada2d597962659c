// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace pixherd {

/// What a message of the libraries below means for the file at hand.
enum class WarningWeight : std::uint8_t {
  metadata,  ///< something beside the pixels is odd: a note
  unclear,   ///< may be about pixels: a note, but in place the file is taken for damaged
  damage     ///< the decoder went on behind damaged pixels
};

/// Pure. Knows the words of both engines; whatever it does not know is unclear.
WarningWeight weigh_warning(std::string_view message);

/// True where the message says that a PNG's colour profile is not used, and so not carried either.
bool drops_profile(std::string_view message);

}  // namespace pixherd
