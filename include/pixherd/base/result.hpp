// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>
#include <variant>

#include "pixherd/base/check.hpp"
#include "pixherd/base/error.hpp"

namespace pixherd {

/// What a function returns when failing is an ordinary thing to happen to a user's file:
/// a value, or the Error that says why there is none (std::expected is C++23).
/// Asking for the one that is not there is a bug and aborts.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  [[nodiscard]] bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  T& value() & {
    PIXHERD_CHECK(ok());
    return std::get<0>(state_);
  }
  const T& value() const& {
    PIXHERD_CHECK(ok());
    return std::get<0>(state_);
  }
  T&& value() && {
    PIXHERD_CHECK(ok());
    return std::get<0>(std::move(state_));
  }
  const Error& error() const& {
    PIXHERD_CHECK(!ok());
    return std::get<1>(state_);
  }
  Error&& error() && {
    PIXHERD_CHECK(!ok());
    return std::get<1>(std::move(state_));
  }

  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

 private:
  std::variant<T, Error> state_;
};

/// The result of something that yields nothing but may fail.
using Attempt = Result<std::monostate>;
inline Attempt success() { return Attempt(std::monostate{}); }

}  // namespace pixherd
