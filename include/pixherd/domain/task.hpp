// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "pixherd/domain/check_findings.hpp"
#include "pixherd/domain/content_hash.hpp"
#include "pixherd/domain/image_format.hpp"
#include "pixherd/domain/outcome.hpp"
#include "pixherd/domain/task_settings.hpp"

namespace pixherd {

/// Index of a task in the run's list; also its name on the pipes.
using TaskId = std::uint32_t;

/// What the ledger knows of a task; as it is made, nothing that would be of use.
class Past {
 public:
  Past() = default;
  /// That it did not fail, where only what failed is asked for.
  static Past not_failed() { return Past(1); }
  /// An end that holds: the ledger's entry of that number.
  static Past ended(std::size_t entry) { return Past(kEnded + static_cast<std::uint32_t>(entry)); }

  [[nodiscard]] bool is_to_do() const { return number_ == 0; }
  /// nullopt for any other past than an end.
  [[nodiscard]] std::optional<std::size_t> entry() const {
    return number_ < kEnded ? std::nullopt : std::optional<std::size_t>(number_ - kEnded);
  }

 private:
  explicit Past(std::uint32_t number) : number_(number) {}

  static constexpr std::uint32_t kEnded = 2;  ///< and all above

  std::uint32_t number_ = 0;
};

/// One image to do, as the parent knows it: names, a stat and the magic bytes. Small, since there
/// may be millions. Names are bytes, not text.
struct Task {
  std::string input;           ///< path below root `root`
  std::string output;          ///< path below the output root; empty: the input's own place
  std::uint32_t root = 0;      ///< index into the run's roots
  std::uint32_t settings = 0;  ///< index into the run's table of distinct settings
  std::uint64_t bytes = 0;     ///< size at the time of the walk
  ImageFormat format = ImageFormat::jpeg;
  Past past{};
};

/// What is where an output goes.
struct Standing {
  std::uint64_t bytes = 0;  ///< 0: nothing is
  ContentHash written{};    ///< by the last run that is known to have written there; or not known
  bool operator==(const Standing&) const = default;
};

/// For runs with a ledger: what a worker needs to tell whether contents have been done before.
struct LedgerQuery {
  std::uint64_t settings = 0;  ///< key of the settings; 0: there is no ledger
  Standing output{};
  Standing copy{};  ///< the same for a copy of the original
  bool operator==(const LedgerQuery&) const = default;
};

/// What a worker is told of a task. The file itself comes as descriptors beside it.
struct WorkOrder {
  TaskId task = 0;
  std::uint64_t bytes = 0;
  ImageFormat format = ImageFormat::jpeg;
  TaskSettings settings;
  std::uint64_t memory = 0;  ///< bytes that the worker may take without asking
  std::optional<std::uint64_t> thumbnails_above{};  ///< make them where more bytes are saved
  LedgerQuery ledger{};  ///< with one, the outcome has the hashes of what was read and written

  bool operator==(const WorkOrder&) const = default;
};

/// One line of the report.
struct Record {
  std::string original_path;   ///< as the user named it, or below the folder that was named
  std::string optimized_path;  ///< empty where nothing was written
  std::vector<std::string> rendition_paths;  ///< one for each of the outcome's renditions
  Outcome outcome;
  int worker = -1;  ///< index of the worker, -1 where none had it
  double seconds = 0;
  double started = 0;    ///< seconds since the run began, where a worker had it
  Finding finding = {};  ///< with --check
  std::vector<std::string> standing_paths = {};  ///< the same of renditions that stood there before
};

}  // namespace pixherd
