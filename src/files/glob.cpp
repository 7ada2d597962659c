// SPDX-License-Identifier: Apache-2.0
#include "pixherd/files/glob.hpp"

#include <algorithm>
#include <utility>

#include "pixherd/files/tree.hpp"

namespace pixherd {
namespace {

std::size_t index_of(char byte) { return static_cast<unsigned char>(byte); }

std::bitset<256> any_but_slash() { return std::bitset<256>().set().reset(index_of('/')); }

}  // namespace

struct Glob::Token {
  enum class Kind : std::uint8_t { byte, star, folders, open, comma, close };
  Kind kind = Kind::byte;
  ByteSet bytes;  ///< with byte

  static Token of(Kind kind, char written) {
    Token token{kind, {}};
    token.bytes.set(index_of(written));
    return token;
  }
};

/// "[...]" from its bracket on; `at` is left behind it. A bracket that is not closed is a byte.
Glob::Token Glob::set_token(std::string_view pattern, std::size_t& at) {
  std::size_t i = at + 1;
  const bool negated = i < pattern.size() && (pattern[i] == '!' || pattern[i] == '^');
  i += negated ? 1U : 0U;
  const std::size_t first = i;  // a bracket that comes first is one of the set
  const auto byte_at = [&](std::size_t& position) {
    position += pattern[position] == '\\' && position + 1 < pattern.size() ? 1U : 0U;
    return index_of(pattern[position++]);
  };
  Token token;
  while (i < pattern.size() && (pattern[i] != ']' || i == first)) {
    const std::size_t low = byte_at(i);
    std::size_t high = low;
    if (i + 1 < pattern.size() && pattern[i] == '-' && pattern[i + 1] != ']') {
      high = byte_at(++i);
    }
    for (std::size_t byte = low; byte <= high; ++byte) {
      token.bytes.set(byte);
    }
  }
  if (i >= pattern.size()) {
    return Token::of(Token::Kind::byte, pattern[at++]);
  }
  at = i + 1;
  token.bytes = (negated ? ~token.bytes : token.bytes) & any_but_slash();
  return token;
}

std::vector<Glob::Token> Glob::tokens_of(std::string_view pattern) {
  using Kind = Token::Kind;
  std::vector<Token> tokens;
  const auto is_whole_name = [&](std::size_t begin, std::size_t end) {
    constexpr auto kNone = std::string_view::npos;
    return (begin == 0 || std::string_view("/{,").find(pattern[begin - 1]) != kNone) &&
           (end == pattern.size() || std::string_view("/},").find(pattern[end]) != kNone);
  };
  std::size_t at = 0;
  while (at < pattern.size()) {
    const char byte = pattern[at];
    if (byte == '[') {
      tokens.push_back(set_token(pattern, at));
      continue;
    }
    if (byte == '*') {
      const std::size_t end = std::min(pattern.find_first_not_of('*', at), pattern.size());
      const bool folders = end - at == 2 && is_whole_name(at, end);
      tokens.push_back(Token::of(folders ? Kind::folders : Kind::star, byte));
      at = end;
      continue;
    }
    if (byte == '?') {
      tokens.push_back({Kind::byte, any_but_slash()});
    } else if (byte == '\\' && at + 1 < pattern.size()) {
      tokens.push_back(Token::of(Kind::byte, pattern[++at]));
    } else {
      tokens.push_back(Token::of(byte == '{'   ? Kind::open
                                 : byte == ',' ? Kind::comma
                                 : byte == '}' ? Kind::close
                                               : Kind::byte,
                                 byte));
    }
    ++at;
  }
  return tokens;
}

/// Braces without a partner, and commas outside of braces, are bytes.
void Glob::keep_groups_only(std::vector<Token>& tokens) {
  using Kind = Token::Kind;
  std::vector<std::size_t> open;
  std::vector<std::vector<std::size_t>> commas;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    Token& token = tokens[i];
    if (token.kind == Kind::open) {
      open.push_back(i);
      commas.emplace_back();
    } else if (token.kind == Kind::comma && !open.empty()) {
      commas.back().push_back(i);
    } else if (token.kind == Kind::close && !open.empty()) {
      open.pop_back();
      commas.pop_back();
    } else if (token.kind == Kind::comma || token.kind == Kind::close) {
      token.kind = Kind::byte;
    }
  }
  for (std::size_t i = 0; i < open.size(); ++i) {
    tokens[open[i]].kind = Kind::byte;
    for (const std::size_t comma : commas[i]) {
      tokens[comma].kind = Kind::byte;
    }
  }
}

