// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pixherd {

/// `name="value"` within a tag, as views into the text.
struct XmlAttribute {
  std::string_view name;
  std::string_view value;  ///< between the quotes, entities not resolved
  std::size_t begin = 0;   ///< of its name
  std::size_t end = 0;     ///< behind its quote
};

struct XmlTag {
  enum class Kind : std::uint8_t { opens, closes, stands_alone };
  Kind kind = Kind::opens;
  std::string_view name;
  std::vector<XmlAttribute> attributes;
  std::size_t begin = 0;    ///< of its <
  std::size_t end = 0;      ///< behind its >
  std::size_t parent = 0;   ///< the tag that opened what this one is in; of the outermost: itself
  std::size_t partner = 0;  ///< the index of the tag that closes what this one opens, or itself
};

/// The tags of a small document, in their order. nullopt where it is not well-formed, and where it
/// has what metadata does not need (comments, CDATA, declarations, other encodings than UTF-8): who
/// edits by tags must not guess.
std::optional<std::vector<XmlTag>> xml_tags(std::string_view text);

/// What the prefixes in a document stand for.
using XmlPrefixes = std::map<std::string, std::string, std::less<>>;

/// nullopt where a prefix stands for several things or is not declared, where names without one are
/// in a namespace too, and where entities hide what a namespace is.
std::optional<XmlPrefixes> xml_prefixes(const std::vector<XmlTag>& tags);

/// What is before the colon; empty where there is none.
std::string_view prefix_of(std::string_view name);

/// A name by its namespace and what is behind the colon.
struct XmlName {
  std::string_view space;
  std::string_view local;
};
XmlName resolved(std::string_view name, const XmlPrefixes& prefixes);

}  // namespace pixherd
