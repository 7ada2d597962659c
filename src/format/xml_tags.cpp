// SPDX-License-Identifier: Apache-2.0
#include "xml_tags.hpp"

#include <algorithm>

namespace pixherd {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view kXmlSpace = " \t\r\n";

bool ends_name(char c) { return c == '=' || c == '/' || c == '>' || c == '<'; }

/// Reads one tag; every step says whether the text goes on as it must.
class TagReader {
 public:
  TagReader(std::string_view text, std::size_t at) : text_(text), at_(at) { tag_.begin = at; }

  std::optional<XmlTag> read() {
    ++at_;
    if (peek() == '/') {
      tag_.kind = XmlTag::Kind::closes;
      ++at_;
    }
    tag_.name = name();
    if (tag_.name.empty()) {
      return std::nullopt;
    }
    while (skip_space(), at_ < text_.size() && peek() != '>' && peek() != '/') {
      if (tag_.kind == XmlTag::Kind::closes || !attribute()) {
        return std::nullopt;
      }
    }
    if (peek() == '/') {
      if (tag_.kind == XmlTag::Kind::closes) {
        return std::nullopt;
      }
      tag_.kind = XmlTag::Kind::stands_alone;
      ++at_;
    }
    if (peek() != '>') {
      return std::nullopt;
    }
    tag_.end = at_ + 1;
    return std::move(tag_);
  }

 private:
  [[nodiscard]] char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  void skip_space() {
    while (at_ < text_.size() && kXmlSpace.find(text_[at_]) != std::string_view::npos) {
      ++at_;
    }
  }

  std::string_view name() {
    const std::size_t from = at_;
    while (at_ < text_.size() && !ends_name(text_[at_]) &&
           kXmlSpace.find(text_[at_]) == std::string_view::npos) {
      ++at_;
    }
    return text_.substr(from, at_ - from);
  }

  bool attribute() {
    XmlAttribute made;
    made.begin = at_;
    made.name = name();
    skip_space();
    if (made.name.empty() || peek() != '=') {
      return false;
    }
    ++at_;
    skip_space();
    const char quote = peek();
    const std::size_t end = text_.find(quote, at_ + 1);
    if ((quote != '"' && quote != '\'') || end == std::string_view::npos) {
      return false;
    }
    made.value = text_.substr(at_ + 1, end - at_ - 1);
    made.end = end + 1;
    at_ = made.end;
    tag_.attributes.push_back(made);
    return true;
  }

  std::string_view text_;
  std::size_t at_;
  XmlTag tag_;
};

/// Connects a tag with what it is in and what it closes; false where they do not fit.
bool nest(std::vector<XmlTag>& tags, std::vector<std::size_t>& open) {
  constexpr std::size_t kDeepest = 256;
  const std::size_t self = tags.size() - 1;
  XmlTag& tag = tags.back();
  tag.partner = self;
  tag.parent = open.empty() ? self : open.back();
  if (tag.kind == XmlTag::Kind::opens) {
    open.push_back(self);
    return open.size() < kDeepest;
  }
  if (tag.kind == XmlTag::Kind::stands_alone) {
    return true;
  }
  if (open.empty() || tags[open.back()].name != tag.name) {
    return false;
  }
  tag.partner = open.back();
  tags[open.back()].partner = self;
  open.pop_back();
  return true;
}

/// A name without a prefix is one that needs none.
bool is_declared(std::string_view name, const XmlPrefixes& prefixes) {
  const std::string_view prefix = prefix_of(name);
  return prefix.empty() ? !name.starts_with(':')
                        : prefix == "xml" || prefix == "xmlns" || prefixes.contains(prefix);
}

bool all_declared(const XmlTag& tag, const XmlPrefixes& prefixes) {
  return is_declared(tag.name, prefixes) &&
         std::all_of(tag.attributes.begin(), tag.attributes.end(),
                     [&](const auto& each) { return is_declared(each.name, prefixes); });
}

}  // namespace

std::optional<std::vector<XmlTag>> xml_tags(std::string_view text) {
  std::vector<XmlTag> tags;
  std::vector<std::size_t> open;
  if (text.find('\0') < text.find_last_not_of('\0')) {
    return std::nullopt;  // of two bytes a character
  }
  for (std::size_t at = text.find('<'); at != std::string_view::npos; at = text.find('<', at)) {
    if (text.substr(at, 2) == "<?"sv) {
      const std::size_t end = text.find("?>"sv, at);
      if (end == std::string_view::npos) {
        return std::nullopt;
      }
      at = end + 2;
      continue;
    }
    std::optional<XmlTag> tag = TagReader(text, at).read();
    if (!tag || tag->name.starts_with('!')) {
      return std::nullopt;
    }
    at = tag->end;
    tags.push_back(std::move(*tag));
    if (!nest(tags, open)) {
      return std::nullopt;
    }
  }
  return open.empty() && !tags.empty() ? std::optional(std::move(tags)) : std::nullopt;
}

std::optional<XmlPrefixes> xml_prefixes(const std::vector<XmlTag>& tags) {
  constexpr std::string_view kDeclares = "xmlns:";
  XmlPrefixes prefixes;
  for (const XmlTag& tag : tags) {
    for (const XmlAttribute& attribute : tag.attributes) {
      if (attribute.name == "xmlns") {
        return std::nullopt;
      }
      if (attribute.name.starts_with(kDeclares)) {
        const std::string prefix(attribute.name.substr(kDeclares.size()));
        const auto [there, added] = prefixes.emplace(prefix, attribute.value);
        const bool differs = !added && there->second != attribute.value;
        if (differs || attribute.value.find('&') != std::string_view::npos) {
          return std::nullopt;
        }
      }
    }
  }
  const bool whole = std::all_of(tags.begin(), tags.end(),
                                 [&](const auto& tag) { return all_declared(tag, prefixes); });
  return whole ? std::optional(std::move(prefixes)) : std::nullopt;
}

std::string_view prefix_of(std::string_view name) {
  const std::size_t colon = name.find(':');
  return colon == std::string_view::npos ? std::string_view() : name.substr(0, colon);
}

XmlName resolved(std::string_view name, const XmlPrefixes& prefixes) {
  const std::size_t colon = name.find(':');
  if (colon == std::string_view::npos) {
    return {"", name};
  }
  const auto found = prefixes.find(name.substr(0, colon));
  return {found == prefixes.end() ? std::string_view() : std::string_view(found->second),
          name.substr(colon + 1)};
}

}  // namespace pixherd
