// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace pixherd {

/// A pattern of --include or --exclude, matched against paths below a root. Bytes, not text:
///
///     *  ?        any bytes, any one byte of a name; never a slash
///     [a-z] [!x]  one byte of, or not of, a set
///     **          where it stands between slashes: any number of folders, none too
///     {a,b}       either; may be nested
///     \x          x itself
///
/// A pattern without a slash is for names at any depth, one with a slash for whole paths below the
/// root (a leading slash says no more than that), one that ends with a slash for folders only. What
/// is not closed stands for itself, so that every pattern is one.
///
/// Matching takes at most as many steps as pattern times path have bytes.
class Glob {
 public:
  explicit Glob(std::string pattern);

  [[nodiscard]] const std::string& text() const { return text_; }
  /// False for a pattern for names at any depth.
  [[nodiscard]] bool is_for_whole_paths() const { return whole_path_; }
  [[nodiscard]] bool matches_file(std::string_view path) const;
  [[nodiscard]] bool matches_folder(std::string_view path) const;
  /// True where it matches one of the folders that the path leads down through: "a" or "a/b" for
  /// "a/b/c".
  [[nodiscard]] bool matches_folder_above(std::string_view path) const;

 private:
  using ByteSet = std::bitset<256>;
  /// A step of the automaton: it consumes a byte of `bytes`, or goes on from `next` and, where
  /// there is one, from `other` as well.
  struct Step {
    enum class Kind : std::uint8_t { byte, go, end };
    static constexpr std::size_t kNone = ~std::size_t{0};
    Kind kind = Kind::end;
    ByteSet bytes;
    std::size_t next = kNone;
    std::size_t other = kNone;
  };
  struct Token;
  class Builder;
  class Run;

  static std::vector<Token> tokens_of(std::string_view pattern);
  static Token set_token(std::string_view pattern, std::size_t& at);
  static void keep_groups_only(std::vector<Token>& tokens);
  [[nodiscard]] bool matches(std::string_view path) const;

  std::string text_;
  std::vector<Step> steps_;
  bool whole_path_ = false;
  bool folders_only_ = false;
};

}  // namespace pixherd
