// SPDX-License-Identifier: Apache-2.0
#include "inspection.hpp"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "pixherd/files/path_below.hpp"

namespace pixherd {
namespace {

std::string current_folder() {
  std::error_code failed;
  return std::filesystem::current_path(failed).string();
}

bool matches_with_folders(const Glob& glob, std::string_view path) {
  return glob.matches_file(path) || glob.matches_folder_above(path);
}

constexpr const char* kReplaceThem =
    "to make them smaller: the same command with --in-place in the place of --check";
constexpr const char* kWriteThem = "to write what is smaller: the same command without --check";
constexpr const char* kMeetBudgets =
    "--max-bytes N lowers the quality until a file has at most so many bytes";

}  // namespace

FileBudgets::FileBudgets(const Budgets& budgets, std::string current_folder)
    : limit_for_all_(budgets.file), current_folder_(std::move(current_folder)) {
  for (auto budget = budgets.globs.rbegin(); budget != budgets.globs.rend(); ++budget) {
    rules_.push_back({Glob(budget->glob), budget->glob.starts_with('/'), budget->limit});
  }
}

std::uint64_t FileBudgets::limit_for(const std::string& path) const {
  if (rules_.empty()) {
    return limit_for_all_;
  }
  const std::string place =
      (std::filesystem::path(current_folder_) / path).lexically_normal().string();
  const auto below = path_below(current_folder_, place);
  const std::string_view from_root = std::string_view(place).substr(1);
  const auto found = std::find_if(rules_.begin(), rules_.end(), [&](const Rule& rule) {
    return rule.from_root ? matches_with_folders(rule.glob, from_root)
                          : below && matches_with_folders(rule.glob, *below);
  });
  return found == rules_.end() ? limit_for_all_ : found->limit;
}

Inspection::Inspection(const Options& options)
    : least_(options.lossless_beside ? options.lossless_beside->settings.min_savings
                                     : options.settings.min_savings),
      as_they_are_(std::holds_alternative<InPlace>(options.destination) &&
                   !options.settings.format),
      limit_for_total_(options.budgets.total),
      in_place_(std::holds_alternative<InPlace>(options.destination)),
      has_budgets_(options.budgets.file != 0 || options.budgets.total != 0),
      budgets_(options.budgets, current_folder()) {}

void Inspection::Sizes::add(std::uint64_t bytes) {
  largest = std::max(largest, bytes);
  all += bytes;
}

/// Nothing where there is no file to hold to a budget.
std::optional<Inspection::Sizes> Inspection::sizes_held(const Outcome& outcome) const {
  const bool output = has_output(outcome.status);
  const bool kept = outcome.status == TaskStatus::kept;
  const bool stays = kept || (outcome.status == TaskStatus::skipped && as_they_are_);
  const bool stands = kept && outcome.optimized_bytes != 0;
  Sizes sizes;
  if (as_they_are_ || (stays && !stands)) {
    sizes.add(outcome.original_bytes);
    return output || stays ? std::optional(sizes) : std::nullopt;
  }
  if ((output || stands) && outcome.renditions.empty()) {
    sizes.add(outcome.optimized_bytes);
  }
  for (const auto* list : {&outcome.renditions, &outcome.standing}) {
    for (const MadeRendition& each : *list) {
      sizes.add(each.bytes);
    }
  }
  return output || stands || !outcome.standing.empty() ? std::optional(sizes) : std::nullopt;
}

Finding Inspection::look_at(const std::string& path, const Outcome& outcome) {
  Finding finding;
  // What is larger than its outputs elsewhere is no fault of theirs.
  const bool budgets_decide = has_budgets_ && !in_place_;
  finding.shrinks = outcome.status == TaskStatus::would_save && !budgets_decide &&
                    least_.met(outcome.original_bytes, outcome.optimized_bytes);
  if (finding.shrinks) {
    ++findings_.shrinking_files;
    findings_.shrinking_bytes += outcome.original_bytes - outcome.optimized_bytes;
  }
  if (const auto sizes = sizes_held(outcome)) {
    total_ += sizes->all;
    const std::uint64_t limit = budgets_.limit_for(path);
    if (limit != 0 && sizes->largest > limit) {
      finding.over_budget = OverBudget{sizes->largest, limit};
      findings_.over_budget.push_back({path, *finding.over_budget});
    }
  }
  return finding;
}

CheckFindings Inspection::findings() const {
  CheckFindings findings = findings_;
  std::sort(findings.over_budget.begin(), findings.over_budget.end(),
            [](const auto& a, const auto& b) { return a.path < b.path; });
  if (limit_for_total_ != 0 && total_ > limit_for_total_) {
    findings.total = OverBudget{total_, limit_for_total_};
  }
  if (findings.shrinking_files > 0) {
    findings.remedies.push_back(std::string(in_place_ ? kReplaceThem : kWriteThem) +
                                (has_budgets_ ? ", and without budgets" : ""));
  }
  if (!findings.over_budget.empty()) {
    findings.remedies.push_back(std::string("to meet a budget: ") +
                                (in_place_ ? "--in-place " : "") + kMeetBudgets);
  }
  return findings;
}

}  // namespace pixherd
