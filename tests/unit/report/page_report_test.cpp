// SPDX-License-Identifier: Apache-2.0
#include "pixherd/report/page_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "support/catch.hpp"

namespace pixherd {
namespace {

constexpr const char* kHostile = "\"><script>alert(1)</script>\xE2\x80\xA8&'\xFF\n<!--.jpg";

std::size_t occurrences(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++count;
  }
  return count;
}

Record saved_record(const std::string& path, std::uint64_t original, std::uint64_t optimized) {
  Record record;
  record.original_path = path;
  record.optimized_path = "web/" + path;
  record.outcome.status = TaskStatus::saved;
  record.outcome.original_bytes = original;
  record.outcome.optimized_bytes = optimized;
  record.worker = 0;
  record.seconds = 0.01;
  return record;
}

Record failed_record(const std::string& path, const std::string& message) {
  Record record;
  record.original_path = path;
  record.outcome = failed_outcome({ErrorCode::damaged, message}, 100);
  record.worker = 1;
  return record;
}

Record with_thumbnails(Record record) {
  record.outcome.thumbnails = Thumbnails{{std::byte{1}}, {std::byte{2}}};
  return record;
}

/// Hands the records to a report, with totals as a run would make them.
std::string page_of(const std::vector<Record>& records, PageLimits limits = {}) {
  PageReport report(limits);
  RunFooter footer;
  footer.metrics.wall_seconds = 1;
  footer.metrics.total_seconds = 1;
  footer.metrics.workers.resize(2);
  report.begin({});
  for (const Record& record : records) {
    report.record(record);
    footer.totals.add(record.outcome);
  }
  return report.html(footer, "today");
}

nlohmann::json page_facts(const std::string& page) {
  const std::string begin = "<script type=\"application/json\" id=\"data\">";
  const std::size_t from = page.find(begin) + begin.size();
  return nlohmann::json::parse(page.substr(from, page.find("</script>", from) - from));
}

TEST_CASE("a file name is text on the page and nothing else, wherever it stands") {
  const std::string page = page_of({with_thumbnails(saved_record(kHostile, 900, 100)),
                                    failed_record(kHostile, std::string("broken: ") + kHostile)});
  CHECK(page.find("<script>alert") == std::string::npos);
  CHECK(occurrences(page, "<script") == 2);
  CHECK(occurrences(page, "</script") == 2);
  CHECK(page.find("<!--") == std::string::npos);
  CHECK(page.find("\xE2\x80\xA8", page.find("<script")) == std::string::npos);
  CHECK(page.find('\xFF') == std::string::npos);
  CHECK(page.find("&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;") != std::string::npos);
  const std::string shown = "\"><script>alert(1)</script>\\xe2\\x80\\xa8&'\\xff\\x0a<!--.jpg";
  const nlohmann::json facts = page_facts(page);
  CHECK(facts.at("rows").at(0).at(0) == shown);
  CHECK(facts.at("pictures").at(0).at("path") == shown);
  CHECK(facts.at("timeline").at("lanes").at(0).at(0).at(4) == shown);
}

TEST_CASE("placeholders of the template in a file name stay what they are") {
  const std::string page = page_of({failed_record("{{data}}{{script}}.jpg", "{{facts}}")});
  CHECK(page.find("{{data}}{{script}}.jpg") != std::string::npos);
  CHECK(occurrences(page, "{{facts}}") == 2);  // in the list of failures, and in the data
}

TEST_CASE("the page allows its own style and script, and no address") {
  const std::string page = page_of({});
  CHECK(page.find("default-src 'none'; img-src data:; style-src 'sha256-") != std::string::npos);
  CHECK(page.find("script-src 'sha256-") != std::string::npos);
  CHECK(page.find("unsafe") == std::string::npos);
  CHECK(page.find(" src=") == std::string::npos);
  CHECK(page.find("href") == std::string::npos);
  CHECK(page.find("No images found") != std::string::npos);
}

TEST_CASE("totals, counts and failures stand there without any script") {
  const std::string page =
      page_of({saved_record("a.jpg", 1000, 250), saved_record("b.jpg", 1000, 750),
               failed_record("c.jpg", "cut short")});
  const std::string without = page.substr(0, page.find("<script"));
  CHECK(without.find("<h1>50.0 % smaller</h1>") != std::string::npos);
  CHECK(without.find("<b>2</b> saved") != std::string::npos);
  CHECK(without.find("<b>1</b> failed") != std::string::npos);
  CHECK(without.find("cut short") != std::string::npos);
  CHECK(without.find("2.0 kB") != std::string::npos);
}

TEST_CASE("many failures do not hide what the page shows below them") {
  const auto page_with = [](int failures) {
    std::vector<Record> records;
    for (int i = 0; i < failures; ++i) {
      records.push_back(failed_record(std::to_string(i) + ".jpg", "cut short"));
    }
    const std::string page = page_of(records);
    return page.substr(0, page.find("<script"));
  };
  CHECK(page_with(11).find("<details>") == std::string::npos);
  const std::string many = page_with(40);
  CHECK(many.find("<summary>30 more</summary>") != std::string::npos);
  CHECK(many.find("9.jpg") < many.find("<details>"));
  CHECK(many.find("10.jpg") > many.find("<details>"));
  CHECK(occurrences(many, "<li><code>") == 40);
}

TEST_CASE("all failures are told, and the first of them pictured") {
  std::vector<Record> records;
  for (int i = 0; i < 400; ++i) {
    records.push_back(with_thumbnails(failed_record(std::to_string(i) + ".jpg", "cut short")));
  }
  const std::string page = page_of(records);
  const std::string without = page.substr(0, page.find("<script"));
  CHECK(occurrences(without, "<code>") == 400);
  CHECK(occurrences(without, "<img") == 100);
  CHECK(without.find("are shown") == std::string::npos);
}

TEST_CASE("a page of very many files keeps the failures and the biggest changes") {
  PageReport report({.rows = 50, .pictures = 3, .failures = 5});
  RunFooter footer;
  for (std::uint64_t i = 0; i < 20'000; ++i) {
    Record record = i % 1000 == 0 ? failed_record(fmt::format("{}.jpg", i), "broken")
                                  : saved_record(fmt::format("{}.jpg", i), 100'000, 100'000 - i);
    const auto above = report.thumbnails_above();
    REQUIRE(above.has_value());
    if (record.outcome.status == TaskStatus::saved && i > *above) {
      record = with_thumbnails(std::move(record));
    }
    report.record(record);
    footer.totals.add(record.outcome);
  }
  const std::string page = report.html(footer, "today");
  const nlohmann::json facts = page_facts(page);
  CHECK(facts.at("listed") == 20'000);
  REQUIRE(facts.at("rows").size() == 50);
  CHECK(facts.at("rows").at(0).at(0) == "19999.jpg");
  const auto& rows = facts.at("rows");
  CHECK(std::count_if(rows.begin(), rows.end(),
                      [](const auto& row) { return row.at(2) == "failed"; }) == 20);
  REQUIRE(facts.at("pictures").size() == 3);
  CHECK(facts.at("pictures").at(0).at("path") == "19999.jpg");
  CHECK(facts.at("pictures").at(2).at("path") == "19997.jpg");
  CHECK(page.find("The first 5 of 20 are shown.") != std::string::npos);
  CHECK(facts.at("timeline").at("lanes").at(0).size() <= Timeline::kMostBlocks);
  CHECK(page.size() < 500'000);
}

TEST_CASE(
    "thumbnails are wanted of everything at first, then of what beats the least of the kept") {
  PageReport report({.rows = 50, .pictures = 2, .failures = 5});
  CHECK(report.thumbnails_above() == 0);
  report.record(with_thumbnails(saved_record("a", 1000, 500)));
  report.record(with_thumbnails(saved_record("b", 1000, 900)));
  CHECK(report.thumbnails_above() == 100);
  report.record(with_thumbnails(saved_record("c", 1000, 700)));
  CHECK(report.thumbnails_above() == 300);
  report.record(with_thumbnails(saved_record("d", 1000, 800)));  // ordered before "c" had ended
  CHECK(report.thumbnails_above() == 300);
  CHECK_FALSE(PageReport({.rows = 1, .pictures = 0, .failures = 1}).thumbnails_above().has_value());
}

TEST_CASE("the histogram counts what became smaller, by how much, and what became larger") {
  SavingsHistogram histogram;
  histogram.add(100, 100);
  histogram.add(100, 96);
  histogram.add(100, 95);
  histogram.add(100, 1);
  histogram.add(100, 0);
  histogram.add(100, 101);
  histogram.add(0, 0);
  CHECK(histogram.bins[0] == 2);
  CHECK(histogram.bins[1] == 1);
  CHECK(histogram.bins[19] == 2);
  CHECK(histogram.larger == 1);
}

TEST_CASE("a page shows the first warnings, and counts the others") {
  PageReport report;
  report.begin({});
  for (int i = 0; i < 25; ++i) {
    report.warn(fmt::format("warning {}", i));
  }
  const std::string page = report.html({}, "today");
  CHECK(occurrences(page, ">warning ") == 20);
  CHECK(page.find(">... and 5 more.<") != std::string::npos);
}

}  // namespace
}  // namespace pixherd
