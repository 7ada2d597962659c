// SPDX-License-Identifier: Apache-2.0
// What lies about where pixherd is run is none of its business.
#include "support/catch.hpp"
#include "support/run_pixherd.hpp"

namespace pixherd {
namespace {

TEST_CASE("a folder of images brings no libraries of its own") {
  const TempFolder temp;
  for (const std::string name : {"libjpeg.so.62", "libzimg.so.2", "libstdc++.so.6"}) {
    temp.write(name, sample::Bytes{});
    temp.write("glibc-hwcaps/x86-64-v2/" + name, sample::Bytes{});
  }
  const Ended ended = run_pixherd({"--version"}, inside(temp));
  CHECK(ended.exit_code == 0);
  CHECK(ended.err.empty());
}

}  // namespace
}  // namespace pixherd
