// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <string>
#include <utility>

#include "pixherd/base/result.hpp"
#include "pixherd/files/file_id.hpp"
#include "pixherd/files/replacement.hpp"
#include "pixherd/files/source_file.hpp"
#include "pixherd/files/temporary_name.hpp"

namespace pixherd {

/// A source that is to go, with the file that commit_beside() put beside it. Both are there until
/// finish(); should the run be killed before, the sweep takes the new file away again.
class Conversion {
 public:
  /// An Error (write_failed), with the source as it was, where the output is gone already or cannot
  /// be looked at; then it does not stay.
  static Result<Conversion> begin(SourceFile source, std::string output, Replacement replacement);

  [[nodiscard]] const Folder& folder() const { return source_.folder; }

  /// Removes the source. Where it has changed since it was opened, up to the last moment, the new
  /// file goes instead, since it is a picture of what is no more (input_changed), and so it does
  /// where the source cannot be removed (write_failed). Both stay only where the new file cannot be
  /// removed either, and the message says so. Where the new file does not stand there any more, or
  /// was written to, the source stays (write_failed).
  Attempt finish();

  /// Removes the new file, provided that the source is there still.
  void give_up() const;

 private:
  Conversion(SourceFile source, std::string output, Replacement replacement)
      : source_(std::move(source)),
        output_(std::move(output)),
        replacement_(std::move(replacement)) {}
  Attempt look_at_output();
  [[nodiscard]] bool is_output(const struct stat& facts) const;
  [[nodiscard]] Attempt check_output() const;
  [[nodiscard]] Error output_gone() const;
  Attempt remove(const std::string& aside, const FileVersion& read);
  bool withdraw() const;
  [[nodiscard]] Error withdrawn(Error why) const;

  SourceFile source_;
  std::string output_;
  Replacement replacement_;  ///< holds the output's second name
  FileVersion own_;          ///< of the output, by its descriptor
  /// The output by its name: where a file system counts names and not files (sshfs), its number is
  /// another.
  FileId named_;
  std::uint64_t named_bytes_ = 0;
};

}  // namespace pixherd
