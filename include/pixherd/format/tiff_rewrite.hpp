// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "pixherd/base/bytes.hpp"

namespace pixherd::tiff {

/// `made` without the kinds, numbers and resolutions that libvips gives to pages whether or not
/// the source's have them. What is left of a directory stays where it is.
Bytes without_invented_tags(Bytes made, const Bytes& source);

/// The first tag, in words, that says something else in `made` than in `source`, page by page;
/// empty where there is none. Tags of the coding are not compared, and a tag that is missing
/// equals its default.
std::string changed_tag(const Bytes& source, const Bytes& made);

}  // namespace pixherd::tiff
