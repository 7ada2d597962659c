// SPDX-License-Identifier: Apache-2.0
// The page's text: the template, with all that holds without scripts written out.
#include <fmt/format.h>

#include <cmath>
#include <iterator>
#include <map>
#include <span>
#include <string_view>

#include "escaped_html.hpp"
#include "page_data.hpp"
#include "page_parts.hpp"
#include "pixherd/base/text.hpp"
#include "pixherd/report/page_report.hpp"
#include "run_words.hpp"

namespace pixherd {
namespace {

using Content = PageReport::Content;

std::string html_of(std::string_view bytes) { return escaped_html(printable(bytes)); }

std::string bytes_html(std::uint64_t bytes) {
  return fmt::format("<data value=\"{}\" title=\"{} bytes\">{}</data>", bytes, bytes,
                     format_bytes(bytes));
}

/// "61.2 % smaller", the one thing to know.
std::string headline(const RunTotals& totals) {
  if (totals.inputs() == 0) {
    return "No images found";
  }
  const double percent = percent_saved(totals.original_bytes, totals.optimized_bytes);
  if (totals.saved_bytes() == 0) {
    return "Nothing saved";
  }
  return fmt::format("{:.1f} % {}", std::abs(percent),
                     totals.saved_bytes() > 0 ? "smaller" : "larger");
}

std::string ending_html(const RunFooter& footer) {
  return footer.end == RunEnd::done
             ? ""
             : fmt::format("<p class=\"alert\" role=\"status\">The run {}: {}.</p>",
                           words_for(footer.end), html_of(why_ended(footer)));
}

/// What is left of what there was, as a bar.
std::string share_html(const RunTotals& totals) {
  if (totals.original_bytes == 0) {
    return "";
  }
  const double left = static_cast<double>(totals.optimized_bytes) /
                      static_cast<double>(totals.original_bytes) * 100;
  return fmt::format(
      "<svg class=\"share\" viewBox=\"0 0 100 1\" preserveAspectRatio=\"none\" role=\"img\" "
      "aria-label=\"{0:.1f} % of the bytes are left\"><rect class=\"whole\" width=\"100\" "
      "height=\"1\"/><rect class=\"left\" width=\"{1:.2f}\" height=\"1\"/></svg>",
      left, std::min(left, 100.0));
}

void append_fact(std::string& out, std::string_view term, const std::string& html) {
  fmt::format_to(std::back_inserter(out), "<div><dt>{}</dt><dd>{}</dd></div>\n", term, html);
}

std::string facts_html(const RunFooter& footer) {
  const RunTotals& totals = footer.totals;
  const RunMetrics& metrics = footer.metrics;
  std::string out;
  append_fact(out, "Before", bytes_html(totals.original_bytes));
  append_fact(out, "After", bytes_html(totals.optimized_bytes));
  const std::int64_t saved = totals.saved_bytes();
  append_fact(out, saved < 0 ? "Added" : "Saved",
              bytes_html(static_cast<std::uint64_t>(std::abs(saved))));
  append_fact(out, "Time", format_seconds(metrics.total_seconds));
  append_fact(out, "Images a second", fmt::format("{:.1f}", metrics.images_per_second()));
  append_fact(out, "Workers", fmt::format("{}", metrics.peak_processes));
  return out;
}

std::string counts_html(const RunTotals& totals) {
  std::string out;
  for (std::size_t i = 0; i < kTaskStatusCount; ++i) {
    const auto status = static_cast<TaskStatus>(i);
    if (totals.count(status) > 0) {
      fmt::format_to(std::back_inserter(out), "<li class=\"{}\"><b>{}</b> {}</li>\n", name(status),
                     totals.count(status), words_for(status));
    }
  }
  return out;
}

std::string picture_html(const PageReport::Picture& failure) {
  return failure.thumbnails.before.empty()
             ? ""
             : fmt::format("<img src=\"{}\" alt=\"as far as it can be read\">",
                           data_uri(failure.thumbnails.before));
}

std::string list_html(std::span<const PageReport::Picture> failures) {
  std::string out = "<ul class=\"failures\">\n";
  for (const PageReport::Picture& failure : failures) {
    fmt::format_to(std::back_inserter(out), "<li>{}<code>{}</code> <span>{}</span></li>\n",
                   picture_html(failure), html_of(failure.row.path), html_of(failure.row.why));
  }
  return out + "</ul>\n";
}

/// So many are seen at once; the others are a click away, and hide nothing of what follows.
std::string failures_html(const Content& content, const RunTotals& totals) {
  constexpr std::size_t kOpen = 10;
  const std::span<const PageReport::Picture> failures(content.failures);
  if (failures.empty()) {
    return "";
  }
  const std::size_t open = failures.size() > kOpen + 1 ? kOpen : failures.size();
  std::string out =
      "<section id=\"failures\"><h2>Failures</h2>\n" + list_html(failures.first(open));
  if (open < failures.size()) {
    fmt::format_to(std::back_inserter(out), "<details><summary>{} more</summary>\n{}</details>\n",
                   failures.size() - open, list_html(failures.subspan(open)));
  }
  if (totals.count(TaskStatus::failed) > content.failures.size()) {
    fmt::format_to(std::back_inserter(out), "<p class=\"note\">The first {} of {} are shown.</p>\n",
                   content.failures.size(), totals.count(TaskStatus::failed));
  }
  return out + "</section>\n";
}

std::string warnings_html(const Content& content) {
  std::string out;
  for (const std::string& warning : content.warnings) {
    fmt::format_to(std::back_inserter(out), "<p class=\"alert\">{}</p>\n", html_of(warning));
  }
  if (content.further_warnings > 0) {
    fmt::format_to(std::back_inserter(out), "<p class=\"alert\">... and {} more.</p>\n",
                   content.further_warnings);
  }
  return out;
}

std::string made_by(const Content& content, const std::string& written) {
  const EngineSummary& engine = content.header.engine;
  return fmt::format("pixherd {}, libvips {} ({}), {}", html_of(content.header.version),
                     html_of(engine.libvips), html_of(engine.name), html_of(written));
}

using Places = std::map<std::string_view, std::string>;

/// The template with "{{name}}" replaced, in one pass: what is put in is never looked at again.
std::string filled(std::string_view text, const Places& places) {
  std::string out;
  while (true) {
    const std::size_t begin = text.find("{{");
    out += text.substr(0, begin);
    if (begin == std::string_view::npos) {
      return out;
    }
    const std::size_t end = text.find("}}", begin);
    out += places.at(text.substr(begin + 2, end - begin - 2));
    text.remove_prefix(end + 2);
  }
}

}  // namespace

std::string PageReport::html(const RunFooter& footer, const std::string& written) const {
  return filled(kPageTemplate, {{"style", std::string(kPageStyle)},
                                {"style-hash", std::string(kPageStyleHash)},
                                {"script", std::string(kPageScript)},
                                {"script-hash", std::string(kPageScriptHash)},
                                {"headline", headline(footer.totals)},
                                {"share", share_html(footer.totals)},
                                {"ending", ending_html(footer) + warnings_html(content_)},
                                {"facts", facts_html(footer)},
                                {"counts", counts_html(footer.totals)},
                                {"failures", failures_html(content_, footer.totals)},
                                {"made-by", made_by(content_, written)},
                                {"data", page_data(content_, footer)}});
}

}  // namespace pixherd
