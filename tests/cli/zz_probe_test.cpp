#include "run_pixherd.hpp"
#include "support/catch.hpp"
#include <fmt/format.h>
namespace pixherd { TEST_CASE("probe") {
  need_engine();
  TempFolder t; 
  for (auto& s : sample::one_of_each()) { std::string n = s.name + "." + std::string(extension(s.format)); t.write("in/" + n, s.bytes); }
  t.write("in/photo160.jpg", photo());
  Command how{.program={}}; how.folder = t.path();
  auto r = report_of({"in","-o","out"}, how);
  for (auto& f : r.report.files) fmt::print("{}\n", f.dump());
  r = report_of({"--in-place","in"}, how);
  for (auto& f : r.report.files) fmt::print("{} {} {} {}\n", f["original_path"].dump(), f["status"].dump(), f["reason"].dump(), f["saved_bytes"].dump());
  r = report_of({"--in-place","in"}, how);
  for (auto& f : r.report.files) fmt::print("2 {} {} {} {}\n", f["original_path"].dump(), f["status"].dump(), f["reason"].dump(), f["saved_bytes"].dump());
  fmt::print("{}\n", r.report.footer.dump(1));
}}
