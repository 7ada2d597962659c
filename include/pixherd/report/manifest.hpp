// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "pixherd/base/result.hpp"
#include "pixherd/report/run_report.hpp"

namespace pixherd {

/// Remembers the renditions of a run, those that stood before among them, for a page or a build
/// step that puts them to use. Takes as much memory as what is to be written, twice in the end.
class Manifest : public RunReport {
 public:
  /// The path under which it will be written: the renditions' paths are given from there.
  explicit Manifest(const std::string& path);

  void begin(const RunHeader&) override {}
  void record(const Record& record) override;
  void progress(const RunProgress&, const RunTotals&) override {}
  void warn(const std::string&) override {}
  void end(const RunFooter&) override {}

  /// An input that another share of the run sees to.
  void leave_to_others(const std::string& source);

  /// Of those inputs and of what came to nothing this time, what the manifest that is to be
  /// replaced has of them stays: nobody has touched their outputs. An Error where it is no
  /// manifest, nor empty.
  Attempt keep_from(std::string_view earlier);

  /// The inputs that the run did not come to, and of which nothing is known.
  [[nodiscard]] std::vector<std::string> unlisted() const;

  /// What to write: for a path that ends with .html a page with a <picture> element for each
  /// source, else a JSON array of {source, outputs: [{path, width, height, format, size}],
  /// picture}, with source_base64 and path_base64 beside names that are not UTF-8. Both in the
  /// order of the sources' names.
  [[nodiscard]] std::string text() const;

 private:
  struct Entry {
    std::string source;
    std::string text;  ///< in JSON, on one line, or HTML
  };
  struct Missing {
    std::string source;
    bool unreached = false;
  };
  /// Its name as a manifest tells it.
  [[nodiscard]] std::string listed_name(const std::string& source) const;
  [[nodiscard]] Entry entry_of(const Record& record) const;
  void keep(const std::string& source, std::string entry);
  Attempt keep_list(std::string_view earlier);
  Attempt keep_figures(std::string_view earlier);

  std::string folder_;
  bool html_;
  std::map<std::string, Missing> missing_;  ///< by the names that a manifest has for them
  std::vector<Entry> entries_;
};

/// The <picture> element for one record, which has a rendition at least. Its formats stand in a
/// fixed order, AVIF and WebP first, since a browser takes the first that it knows: a <source> for
/// each but the last, and an <img> for that. Paths are escaped as URLs in HTML are.
std::string picture_element(const Record& record);

}  // namespace pixherd
