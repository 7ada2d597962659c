// SPDX-License-Identifier: Apache-2.0
#include "pixherd/report/page_report.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace pixherd {
namespace {

using Row = PageReport::Row;
using Picture = PageReport::Picture;

constexpr std::size_t kMostWarnings = 20;

Row row_of(const Record& record) {
  const Outcome& outcome = record.outcome;
  Row row;
  row.path = record.original_path;
  row.output = record.optimized_path;
  row.status = outcome.status;
  row.original_bytes = outcome.original_bytes;
  row.optimized_bytes =
      has_output(outcome.status) ? outcome.optimized_bytes : outcome.original_bytes;
  row.seconds = record.seconds;
  row.worker = record.worker;
  row.why = outcome.error    ? outcome.error->message
            : outcome.reason ? outcome.reason->message
                             : fmt::format("{}", fmt::join(outcome.notes, "; "));
  return row;
}

/// Orders a heap so that its front is what goes first.
bool tells_more(const Row& a, const Row& b) {
  const auto weight = [](const Row& row) {
    return std::pair(row.status == TaskStatus::failed, std::abs(row.saved_bytes()));
  };
  return weight(a) > weight(b);
}

bool shows_more(const Picture& a, const Picture& b) {
  return a.row.saved_bytes() > b.row.saved_bytes();
}

/// Adds to a heap of at most `most`, whose front gives way.
template <class Item, class More>
void keep_best(std::vector<Item>& heap, Item item, std::size_t most, More more) {
  if (heap.size() >= most && (most == 0 || !more(item, heap.front()))) {
    return;
  }
  if (heap.size() >= most) {
    std::pop_heap(heap.begin(), heap.end(), more);
    heap.pop_back();
  }
  heap.push_back(std::move(item));
  std::push_heap(heap.begin(), heap.end(), more);
}

}  // namespace

void SavingsHistogram::add(std::uint64_t original_bytes, std::uint64_t optimized_bytes) {
  if (optimized_bytes > original_bytes) {
    ++larger;
  } else if (original_bytes > 0) {
    const double share = percent_saved(original_bytes, optimized_bytes) / 100;
    const auto bin = static_cast<std::size_t>(share * static_cast<double>(kBins));
    ++bins[std::min(bin, kBins - 1)];
  }
}

std::int64_t PageReport::Row::saved_bytes() const {
  return static_cast<std::int64_t>(original_bytes) - static_cast<std::int64_t>(optimized_bytes);
}

void PageReport::begin(const RunHeader& header) {
  content_.header = header;
  content_.header.plan.chunks.clear();  // as many as there are tasks, perhaps
}

void PageReport::record(const Record& record) {
  const Outcome& outcome = record.outcome;
  if (outcome.status == TaskStatus::ignored) {
    return;
  }
  ++content_.listed;
  const bool failed = outcome.status == TaskStatus::failed;
  if (record.worker >= 0) {
    content_.timeline.add(static_cast<unsigned>(record.worker), record.started, record.seconds,
                          failed, record.original_path);
  }
  Row row = row_of(record);
  if (outcome.status == TaskStatus::saved || outcome.status == TaskStatus::would_save) {
    content_.histogram.add(row.original_bytes, row.optimized_bytes);
    if (outcome.thumbnails) {
      keep_picture(row, *outcome.thumbnails);
    }
  }
  if (failed && content_.failures.size() < limits_.failures) {
    const bool pictured = content_.failures.size() < limits_.failure_pictures;
    content_.failures.push_back(
        {row, pictured ? outcome.thumbnails.value_or(Thumbnails()) : Thumbnails()});
  }
  keep_best(content_.rows, std::move(row), limits_.rows, tells_more);
}

void PageReport::keep_picture(const Row& row, const Thumbnails& thumbnails) {
  if (const auto above = thumbnails_above();
      above && row.saved_bytes() > 0 && static_cast<std::uint64_t>(row.saved_bytes()) > *above) {
    keep_best(content_.pictures, Picture{row, thumbnails}, limits_.pictures, shows_more);
  }
}

void PageReport::warn(const std::string& message) {
  if (content_.warnings.size() < kMostWarnings) {
    content_.warnings.push_back(message);
  } else {
    ++content_.further_warnings;
  }
}

std::optional<std::uint64_t> PageReport::thumbnails_above() const {
  if (content_.pictures.size() < limits_.pictures) {
    return 0;
  }
  return content_.pictures.empty() ? std::nullopt
                                   : std::optional(static_cast<std::uint64_t>(
                                         content_.pictures.front().row.saved_bytes()));
}

}  // namespace pixherd
