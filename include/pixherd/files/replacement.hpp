// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "pixherd/base/fd.hpp"
#include "pixherd/base/result.hpp"
#include "pixherd/files/file_id.hpp"
#include "pixherd/files/source_file.hpp"
#include "pixherd/files/temporary_name.hpp"
#include "pixherd/files/tree.hpp"

namespace pixherd {

/// What an output takes over from its source because it was asked for; what it takes over at any
/// rate depends on the way in which it is committed.
struct Preserve {
  bool times = false;
  bool permissions = false;  ///< all of their bits, and not just those that the umask leaves
};

/// A file that is being made, as a temporary in the folder where it is to stand, so that it
/// inherits what that folder hands on. Only a commit gives it its name: until then nothing of it is
/// seen under that name, and without one the temporary vanishes with the object.
class Replacement {
 public:
  static Result<Replacement> create(Folder folder);
  Replacement(Replacement&& other) noexcept;
  Replacement& operator=(Replacement&&) = delete;
  ~Replacement();

  [[nodiscard]] int fd() const { return fd_.get(); }
  /// Known from a commit on.
  [[nodiscard]] const FileId& id() const { return id_; }
  [[nodiscard]] const FileVersion& version() const { return version_; }

  /// Gives the temporary the name `name`, in the place of what may stand there, with the
  /// permission bits of `source` less the umask. `bytes` is what the worker said it wrote; a
  /// temporary of another size is not committed, nor an empty one: no image is.
  Attempt commit_as(const std::string& name, const SourceFile& source, std::uint64_t bytes,
                    Preserve preserve);

  /// As commit_as(), but only where nothing has that name, also not since a moment ago; false where
  /// something has it, and then nothing was changed.
  Result<bool> commit_new(const std::string& name, const SourceFile& source, std::uint64_t bytes,
                          Preserve preserve);

  /// As commit_as(), but only in the place of what `judged` tells of; false where something else
  /// has the name by now, or nothing, and then nothing was changed. An Error where somebody writes
  /// there all the time: it says where that is now.
  Result<bool> commit_instead_of(const struct stat& judged, const std::string& name,
                                 const SourceFile& source, std::uint64_t bytes, Preserve preserve);

  /// As commit_as() for what has no source: with the permissions of any new file, and synced. It
  /// may be empty.
  Attempt commit_text(const std::string& name, std::uint64_t bytes);

  /// Puts the temporary in the place of `source` itself, with its owner, group, permission bits
  /// and extended attributes at any rate. Refused, with the source as it was, where it has changed
  /// meanwhile (input_changed) or where one of these cannot be kept (write_failed).
  Attempt commit_over(const SourceFile& source, std::uint64_t bytes, Preserve preserve);

  /// Where commit_over() or commit_instead_of() could not remove what it had replaced: under which
  /// name that stays, and why.
  [[nodiscard]] const std::optional<Error>& remains() const { return remains_; }

  /// As commit_over(), but under another name, which must be free. The temporary's name stays as a
  /// second one of the output, where the file system has such, until this object goes: it tells the
  /// next run's sweep what was under way here.
  Attempt commit_beside(const std::string& name, const SourceFile& source, std::uint64_t bytes,
                        Preserve preserve);

 private:
  /// What came of the temporary and of what was to be replaced by it.
  enum class Exchanged : std::uint8_t {
    done,
    nobody_there,
    other_there,  ///< something else, and it has its name still
    other_kept    ///< something else, and the temporary's name leads to it now
  };

  Replacement() = default;
  Attempt note_version();
  [[nodiscard]] Attempt check_size(std::uint64_t bytes) const;
  Attempt check_image(std::uint64_t bytes);
  Attempt rename_to(const std::string& name);
  Attempt prepare(const SourceFile& source, std::uint64_t bytes, Preserve preserve);
  Attempt take_over_from(const SourceFile& source, std::uint64_t bytes, Preserve preserve);
  Attempt name_for_exchange_with(const struct stat& replaced);
  Result<Exchanged> exchange_with(const std::string& target, const struct stat& judged,
                                  std::string_view what);
  Result<Exchanged> rename_over(const std::string& target, const struct stat& judged);
  std::string leave_name();
  [[nodiscard]] std::string name() const { return name_->text(); }
  [[nodiscard]] int remove_name();
  void discard();

  Folder folder_;
  std::optional<TemporaryName> name_;  ///< nullopt once it is no temporary any more
  Fd fd_;
  FileId id_;
  FileVersion version_;
  std::optional<Error> remains_;
};

/// Why an output does not get a name that another file has.
Error name_is_taken(const std::string& name);

/// Returns once what was named or removed in this folder is on the disk.
Attempt sync_folder(const Folder& folder);

/// Returns once everything written to the file system of this folder is on the disk.
Attempt sync_file_system(const Folder& folder);

}  // namespace pixherd
