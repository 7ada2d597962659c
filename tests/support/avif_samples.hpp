// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "support/sample_images.hpp"

namespace pixherd::sample {

/// `number` with its most significant byte first.
std::string big_endian(std::uint64_t number, unsigned bytes);
/// A box of the ISO base media format.
std::string iso_box(const std::string& type, const std::string& body);

/// `avif` with one more box, behind the one that tells its type.
Bytes with_avif_box(const Bytes& avif, const std::string& type, const std::string& body);
/// `avif` with one more property of its first item, which is its picture.
Bytes with_avif_property(const Bytes& avif, const std::string& type, const std::string& body);
/// `avif`, which has references, with one more, from its first item to the second.
Bytes with_avif_reference(const Bytes& avif, const std::string& type);

}  // namespace pixherd::sample
