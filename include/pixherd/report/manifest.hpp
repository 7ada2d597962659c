// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "pixherd/report/run_report.hpp"

namespace pixherd {

/// Remembers the renditions of a run, for a page or a build step that puts them to use.
class Manifest : public RunReport {
 public:
  /// The path under which it will be written: the renditions' paths are given from there.
  explicit Manifest(const std::string& path);

  void begin(const RunHeader&) override {}
  void record(const Record& record) override;
  void progress(const RunProgress&, const RunTotals&) override {}
  void warn(const std::string&) override {}
  void end(const RunFooter&) override {}

  /// What to write: for a path that ends with .html a page with a <picture> element for each
  /// source, else a JSON array of {source, outputs: [{path, width, height, format, size}],
  /// picture}. Both in the order of the sources' names.
  [[nodiscard]] std::string text() const;

 private:
  [[nodiscard]] std::string json() const;
  [[nodiscard]] std::string html() const;

  std::string folder_;
  bool html_;
  std::vector<Record> records_;
};

/// The <picture> element for one record: a <source> for each format that a browser may not know,
/// the smallest first, and an <img>. Paths are escaped as URLs in HTML are.
std::string picture_element(const Record& record);

}  // namespace pixherd
