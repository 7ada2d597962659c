// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <variant>
#include <vector>

#include "pixherd/base/fd.hpp"
#include "pixherd/base/result.hpp"
#include "pixherd/domain/image_format.hpp"
#include "pixherd/domain/outcome.hpp"
#include "pixherd/files/file_id.hpp"
#include "pixherd/files/output_path.hpp"
#include "pixherd/files/path_filter.hpp"
#include "pixherd/files/temporary_name.hpp"
#include "pixherd/files/tree.hpp"

namespace pixherd {

struct ScanOptions {
  bool recursive = true;
  bool hidden = false;               ///< walk into hidden and version-control folders too
  bool one_file_system = false;      ///< do not walk into other file systems
  std::vector<std::string> include;  ///< globs; where there are any, files that match one of them
  std::vector<std::string> exclude;  ///< globs of files and folders that are passed over
  bool include_may_be_idle = false;  ///< none of `include` need match: they stand for many runs
  /// Folders where a run was killed while an output stood beside its source are swept first, so
  /// that it is not taken for an input.
  bool sweep_conversions = false;
  /// Where outputs stand beside their sources: how they are named, so that none of an earlier run
  /// is taken for an input.
  std::optional<OutputNaming> outputs_beside;
};

/// Not an image, and nobody said that it was: passed over.
struct Ignored {};

/// Why the file `name` is no input where outputs stand beside their sources: it has the name of
/// one.
std::optional<Reason> own_output(int folder, const std::string& name, const OutputNaming& naming);

/// What a scan makes of a file; a Reason says why it is left alone.
using ScanVerdict = std::variant<ImageFormat, Error, Ignored, Reason>;

/// One regular file that was named or walked to.
struct ScannedFile {
  std::uint32_t root = 0;  ///< index into InputScan::roots()
  std::string path;        ///< below the root
  std::uint64_t bytes = 0;
  ScanVerdict what;
  bool link = false;      ///< what was named is a link to the file
  FileVersion version{};  ///< all zero where it cannot be opened

  /// What was judged without a look at its contents.
  static ScannedFile unread(std::uint32_t root, std::string path, ScanVerdict what,
                            std::uint64_t bytes = 0) {
    return {root, std::move(path), bytes, std::move(what)};
  }
};

/// By its root and its path below that.
struct WalkedFolder {
  std::uint32_t root = 0;
  std::string path;
};

struct Inspected;
enum class Found : std::uint8_t;

/// Finds the inputs: files as they are named, folders with all that is in them, in the order of
/// names, each file once however often it was named. Content decides what a file is, by its first
/// bytes. Links are not followed, but for those that were named. Paths that a list brings are taken
/// as if they had been walked to, though none of them is passed over in silence but by a glob.
class InputScan {
 public:
  using Visitor = std::function<void(ScannedFile&&)>;

  /// The format of the file at an absolute path, where this version of it has been seen before.
  using Recognise =
      std::function<std::optional<ImageFormat>(const std::string& place, const FileVersion&)>;
  /// What is recognised is not opened.
  void recognise_by(Recognise recognise) { recognise_ = std::move(recognise); }

  explicit InputScan(ScanOptions options)
      : options_(std::move(options)), filter_(options_.include, options_.exclude) {}

  /// From here on what is named must lie below this folder, and paths are kept below it.
  Attempt keep_below(const std::string& folder);

  /// Opens what the user named. An Error (usage) where it is not there or cannot be opened; but a
  /// folder that may not be read fails when it is walked, as one below it would.
  Attempt add_input(const std::string& path);

  /// Looks at one file that is named on its own, as often as it is named; never walks. A folder, or
  /// what is not there, comes back as a file with an Error.
  ScannedFile inspect(const std::string& path);

  /// Opens the folder that look_at_listed() looks below.
  Attempt open_list_root(const std::string& folder);
  [[nodiscard]] const Tree& list_root() const { return roots_[list_root_]; }

  /// Looks at `path` below that folder. A folder, or what is not there, is handed on as an Error.
  void look_at_listed(const std::string& path, const Visitor& visit);

  /// The first --include where none has matched anything of all that was walked and listed. None
  /// where there was nothing to match, or nothing was walked: a list of what changed may well hold
  /// nothing for it.
  [[nodiscard]] std::optional<std::string> unused_include() const;

  /// Every --include that was typed and has matched nothing, likewise.
  [[nodiscard]] std::vector<std::string> unused_includes() const;

  /// A folder that is not walked into: where the outputs go.
  void leave_out(const Tree& folder);

  /// The folder of --state: what belongs to it is no input, though there may be images beside it.
  void pass_over_state(const Tree& folder) { state_ = {folder.device(), folder.inode()}; }

  /// Hands every file to the visitor; a folder that cannot be read is handed on as an Error.
  void walk(const Visitor& visit);

  /// True where what stands under `name` in the open folder is an input, by whatever path it was
  /// found: folders may have several (a second mount), and names too (letters of either case).
  [[nodiscard]] bool is_input(int folder, const std::string& name, const struct stat& there);