/// Makes steps of tokens; each step goes on to the one behind it unless it says otherwise.
class Glob::Builder {
 public:
  std::vector<Step> build(const std::vector<Token>& tokens) {
    using Kind = Token::Kind;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      switch (tokens[i].kind) {
        case Kind::byte: byte(tokens[i].bytes); break;
        case Kind::star: repeat(any_but_slash()); break;
        case Kind::folders: i += folders(tokens, i) ? 1U : 0U; break;
        case Kind::open: groups_.push_back({go(), {}}); break;
        case Kind::comma: next_branch(); break;
        case Kind::close: close(); break;
      }
    }
    steps_.push_back({Step::Kind::end, {}, Step::kNone, Step::kNone});
    return std::move(steps_);
  }

 private:
  struct Group {
    std::size_t fork;                ///< where its last branch begins
    std::vector<std::size_t> exits;  ///< of the branches before it
  };

  std::size_t byte(const ByteSet& bytes) {
    steps_.push_back({Step::Kind::byte, bytes, steps_.size() + 1, Step::kNone});
    return steps_.size() - 1;
  }
  std::size_t go() {
    steps_.push_back({Step::Kind::go, {}, steps_.size() + 1, Step::kNone});
    return steps_.size() - 1;
  }
  void repeat(const ByteSet& bytes) {
    const std::size_t begin = go();
    byte(bytes);
    steps_[go()].next = begin;
    steps_[begin].other = steps_.size();
  }
  /// Any number of whole folders, or all that is below; true where the slash behind it is done too.
  bool folders(const std::vector<Token>& tokens, std::size_t at) {
    const Token slash = Token::of(Token::Kind::byte, '/');
    if (at + 1 >= tokens.size() || tokens[at + 1].kind != Token::Kind::byte ||
        tokens[at + 1].bytes != slash.bytes) {
      repeat(ByteSet().set());
      return false;
    }
    const std::size_t none = go();
    repeat(ByteSet().set());
    byte(slash.bytes);
    steps_[none].other = steps_.size();
    return true;
  }
  void next_branch() {
    Group& group = groups_.back();
    group.exits.push_back(go());
    steps_[group.fork].other = steps_.size();
    group.fork = go();
  }
  void close() {
    for (const std::size_t exit : groups_.back().exits) {
      steps_[exit].next = steps_.size();
    }
    groups_.pop_back();
  }

  std::vector<Step> steps_;
  std::vector<Group> groups_;
};

/// All the steps that a path may be at, at once.
class Glob::Run {
 public:
  explicit Run(const std::vector<Step>& steps) : steps_(steps), seen_(steps.size(), 0) { enter(0); }

  void consume(char byte) {
    std::swap(at_, before_);
    at_.clear();
    ++round_;
    for (const std::size_t index : before_) {
      const Step& step = steps_[index];
      if (step.kind == Step::Kind::byte && step.bytes.test(index_of(byte))) {
        enter(step.next);
      }
    }
  }
  [[nodiscard]] bool is_over() const { return at_.empty(); }
  [[nodiscard]] bool has_matched() const {
    return std::any_of(at_.begin(), at_.end(),
                       [&](std::size_t index) { return steps_[index].kind == Step::Kind::end; });
  }

 private:
  void enter(std::size_t begin) {
    waiting_.assign(1, begin);
    while (!waiting_.empty()) {
      const std::size_t index = waiting_.back();
      waiting_.pop_back();
      if (index == Step::kNone || std::exchange(seen_[index], round_) == round_) {
        continue;
      }
      const Step& step = steps_[index];
      if (step.kind == Step::Kind::go) {
        waiting_.push_back(step.next);
        waiting_.push_back(step.other);
      } else {
        at_.push_back(index);
      }
    }
  }

  const std::vector<Step>& steps_;
  std::vector<std::size_t> seen_;  ///< the round in which a step was entered last
  std::size_t round_ = 1;
  std::vector<std::size_t> at_;
  std::vector<std::size_t> before_;
  std::vector<std::size_t> waiting_;
};

Glob::Glob(std::string pattern) : text_(std::move(pattern)) {
  std::string_view rest = text_;
  if (rest.starts_with("./")) {
    rest.remove_prefix(1);
  }
  folders_only_ = rest.size() > 1 && rest.ends_with('/');
  rest.remove_suffix(folders_only_ ? 1U : 0U);
  whole_path_ = rest.find('/') != std::string_view::npos;
  rest.remove_prefix(rest.starts_with('/') ? 1U : 0U);
  std::vector<Token> tokens = tokens_of(rest);
  keep_groups_only(tokens);
  steps_ = Builder().build(tokens);
}

bool Glob::matches(std::string_view path) const {
  Run run(steps_);
  for (const char byte : whole_path_ ? path : split_path(path).name) {
    run.consume(byte);
    if (run.is_over()) {
      return false;
    }
  }
  return run.has_matched();
}

bool Glob::matches_file(std::string_view path) const { return !folders_only_ && matches(path); }
bool Glob::matches_folder(std::string_view path) const { return matches(path); }

bool Glob::matches_folder_above(std::string_view path) const {
  for (std::size_t slash = path.find('/'); slash != std::string_view::npos;
       slash = path.find('/', slash + 1)) {
    const std::string_view folder = path.substr(0, slash);
    if (split_path(folder).name != ".." && matches_folder(folder)) {
      return true;
    }
  }
  return false;
}

}  // namespace pixherd
