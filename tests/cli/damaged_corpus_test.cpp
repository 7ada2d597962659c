// SPDX-License-Identifier: Apache-2.0
#include "damaged_corpus.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstdlib>
#include <string_view>

#include "support/catch.hpp"

namespace pixherd {
namespace {

/// PIXHERD_FAULTS=long: takes minutes where the usual corpus takes seconds.
bool sweep_is_long() {
  const char* faults = std::getenv("PIXHERD_FAULTS");
  return faults != nullptr && std::string_view(faults) == "long";
}

Density density() { return sweep_is_long() ? Density{.cuts = 300, .scars = 300} : Density{}; }

const std::vector<CorpusFile>& corpus() {
  static const std::vector<CorpusFile> files = [] {
    need_engine();
    return damaged_corpus(density());
  }();
  return files;
}

/// For whoever wants to know what has been tried.
void print_figures(const Reported& done, const std::string& arguments) {
  const Json& totals = done.report.footer.at("totals");
  fmt::print("damaged corpus, {}: {} files: {} failed, {} skipped, {} kept, {} saved\n", arguments,
             totals.at("inputs").get<int>(), totals.at("failed").get<int>(),
             totals.at("skipped").get<int>(), totals.at("kept").get<int>(),
             totals.at("saved").get<int>());
}

/// Everything that is wrong, a line each.
/// What Debian's libraries make of false sizes, where newer ones see the damage: an AVIF is decoded
/// to the size that it is coded in, whole, and a JPEG in a TIFF fails only when what was made of it
/// is opened again. No picture is lost by either.
bool is_known(const Reported& done, const CorpusFile& file) {
  const bool lenient = done.report.header.at("engine").at("name") == "system";
  return lenient &&
         (file.path.starts_with("alpha-avif/size-") || file.path.starts_with("jpeg-in-tiff/size-"));
}

std::string wrongs_of(const TempFolder& temp, const Reported& done, Loss loss) {
  std::map<std::string, const Json*> records;
  for (const Json& record : done.report.files) {
    records[record.at("original_path")] = &record;
  }
  std::string wrongs;
  for (const CorpusFile& file : corpus()) {
    const auto found = records.find("in/" + file.path);
    const std::string wrong =
        found == records.end()
            ? "has no record"
            : wrong_with(file, bytes_of(temp / ("in/" + file.path)), *found->second, loss);
    if (!wrong.empty() && is_known(done, file)) {
      WARN("known of Debian's libraries: " << file.path << ": " << wrong);
    } else if (!wrong.empty()) {
      wrongs += fmt::format("{}: {}\n", file.path, wrong);
    }
  }
  return wrongs;
}

void run_over_corpus(Arguments arguments, Loss loss) {
  const TempFolder temp;
  for (const CorpusFile& file : corpus()) {
    temp.write("in/" + file.path, file.bytes);
  }
  Command how = inside(temp);
  how.deadline = std::chrono::minutes(sweep_is_long() ? 30 : 5);
  const std::vector<std::string> names = names_in(temp / "in");
  const Reported done = report_of(arguments, how);
  print_figures(done, fmt::format("{}", fmt::join(arguments, " ")));
  CHECK(done.ended.exit_code == 1);
  CHECK(done.report.footer.at("ended") == "done");
  CHECK(done.report.files.size() == corpus().size());
  CHECK(names_in(temp / "in") == names);
  CHECK(done.report.footer.at("totals").at("saved") > sample::small_of_each().size() / 2);
  const std::string wrongs = wrongs_of(temp, done, loss);
  CAPTURE(wrongs);
  CHECK(wrongs.empty());
}

TEST_CASE("whoever judges the damaged files sees what is wrong") {
  need_engine();
  const sample::Bytes large = sample::image(ImageFormat::png, {.width = 64, .height = 48});
  const sample::Bytes small = sample::image(ImageFormat::png, {.width = 40, .height = 24});
  const Json saved{{"status", "saved"}, {"ms", 1.0}};
  const Json died{
      {"status", "failed"}, {"ms", 1.0}, {"error", {{"code", "worker_died"}, {"message", ""}}}};
  const Json kept{{"status", "kept"}, {"ms", 1.0}};
  const CorpusFile whole{"whole.png", large, Fate::judged};
  const CorpusFile damaged{"cut.png", sample::cut(large, large.size() - 1), Fate::judged};
  const CorpusFile cut{"cut.png", damaged.bytes, Fate::failed};
  CHECK(wrong_with(whole, small, saved, Loss::none) == "replaced by other pixels");
  CHECK(wrong_with(whole, small, saved, Loss::pixels) == "64 x 48 pixels became 40 x 24");
  CHECK(wrong_with(whole, damaged.bytes, saved, Loss::none).starts_with("replaced by something"));
  CHECK(wrong_with(damaged, small, saved, Loss::pixels).starts_with("replaced though damaged"));
  CHECK(wrong_with(whole, small, kept, Loss::none) == "changed though kept");
  CHECK(wrong_with(cut, cut.bytes, kept, Loss::none) == "is kept");
  CHECK(wrong_with(whole, large, died, Loss::none).starts_with("worker_died"));
  CHECK(wrong_with(whole, large, kept, Loss::none).empty());
}

TEST_CASE("of thousands of damaged files none is replaced by a damaged picture") {
  CHECK(corpus().size() >= (sweep_is_long() ? 10'000 : 2000));
  run_over_corpus({"--in-place", "in"}, Loss::none);
}

TEST_CASE("of thousands of damaged files none is encoded again as if it were whole", "[slow]") {
  // A palette, as PNGs get by this, has eight bits where some of them have sixteen.
  run_over_corpus({"--in-place", "--quality", "60", "--allow-loss", "depth", "in"}, Loss::pixels);
}

}  // namespace
}  // namespace pixherd
