// SPDX-License-Identifier: Apache-2.0
#include "pixherd/files/ledger_file.hpp"

#include <fcntl.h>

#include "support/catch.hpp"
#include "support/compare.hpp"
#include "support/temp_folder.hpp"

namespace pixherd {
namespace {

namespace fs = std::filesystem;

/// All that is in the ledgers, each with a full stop.
Result<std::string> text_of(const LedgerFile& ledger) {
  std::string text;
  const Attempt read =
      ledger.read([&](std::string_view piece) { text += piece.empty() ? "." : piece; });
  return read ? Result<std::string>(text) : read.error();
}

TEST_CASE("a ledger is read behind those that were put beside it, in the order of their names") {
  const TempFolder temp;
  temp.write("state/b.ledger", "second");
  temp.write("state/a.ledger", "first");
  temp.write("state/.c.ledger", "hidden");
  temp.write("state/ledger", "own");
  const std::string path = (temp / "state").string();
  for (const auto& opened : {&LedgerFile::open, &LedgerFile::look_into}) {
    const auto ledger = opened(path);
    REQUIRE(ledger.ok());
    CHECK(*text_of(*ledger) == "first.second.own.");
  }
}

TEST_CASE("a ledger that lies beside and is a link is not followed") {
  const TempFolder temp;
  temp.write("elsewhere", "of somebody else");
  fs::create_directory(temp / "state");
  fs::create_symlink("../elsewhere", temp / "state/a.ledger");
  const auto ledger = LedgerFile::open((temp / "state").string());
  REQUIRE(ledger.ok());
  const auto text = text_of(*ledger);
  REQUIRE_FALSE(text.ok());
  CHECK(contains(text.error().message, "state: a.ledger is a symbolic link"));
}

TEST_CASE("a ledger becomes another one, or empty, and is written on") {
  const TempFolder temp;
  auto ledger = LedgerFile::open((temp / "state").string());
  REQUIRE(ledger.ok());
  for (const char* text : {"all of it", ""}) {
    REQUIRE(ledger->replace(text).ok());
    CHECK(read_file(temp / "state/ledger") == text);
    REQUIRE(ledger->append(" and more").ok());
    CHECK(read_file(temp / "state/ledger") == std::string(text) + " and more");
  }
}

}  // namespace
}  // namespace pixherd
