// SPDX-License-Identifier: Apache-2.0
#include "pixherd/base/result.hpp"

#include <cerrno>
#include <csignal>
#include <memory>
#include <set>
#include <string>
#include <type_traits>

#include "support/catch.hpp"
#include "support/child.hpp"

namespace pixherd {
namespace {

Result<std::string> half_of(int number) {
  if (number % 2 != 0) {
    return Error{ErrorCode::usage, "is odd"};
  }
  return std::to_string(number / 2);
}

TEST_CASE("a result holds a value or the error that says why there is none") {
  const auto good = half_of(8);
  CHECK(good.ok());
  CHECK(static_cast<bool>(good));
  CHECK(*good == "4");
  CHECK(good->size() == 1);
  const auto bad = half_of(7);
  CHECK_FALSE(bad.ok());
  CHECK(bad.error() == Error{ErrorCode::usage, "is odd"});
  CHECK(success().ok());
}

TEST_CASE("a result hands its value or its error on without a copy") {
  Result<std::unique_ptr<int>> owned(std::make_unique<int>(5));
  const std::unique_ptr<int> taken = *std::move(owned);
  CHECK(*taken == 5);
  auto bad = half_of(1);
  const Error error = std::move(bad).error();
  CHECK(error.message == "is odd");
  CHECK_FALSE(std::is_copy_constructible_v<Result<std::unique_ptr<int>>>);
}

TEST_CASE("asking a result for what is not there aborts") {
  CHECK(in_child([] { (void)half_of(7).value(); }).signal_number == SIGABRT);
  CHECK(in_child([] { (void)half_of(8).error(); }).signal_number == SIGABRT);
  CHECK(in_child([] { (void)half_of(8).value(); }).signal_number == 0);
}

TEST_CASE("every error code has a name of its own that leads back to it") {
  std::set<std::string_view> names;
  for (int i = 0; i <= static_cast<int>(ErrorCode::internal); ++i) {
    const auto code = static_cast<ErrorCode>(i);
    CAPTURE(i, name(code));
    CHECK(names.insert(name(code)).second);
    CHECK(error_code_named(name(code)) == code);
  }
  CHECK_FALSE(error_code_named("").has_value());
  CHECK_FALSE(error_code_named("Usage").has_value());
}

TEST_CASE("an errno becomes the code that fits and a sentence with its cause") {
  CHECK(error_from_errno(ENOENT, "cannot open").message ==
        "cannot open: No such file or directory");
  CHECK(error_from_errno(ENOENT, "x").code == ErrorCode::not_found);
  CHECK(error_from_errno(ENOTDIR, "x").code == ErrorCode::not_found);
  CHECK(error_from_errno(ENOSPC, "x").code == ErrorCode::disk_full);
  CHECK(error_from_errno(EDQUOT, "x").code == ErrorCode::disk_full);
  CHECK(error_from_errno(EROFS, "x").code == ErrorCode::read_only);
  CHECK(error_from_errno(ENOMEM, "x").code == ErrorCode::out_of_memory);
  CHECK(error_from_errno(EACCES, "x").code == ErrorCode::unreadable);
}

}  // namespace
}  // namespace pixherd
