// SPDX-License-Identifier: Apache-2.0
#include "pixherd/report/github_annotations.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <tuple>

#include "absolute_path.hpp"
#include "finding_text.hpp"
#include "pixherd/base/text.hpp"

namespace pixherd {
namespace {

std::string_view title_of(Gravity gravity) {
  switch (gravity) {
    case Gravity::failed: return "failed";
    case Gravity::over_budget: return "above its budget";
    case Gravity::shrinks: return "would get smaller";
  }
  return "failed";
}

std::string escaped_data(std::string_view text, std::string_view also = "") {
  std::string out;
  for (const char c : text) {
    const bool special = c == '%' || c == '\r' || c == '\n' || also.find(c) != std::string::npos;
    out += special ? fmt::format("%{:02X}", static_cast<unsigned char>(c)) : std::string(1, c);
  }
  return out;
}

/// The runner knows the ends of lines by their numbers; other control characters, and bytes that
/// are not UTF-8, are nothing that the log can carry.
std::string escaped_property(std::string_view text) {
  std::string carried;
  for (std::size_t from = 0, end = 0; end != std::string_view::npos; from = end + 1) {
    end = text.find_first_of("\r\n", from);
    carried += printable(text.substr(from, end - from));
    carried += end == std::string_view::npos ? "" : std::string(1, text[end]);
  }
  return escaped_data(carried, ":,");
}

std::string path_from(const std::string& workspace, const std::string& path) {
  if (workspace.empty()) {
    return path;
  }
  const std::string below = absolute_path(path).lexically_relative(workspace).string();
  return below.empty() || below == ".." || below.starts_with("../") ? path : below;
}

std::optional<Annotation> annotation_of(const Record& record) {
  const Outcome& outcome = record.outcome;
  if (outcome.status == TaskStatus::failed) {
    return Annotation{Gravity::failed, 0, record.original_path,
                      outcome.error ? outcome.error->message : ""};
  }
  const Finding& finding = record.finding;
  if (finding.over_budget) {
    const std::string shrinking = finding.shrinks ? "; " + shrinking_text(outcome) : "";
    return Annotation{Gravity::over_budget, finding.over_budget->over(), record.original_path,
                      over_budget_text(*finding.over_budget) + shrinking};
  }
  if (finding.shrinks) {
    return Annotation{Gravity::shrinks, outcome.original_bytes - outcome.optimized_bytes,
                      record.original_path, change_text(outcome)};
  }
  return std::nullopt;
}

}  // namespace

bool WorseThan::operator()(const Annotation& a, const Annotation& b) const {
  return std::tie(a.gravity, b.bytes, a.path) < std::tie(b.gravity, a.bytes, b.path);
}

std::string workflow_command(std::string_view kind, std::string_view file, std::string_view title,
                             std::string_view message) {
  std::string properties;
  const auto add = [&](std::string_view name, std::string_view value) {
    if (!value.empty()) {
      properties +=
          fmt::format("{}{}={}", properties.empty() ? " " : ",", name, escaped_property(value));
    }
  };
  add("file", file);
  add("title", title);
  return fmt::format("::{}{}::{}\n", kind, properties, escaped_data(printable(message)));
}

GithubAnnotations::GithubAnnotations(int fd, std::string workspace)
    : fd_(fd), workspace_(std::move(workspace)), stream_(fd) {}

void GithubAnnotations::record(const Record& record) {
  if (auto annotation = annotation_of(record)) {
    found_.add(std::move(*annotation));
  }
}

void GithubAnnotations::end(const RunFooter& footer) {
  std::size_t told = 0;
  if (footer.check && footer.check->total) {
    text_ +=
        workflow_command("error", "", "above the budget", over_total_text(*footer.check->total));
    ++told;
  }
  const std::uint64_t all = told + found_.count();
  for (const Annotation& annotation : found_.sorted()) {
    if (told < kMostAnnotations) {
      text_ += workflow_command(annotation.gravity == Gravity::shrinks ? "warning" : "error",
                                path_from(workspace_, annotation.path),
                                title_of(annotation.gravity), annotation.message);
      ++told;
    }
  }
  if (all > told) {
    text_ += workflow_command("notice", "", "pixherd",
                              fmt::format("{} more {} in the log of this step, which has all {}",
                                          all - told, all - told == 1 ? "is" : "are", all));
  }
}

void GithubAnnotations::finish(const Patience& patience) {
  stream_.write(std::exchange(text_, {}));
  stream_.finish(patience);
}

std::optional<Unheard> GithubAnnotations::unheard() const {
  return fd_ == STDOUT_FILENO ? stream_.unheard() : std::nullopt;
}

}  // namespace pixherd
