// SPDX-License-Identifier: Apache-2.0
#include "pixherd/files/input_scan.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>

#include "folder_entries.hpp"
#include "inspect.hpp"
#include "open_below.hpp"
#include "pixherd/files/path_below.hpp"
#include "pixherd/files/state_folder.hpp"
#include "pixherd/files/sweep.hpp"
#include "pixherd/files/temporary_name.hpp"
#include "under_way.hpp"
#include "written_path.hpp"

namespace pixherd {
namespace {

using namespace std::string_view_literals;

/// Not every file system tells the type with the name. One that cannot be told is left to whoever
/// opens the file, and says why it cannot.
unsigned char type_of(int folder, const dirent& entry) {
  if (entry.d_type != DT_UNKNOWN) {
    return entry.d_type;
  }
  struct stat facts {};
  if (::fstatat(folder, entry.d_name, &facts, AT_SYMLINK_NOFOLLOW) != 0) {
    return DT_REG;
  }
  return S_ISDIR(facts.st_mode) ? DT_DIR : S_ISREG(facts.st_mode) ? DT_REG : DT_UNKNOWN;
}

/// Of what is passed over unopened.
std::uint64_t size_of_entry(int folder, const std::string& name) {
  struct stat facts {};
  return ::fstatat(folder, name.c_str(), &facts, AT_SYMLINK_NOFOLLOW) == 0
             ? static_cast<std::uint64_t>(facts.st_size)
             : 0;
}

Error unreadable(int error_number) {
  return error_from_errno(error_number, "cannot read the folder");
}

Reason passed_over_by(const char* options) {
  return {ReasonCode::excluded, fmt::format("is passed over by {}", options)};
}

}  // namespace

/// What the names in a folder that is walked tell, in their order.
struct InputScan::Listing {
  OpenDir dir;
  std::vector<NamedFile> files;
  std::vector<std::string> folders;  ///< below the root
  std::optional<Error> cut_short;    ///< why the rest is not known; what is, is done all the same
};

std::optional<Reason> own_output(int folder, const std::string& name, const OutputNaming& naming) {
  for (const std::string& source : possible_sources(name, naming)) {
    struct stat facts {};
    if (::fstatat(folder, source.c_str(), &facts, AT_SYMLINK_NOFOLLOW) == 0 &&
        !S_ISDIR(facts.st_mode)) {
      return Reason{ReasonCode::own_output,
                    fmt::format("has the name of an output of {}, which stands beside it; to work "
                                "on it, name it alone",
                                source)};
    }
  }
  return std::nullopt;
}

ScannedFile InputScan::inspect(const std::string& path) {
  ScannedFile found;
  const auto root = root_at(folder_of(path));
  if (!root) {
    found.what = root.error();
    return found;
  }
  const auto folder = roots_[*root].folder("");
  const int number = (*folder)->get();
  Inspected inspected = inspect_in(*root, number, std::string(split_path(path).name), Found::named);
  (void)is_new(inspected.file, inspected.facts, number);
  remember(inspected);
  return std::move(inspected.file);
}

void InputScan::look_at_listed(const std::string& path, const Visitor& visit) {
  if (!takes(named_path(list_root_, path, path))) {
    return;
  }
  const auto folder = roots_[list_root_].folder(split_path(path).folder);
  Inspected found = folder ? inspect_listed((*folder)->get(), path)
                           : Inspected{ScannedFile::unread(list_root_, path, folder.error())};
  const bool is_first = found.facts.st_nlink > 0 ? is_new(found.file, found.facts, (*folder)->get())
                                                 : listed_in_vain_.insert(path).second;
  if (is_first) {
    remember(found);
    visit(std::move(found.file));
  }
}

Inspected InputScan::inspect_listed(int folder, const std::string& path) const {
  const std::string name(split_path(path).name);
  if (auto reason = beside_source(folder, name)) {
    return {ScannedFile::unread(list_root_, path, std::move(*reason), size_of_entry(folder, name))};
  }
  auto known = recognised(list_root_, folder, path);
  return known ? std::move(*known) : inspect_in(list_root_, folder, path, Found::listed);
}

std::optional<Inspected> InputScan::recognised(std::uint32_t root, int folder,
                                               const std::string& path) const {
  if (!recognise_) {
    return std::nullopt;
  }
  Inspected found;
  const std::string name(split_path(path).name);
  if (::fstatat(folder, name.c_str(), &found.facts, AT_SYMLINK_NOFOLLOW) != 0 ||
      !S_ISREG(found.facts.st_mode)) {
    return std::nullopt;
  }
  const FileVersion version = version_of(found.facts);
  const auto format = recognise_(join_path(roots_[root].canonical(), path), version);
  if (!format) {
    return std::nullopt;
  }
  found.file = {root, path, version.bytes, *format, false, version};
  return found;
}

std::optional<std::string> InputScan::unused_include() const {
  return has_walked_ && !options_.include_may_be_idle ? filter_.unused_include() : std::nullopt;
}

std::vector<std::string> InputScan::unused_includes() const {
  return has_walked_ && !options_.include_may_be_idle ? filter_.unused_includes()
                                                      : std::vector<std::string>();
}

std::optional<Reason> InputScan::beside_source(int folder, const std::string& name) const {
  return options_.outputs_beside ? own_output(folder, name, *options_.outputs_beside)
                                 : std::nullopt;
}

void InputScan::leave_out(const Tree& folder) {
  left_out_.insert({folder.device(), folder.inode()});
}

std::string InputScan::shown_path(std::uint32_t root, const std::string& path) const {
  const std::string& named = roots_[root].named();
  return named == "." ? path : join_path(named, path);
}

void InputScan::walk(const Visitor& visit) {
  for (const Named& named : named_) {
    has_walked_ = true;
    std::visit([&](const auto& what) { visit_named(named.root, what, visit); }, named.what);
  }
}

void InputScan::visit_named(std::uint32_t root, const WholeRoot& /*whole*/, const Visitor& visit) {
  if (filter_.enters_all_above(named_path(root, {}, plain_path(shown_path(root, {}), true)))) {
    walk_folder(root, visit);
  } else {
    visit(ScannedFile::unread(root, {}, passed_over_by("--exclude")));
  }
}

void InputScan::visit_named(std::uint32_t root, const FileInRoot& file, const Visitor& visit) {
  const auto folder = roots_[root].folder("");
  const int number = (*folder)->get();
  if (takes(named_path(root, file.name, plain_path(shown_path(root, file.name), false)))) {
    look_at(root, number, file.name, Found::named, visit);
  } else {
    visit(ScannedFile::unread(root, file.name, passed_over_by("--include or --exclude"),
                              size_of_entry(number, file.name)));
  }
}

void InputScan::visit_named(std::uint32_t root, const ClosedFolder& folder, const Visitor& visit) {
  visit(ScannedFile::unread(root, folder.name, folder.why));
}

bool InputScan::takes(const FilteredPath& path) {
  return filter_.enters_all_above(path) && filter_.takes(path);
}

FilteredPath InputScan::walked_path(std::uint32_t root, const std::string& path) const {
  FilteredPath forms{kept_path(root, path), {}, {}, {}};
  if (filter_.has_whole_paths()) {
    const std::string shown = shown_path(root, path);
    forms.shown = shown.starts_with('/') ? "" : plain_path(shown, false);
    forms.absolute = join_path(roots_[root].canonical(), path).substr(1);
    forms.logical = logical_path(shown, false);
  }
  return forms;
}

FilteredPath InputScan::named_path(std::uint32_t root, const std::string& file,
                                   std::string written) const {
  const std::string absolute = join_path(roots_[root].canonical(), file).substr(1);
  return {std::move(written),
          {},
          absolute + (file.empty() ? "/" : ""),
          logical_path(shown_path(root, file), file.empty())};
}

void InputScan::walk_folder(std::uint32_t root, const Visitor& visit) {
  walked_roots_.insert(root);
  // Depth first, in the order of names: `waiting` has the next folder at its back.
  std::vector<std::string> waiting{""};
  while (!waiting.empty()) {
    const std::string folder = std::move(waiting.back());
    waiting.pop_back();
    std::vector<std::string> below = look_into(root, folder, visit);
    waiting.insert(waiting.end(), std::make_move_iterator(below.rbegin()),
                   std::make_move_iterator(below.rend()));
  }
}

bool InputScan::passes_over(const char* name) const {
  const std::string_view text = name;
  if (text == "." || text == ".." || is_temporary_name(text)) {
    return true;
  }
  return !options_.hidden && (text.front() == '.' || text == "CVS"sv || text == "_darcs"sv);
}

bool InputScan::may_enter(const struct stat& facts, const Tree& root) const {
  return !(options_.one_file_system && facts.st_dev != root.device()) &&
         !left_out_.contains({facts.st_dev, facts.st_ino});
}

/// None where it is not to be walked, or has been.
Result<Fd> InputScan::open_to_walk(std::uint32_t root, const std::string& folder) {
  Tree& tree = roots_[root];
  const auto top = tree.folder("");
  if (!top) {
    return unreadable(ENOENT);
  }
  Fd fd = open_below((*top)->get(), folder.empty() ? "." : folder, O_RDONLY);
  struct stat facts {};
  if (!fd || ::fstat(fd.get(), &facts) != 0) {
    return unreadable(errno);
  }
  return may_enter(facts, tree) && seen_folders_.insert(id_of(facts)).second ? std::move(fd) : Fd();
}

Result<InputScan::Listing> InputScan::list(std::uint32_t root, const std::string& folder, Fd fd) {
  struct stat facts {};
  const bool has_state = state_ && ::fstat(fd.get(), &facts) == 0 && state_ == id_of(facts);
  const int number = fd.get();
  Listing listing{OpenDir(::fdopendir(fd.release())), {}, {}, {}};
  if (listing.dir == nullptr) {
    return unreadable(errno);
  }
  UnderWay under_way;
  while (const dirent* entry = next_entry(listing.dir.get())) {
    under_way.note(entry->d_name);
    if (passes_over(entry->d_name) || (has_state && is_state_name(entry->d_name))) {
      continue;
    }
    const unsigned char type = type_of(number, *entry);
    if (type == DT_DIR && options_.recursive) {
      std::string path = join_path(folder, entry->d_name);
      if (filter_.enters(walked_path(root, path))) {
        listing.folders.push_back(std::move(path));
      }
    } else if (type == DT_REG) {
      listing.files.push_back({entry->d_name, entry->d_ino});
    }
  }
  if (errno != 0) {
    listing.cut_short = unreadable(errno);
  }
  if (under_way.has_temporaries()) {
    with_temporaries_.push_back({root, folder});
  }
  if (under_way.any()) {
    const Swept swept = options_.sweep_conversions ? sweep_stale_temporaries(number) : Swept();
    for (const std::string& gone : swept.taken_back) {
      std::erase_if(listing.files, [&](const NamedFile& file) { return file.name == gone; });
    }
    under_way.leave_out_of(listing.files);
  }
  std::sort(listing.files.begin(), listing.files.end());
  std::sort(listing.folders.begin(), listing.folders.end());
  return listing;
}

/// Looks at the files of one folder, and gives the folders in it that are to be walked.
std::vector<std::string> InputScan::look_into(std::uint32_t root, const std::string& folder,
                                              const Visitor& visit) {
  auto opened = open_to_walk(root, folder);
  if (opened && !*opened) {
    return {};
  }
  auto listing = opened ? list(root, folder, std::move(*opened)) : opened.error();
  if (!listing) {
    visit(ScannedFile::unread(root, folder, listing.error()));
    return {};
  }
  if (listing->cut_short) {
    visit(ScannedFile::unread(root, folder, *listing->cut_short));
  }
  const int number = ::dirfd(listing->dir.get());
  for (const NamedFile& file : listing->files) {
    std::string path = join_path(folder, file.name);
    if (!filter_.takes(walked_path(root, path))) {
      continue;
    }
    if (auto reason = beside_source(number, file.name)) {
      const std::uint64_t bytes = size_of_entry(number, file.name);
      visit(ScannedFile::unread(root, std::move(path), std::move(*reason), bytes));
    } else {
      look_at(root, number, std::move(path), Found::walked, visit);
    }
  }
  return std::move(listing->folders);
}

void InputScan::look_at(std::uint32_t root, int folder, std::string path, Found how,
                        const Visitor& visit) {
  std::optional<Inspected> known;
  if (how == Found::walked) {
    known = recognised(root, folder, path);
  }
  Inspected inspected = known ? std::move(*known) : inspect_in(root, folder, std::move(path), how);
  if (is_new(inspected.file, inspected.facts, folder)) {
    remember(inspected);
    visit(std::move(inspected.file));
  }
}

}  // namespace pixherd
