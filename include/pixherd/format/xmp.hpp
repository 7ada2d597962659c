// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "pixherd/base/bytes.hpp"
#include "pixherd/domain/metadata_set.hpp"

namespace pixherd {

/// An XMP packet that says its picture is upright: every tiff:Orientation in it is 1. Nothing else
/// changes, nor does its length. nullopt where nothing has to change. Pure.
std::optional<std::string> with_upright_orientation(std::string_view packet);

/// Whether what a packet says of the gain map, the further pictures and the film behind its picture
/// stays, even where XMP is not kept as a whole: without it nobody would find them.
enum class XmpCompanions { as_all_else, kept };

/// An XMP packet with what is to be kept: all of it, or without the place, or nothing but whose the
/// picture is or where it was taken. Empty where nothing is left, and where the packet is not such
/// that what must go can be cut out for certain. Pure; defined on any bytes.
Bytes kept_xmp(std::span<const std::byte> packet, MetadataSet kept,
               XmpCompanions companions = XmpCompanions::as_all_else);

/// True where a packet, or part of one, speaks of what stands behind its picture.
bool names_companions(std::span<const std::byte> part_of_packet);

/// True where a packet, or part of one, speaks of a gain map.
bool names_gain_map(std::span<const std::byte> part_of_packet);

/// The packet without the properties that announce a gain map and where it stands. Empty as above.
Bytes without_gain_map(std::span<const std::byte> packet);

/// True where a packet seems to hold small copies of its picture.
bool names_thumbnails(std::span<const std::byte> packet);

/// The packet without them. Empty as above.
Bytes without_thumbnails(std::span<const std::byte> packet);

/// True where bytes of an unknown kind, or a part of a packet, seem to tell a place or an author,
/// and that is not among what is kept.
bool may_tell_more(std::string_view bytes, MetadataSet kept);

}  // namespace pixherd