  /// Those walked that hold temporaries, of runs that were killed or are at work.
  [[nodiscard]] const std::vector<WalkedFolder>& with_temporaries() const {
    return with_temporaries_;
  }
  /// True where the files below this root were walked to, and not just named.
  [[nodiscard]] bool is_walked(std::uint32_t root) const { return walked_roots_.contains(root); }

  /// True for a folder that was walked, or that files were named in.
  [[nodiscard]] bool is_folder_of_inputs(const struct stat& facts) const;

  /// The folders that inputs are named below; a file that was named has its folder here. Stays
  /// valid as long as the scan does.
  [[nodiscard]] std::vector<Tree>& roots() { return roots_; }
  [[nodiscard]] const std::vector<Tree>& roots() const { return roots_; }

  /// `path` below root `root`, as it is kept: below the folder of keep_below(), if there is one.
  [[nodiscard]] std::string kept_path(std::uint32_t root, const std::string& path) const {
    return join_path(prefixes_[root], path);
  }

  /// How the user wrote `path` below root `root`.
  [[nodiscard]] std::string shown_path(std::uint32_t root, const std::string& path) const;

 private:
  struct Listing;
  struct WholeRoot {};
  struct FileInRoot {
    std::string name;
  };
  struct ClosedFolder {  ///< in the root, that cannot be walked
    std::string name;
    Error why;
  };
  struct Named {
    std::uint32_t root = 0;
    std::variant<WholeRoot, FileInRoot, ClosedFolder> what;
  };
  /// A name in a folder, for files that have several.
  struct NameKey {
    FileId folder;
    std::string name;
    bool operator==(const NameKey&) const = default;
  };
  struct NameKeyHash {
    std::size_t operator()(const NameKey& key) const {
      return FileIdHash()(key.folder) ^ std::hash<std::string>()(key.name);
    }
  };

  [[nodiscard]] bool takes(const FilteredPath& path);
  [[nodiscard]] FilteredPath walked_path(std::uint32_t root, const std::string& path) const;
  [[nodiscard]] FilteredPath named_path(std::uint32_t root, const std::string& file,
                                        std::string written) const;
  void visit_named(std::uint32_t root, const WholeRoot& whole, const Visitor& visit);
  void visit_named(std::uint32_t root, const FileInRoot& file, const Visitor& visit);
  void visit_named(std::uint32_t root, const ClosedFolder& folder, const Visitor& visit);
  void walk_folder(std::uint32_t root, const Visitor& visit);
  std::vector<std::string> look_into(std::uint32_t root, const std::string& folder,
                                     const Visitor& visit);
  Result<Fd> open_to_walk(std::uint32_t root, const std::string& folder);
  Result<Listing> list(std::uint32_t root, const std::string& folder, Fd fd);
  void look_at(std::uint32_t root, int folder, std::string path, Found how, const Visitor& visit);
  Attempt add_unopened(std::string path, const Error& error);
  Result<std::uint32_t> root_at(const std::string& folder);
  Result<std::uint32_t> add_root(Tree tree);
  [[nodiscard]] std::optional<Inspected> recognised(std::uint32_t root, int folder,
                                                    const std::string& path) const;
  [[nodiscard]] Inspected inspect_listed(int folder, const std::string& path) const;
  [[nodiscard]] std::optional<Reason> beside_source(int folder, const std::string& name) const;
  bool is_new(const ScannedFile& file, const struct stat& facts, int folder);
  void remember(const Inspected& found);
  [[nodiscard]] bool passes_over(const char* name) const;
  [[nodiscard]] bool may_enter(const struct stat& facts, const Tree& root) const;

  ScanOptions options_;
  PathFilter filter_;
  Recognise recognise_;
  std::vector<Tree> roots_;
  std::unordered_map<std::string, std::uint32_t> roots_by_name_;  ///< as they are named
  std::vector<std::string> prefixes_;      ///< of each root: its own path below kept_below_
  std::optional<std::string> kept_below_;  ///< canonical
  std::uint32_t list_root_ = 0;
  bool has_walked_ = false;  ///< or has looked at a file that was named
  std::vector<Named> named_;
  std::unordered_set<FileId, FileIdHash> root_ids_;
  std::unordered_set<FileId, FileIdHash> left_out_;
  std::optional<FileId> state_;
  std::unordered_set<FileId, FileIdHash> seen_folders_;
  std::unordered_set<std::uint32_t> walked_roots_;
  std::vector<WalkedFolder> with_temporaries_;
  bool names_files_ = false;                     ///< beside folders
  std::unordered_set<FileId, FileIdHash> seen_;  ///< files, where some are named
  std::unordered_set<NameKey, NameKeyHash> seen_names_;
  std::vector<FileId> inputs_;  ///< those that have one name
  bool inputs_are_sorted_ = true;
  std::unordered_set<std::string> listed_in_vain_;  ///< paths that lead to no file
};

}  // namespace pixherd
