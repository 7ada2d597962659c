// SPDX-License-Identifier: Apache-2.0
#include "pixherd/files/source_file.hpp"

#include <fcntl.h>

#include "support/catch.hpp"
#include "support/replacing.hpp"

namespace pixherd {
namespace {

TEST_CASE("a source that was given back may be taken again, whoever still has its descriptor") {
  Replacing work("original");
  REQUIRE(take_for_this_run(*work.source));
  // As a child has it that was forked in between.
  const Fd inherited(::fcntl(work.source->fd.get(), F_DUPFD_CLOEXEC, 0));
  SECTION("closed alone it is taken") {
    work.open();
    CHECK_FALSE(take_for_this_run(*work.source));
  }
  SECTION("given back it is free") {
    give_back(*work.source);
    work.open();
    CHECK(take_for_this_run(*work.source));
  }
}

}  // namespace
}  // namespace pixherd
