// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <span>

#include "support/browser.hpp"
#include "support/catch.hpp"
#include "support/run_pixherd.hpp"

namespace pixherd {
namespace {

const std::string kHostileName =
    "\"><script>document.title='taken'<img src=x onerror=alert(1)>.jpg";

bool lacks_browser() {
  if (!Browser::is_there()) {
    WARN("SKIPPED: needs chromium");
    return true;
  }
  return false;
}

/// Photographs of many sizes, a hostile name that is saved and one that fails.
void write_mixed(const TempFolder& temp) {
  for (std::uint32_t i = 0; i < 20; ++i) {
    temp.write(fmt::format("in/photo-{}.jpg", i), photo(200 + 20 * i));
  }
  temp.write("in/" + kHostileName, photo(640));
  const sample::Bytes whole = photo(150);
  temp.write("in/broken-" + kHostileName, std::span(whole).first(whole.size() / 2));
}

/// Runs with a page, which is opened in the browser.
Reported report_opened(Browser& browser, const TempFolder& temp, Arguments more = {}) {
  Arguments arguments{"in",          "-o",  "web",         "--report", "pages/run.html",
                      "--long-edge", "300", "--processes", "2"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  Reported done = report_of(arguments, inside(temp));
  browser.open(temp / "pages/run.html");
  return done;
}

std::uint64_t count_of(Browser& browser, const std::string& selector) {
  return browser.value(fmt::format("document.querySelectorAll('{}').length", selector));
}

TEST_CASE("a page shows its run in a browser, whatever files are called", "[slow]") {
  if (lacks_browser()) {
    return;
  }
  const TempFolder temp;
  write_mixed(temp);
  Browser browser;
  const Reported done = report_opened(browser, temp);
  CHECK(done.ended.exit_code == 1);
  CHECK(browser.value("document.querySelector('.counts').innerText.replace(/\\s+/g, ' ')") ==
        "21 saved 1 failed");
  CHECK(count_of(browser, "#files tbody tr") == 22);
  CHECK(count_of(browser, "#failures li") == 1);
  CHECK(count_of(browser, "#failures img") == 1);
  CHECK(count_of(browser, "#pictures figure") == 12);
  CHECK(count_of(browser, "#timeline svg") == 2);
  CHECK(count_of(browser, "#timeline rect") == 22);
  CHECK(count_of(browser, "#timeline rect.failed") == 1);
  CHECK(count_of(browser, "#savings rect.hit") >= 20);
  CHECK(browser.value("[...document.images].every((image) => image.complete && "
                      "image.naturalWidth > 0)") == true);
  // Nothing that a name holds has become an element or a script.
  CHECK(count_of(browser, "script") == 2);
  CHECK(count_of(browser, "[onerror]") == 0);
  CHECK(browser.value("document.title.startsWith('pixherd: ')") == true);
  CHECK(browser.value("document.querySelector('#failures code').textContent") ==
        "in/broken-" + kHostileName);
  CHECK(browser.value("[...document.querySelectorAll('td code')].some((cell) => cell.textContent "
                      "=== 'in/' + document.querySelector('#failures "
                      "code').textContent.slice('in/broken-'.length))") == true);
  CHECK(browser.complaints() == std::vector<std::string>());
}

TEST_CASE("a page's table is sorted by click and by keyboard, and shows what is looked for",
          "[slow]") {
  if (lacks_browser()) {
    return;
  }
  const TempFolder temp;
  write_mixed(temp);
  Browser browser;
  report_opened(browser, temp);
  const std::string first = "document.querySelector('tbody code').textContent";
  const std::string sorts =
      "[...document.querySelectorAll('th')].map((head) => head.getAttribute('aria-sort'))";
  CHECK(browser.value(sorts).at(4) == "descending");
  browser.value("document.querySelector('th button').click()");
  CHECK(browser.value(sorts).at(0) == "ascending");
  CHECK(browser.value(sorts).at(4).is_null());
  CHECK(browser.value(first) == "in/" + kHostileName);
  CHECK(browser.value("[...document.querySelectorAll('tbody code')].map((cell) => "
                      "cell.textContent).filter((name) => name.includes('photo')).slice(0, 3)") ==
        nlohmann::json({"in/photo-0.jpg", "in/photo-1.jpg", "in/photo-2.jpg"}));
  browser.value("document.querySelectorAll('th button')[2].focus()");
  browser.press("Enter");
  CHECK(browser.value(sorts).at(2) == "descending");
  browser.press("Enter");
  CHECK(browser.value(sorts).at(2) == "ascending");
  CHECK(browser.value(first) == "in/broken-" + kHostileName);
  const std::string cells =
      "[...document.querySelectorAll('tbody tr.failed td')].slice(3, 6).map("
      "(cell) => cell.textContent)";
  CHECK(browser.value(cells) == nlohmann::json({"\u2013", "\u2013", "\u2013"}));  // no output

  browser.value(
      "{ const find = document.querySelector('#files input'); find.value = 'PHOTO-1'; "
      "find.dispatchEvent(new Event('input')); }");
  CHECK(count_of(browser, "#files tbody tr") == 11);
  CHECK(browser.value("document.querySelector('output').textContent") == "11 files");
  CHECK(browser.complaints() == std::vector<std::string>());
}

TEST_CASE("a page's pictures are compared by keyboard", "[slow]") {
  if (lacks_browser()) {
    return;
  }
  const TempFolder temp;
  temp.write("in/a.jpg", photo(640));
  Browser browser;
  report_opened(browser, temp);
  browser.value("document.querySelector('.compare input').focus()");
  const std::string split = "getComputedStyle(document.querySelector('.compare .after')).clipPath";
  CHECK(browser.value(split) == "inset(0px 0px 0px 50%)");
  browser.press("ArrowRight");
  browser.press("ArrowRight");
  CHECK(browser.value(split) == "inset(0px 0px 0px 52%)");
  CHECK(browser.value("document.querySelector('.compare input').getAttribute('aria-label')") ==
        "Before and after of in/a.jpg");
}

TEST_CASE("a page fits a phone, and is dark where that is asked for", "[slow]") {
  if (lacks_browser()) {
    return;
  }
  const TempFolder temp;
  write_mixed(temp);
  temp.write("in/" + std::string(200, 'x') + ".jpg", photo(300));
  Browser browser;
  const std::string lightness =
      "getComputedStyle(document.body).backgroundColor.match(/\\d+/g).slice(0, 3)"
      ".reduce((sum, part) => sum + Number(part), 0)";
  for (const unsigned width : {390U, 1280U}) {
    CAPTURE(width);
    browser.set_window(width, 800);
    browser.set_dark(false);
    report_opened(browser, temp);
    CHECK(browser.value("document.documentElement.scrollWidth") == width);
    CHECK(browser.value(lightness) > 700);
    browser.set_dark(true);
    CHECK(browser.value(lightness) < 100);
  }
}

TEST_CASE("a conversion's thumbnails are JPEG, in place too, where the original is gone") {
  const TempFolder temp;
  need_engine();
  temp.write("in/a.png", sample::image(ImageFormat::png, {.width = 600, .height = 400}));
  const Arguments arguments{"--in-place",      "in",       "--format", "webp",
                            "--remove-source", "--report", "run.html"};
  REQUIRE(run_pixherd(arguments, inside(temp)).exit_code == 0);
  CHECK(names_in(temp / "in") == std::vector<std::string>{"a.webp"});
  const std::string page = read_file(temp / "run.html");
  CHECK(page.find("\"before\":\"data:image/jpeg;base64,/9j/") != std::string::npos);
  CHECK(page.find("\"after\":\"data:image/jpeg;base64,/9j/") != std::string::npos);
}

TEST_CASE("outputs are the same with a page and without") {
  const TempFolder temp;
  write_mixed(temp);
  REQUIRE(run_pixherd({"in", "-o", "with", "--report", "run.html"}, inside(temp)).exit_code == 1);
  REQUIRE(run_pixherd({"in", "-o", "without"}, inside(temp)).exit_code == 1);
  CHECK(snapshot(temp / "with") == snapshot(temp / "without"));
}

TEST_CASE("a dry run has its page, and a page stands where another stood") {
  const TempFolder temp;
  write_mixed(temp);
  temp.write("run.html", "old");
  REQUIRE(run_pixherd({"in", "-o", "web", "--dry-run", "--report", "run.html"}, inside(temp))
              .exit_code == 1);
  const std::string page = read_file(temp / "run.html");
  CHECK(page.find("<b>21</b> would be saved") != std::string::npos);
  CHECK(page.find("data:image/jpeg") != std::string::npos);
  CHECK_FALSE(std::filesystem::exists(temp / "web"));
}

TEST_CASE("a page that cannot be written is told of before anything is touched") {
  const TempFolder temp;
  temp.write("in/a.jpg", photo());
  temp.write("file", "x");
  std::filesystem::create_directory(temp / "folder.html");
  struct Case {
    std::string report;
    std::string complaint;
  };
  for (const auto& [report, complaint] :
       {Case{"folder.html", "--report folder.html: is there already, and is no file"},
        Case{"file/run.html", "--report file/run.html: "},
        Case{"in/a.jpg", "--report in/a.jpg: a name that ends with .html was expected"}}) {
    CAPTURE(report);
    const Ended ended = run_pixherd({"in", "-o", "web", "--report", report}, inside(temp));
    CHECK(ended.exit_code == 2);
    CHECK(ended.err.find(complaint) != std::string::npos);
    CHECK_FALSE(std::filesystem::exists(temp / "web"));
  }
  for (const Arguments& other : {Arguments{"in/a.jpg", "-o", "-"}, Arguments{"in", "--plan"}}) {
    Arguments arguments = other;
    arguments.insert(arguments.end(), {"--report", "run.html"});
    CHECK(run_pixherd(arguments, inside(temp)).exit_code == 2);
  }
}

}  // namespace
}  // namespace pixherd
