// SPDX-License-Identifier: Apache-2.0
#include "pixherd/files/temporary_name.hpp"

#include <unistd.h>

#include "support/catch.hpp"

namespace pixherd {
namespace {

TEST_CASE("a temporary's name is read as it was written") {
  TemporaryName name = TemporaryName::make();
  for (const bool in_exchange : {false, true}) {
    if (in_exchange) {
      name.exchange = {{~std::uint64_t{0}, 3, 4}, {12, ~std::uint64_t{0}, ~std::uint64_t{0} - 1}};
    }
    CAPTURE(name.text());
    CHECK(name.text().size() < 128);
    const auto read = TemporaryName::parse(name.text());
    REQUIRE(read);
    CHECK(read->maker == ::getpid());
    CHECK(read->random == name.random);
    CHECK(read->exchange == name.exchange);
  }
}

TEST_CASE("a temporary's name says of which machine it is, and which names are of this one") {
  const TemporaryName unknown = TemporaryName::make();
  set_makers_machine({0x12345678, 0x9});
  const TemporaryName own = TemporaryName::make();
  const auto read = TemporaryName::parse(own.text());
  TemporaryName exchanged = own;
  exchanged.exchange = {{1, 2, 3}, {4, 5, 6}};
  const auto read_exchanged = TemporaryName::parse(exchanged.text());
  REQUIRE(read);
  REQUIRE(read_exchanged);
  CHECK(read->machine == MakersMachine{0x12345678, 0x9});
  CHECK_FALSE(read->exchange);
  CHECK(read_exchanged->machine == own.machine);
  CHECK(read_exchanged->exchange == exchanged.exchange);
  CHECK(read->is_of_this_machine());
  CHECK(unknown.is_of_this_machine());
  set_makers_machine({0x12345678, 0x10});
  CHECK(read->is_of_this_machine());  // started anew
  set_makers_machine({0x87654321, 0x9});
  CHECK(read->is_of_this_machine());  // another container
  set_makers_machine({0x87654321, 0x10});
  CHECK_FALSE(read->is_of_this_machine());
  set_makers_machine({});
  CHECK_FALSE(read->is_of_this_machine());
}

TEST_CASE("no two temporaries of a process have one name") {
  CHECK(TemporaryName::make().text() != TemporaryName::make().text());
}

TEST_CASE("a walk passes over names of our pattern, and over no others") {
  CHECK(is_temporary_name(".pixherd-12-00ff.tmp"));
  CHECK(is_temporary_name(".pixherd-of-an-older-version.tmp"));
  CHECK_FALSE(is_temporary_name("pixherd-12-00ff.tmp"));
  CHECK_FALSE(is_temporary_name(".pixherd-12-00ff"));
  CHECK_FALSE(is_temporary_name(".pixherd-.tmp"));
  CHECK_FALSE(is_temporary_name(".pixherd.toml"));
  CHECK_FALSE(is_temporary_name("a.tmp"));
}

TEST_CASE("what we did not write is no name of ours") {
  for (const char* name :
       {".pixherd-12.tmp", ".pixherd-0-00ff.tmp", ".pixherd--12-00ff.tmp", ".pixherd-x-00ff.tmp",
        ".pixherd-12-00ff-0123456789abcdeg.tmp", ".pixherd-12-00ff-0123456789abcdef-1.tmp",
        ".pixherd-12-.tmp", ".pixherd-12-00ff-1.tmp", ".pixherd-12-00ff-1-2-3.tmp",
        ".pixherd-12-00ff-1-2-3-4.tmp", ".pixherd-12-00ff-1-2-3-4-5-g.tmp",
        ".pixherd-12-00ff-1-2-3-4-5-6-7.tmp", ".pixherd-99999999999-00ff.tmp", "a.tmp"}) {
    CAPTURE(name);
    CHECK_FALSE(TemporaryName::parse(name));
  }
}

}  // namespace
}  // namespace pixherd
