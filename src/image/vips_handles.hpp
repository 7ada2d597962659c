// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vips/vips.h>

#include <memory>
#include <span>
#include <string>

#include "pixherd/base/bytes.hpp"
#include "pixherd/base/result.hpp"

namespace pixherd {

struct Unref {
  void operator()(gpointer object) const { g_object_unref(object); }
};

/// A libvips image, which is a recipe: its pixels are made when something asks for them. It does
/// not own the encoded bytes that it was loaded from.
using Image = std::unique_ptr<VipsImage, Unref>;

/// Another owner of the same image.
Image share(const Image& image);

/// What libvips last complained of, as one bounded printable line; clears it.
std::string take_vips_error();

/// One libvips operation by name: set its options, then ask for the result, once. Options are
/// found at run time, since the two engines do not have the same ones.
class Operation {
 public:
  explicit Operation(const char* name);

  [[nodiscard]] bool has(const char* option) const;

  Operation& set(const char* option, int value);  ///< also flags and enumerations
  Operation& set(const char* option, double value);
  Operation& set(const char* option, const char* value);
  Operation& set(const char* option, const Image& value);
  Operation& set(const char* option, std::span<const double> values);
  Operation& set(const char* option, std::span<const Image> values);
  /// The bytes are not copied and must outlive whatever is made of them.
  Operation& set(const char* option, std::span<const std::byte> bytes);

  /// Sets the option where this engine has it.
  Operation& set_if_known(const char* option, int value) {
    return has(option) ? set(option, value) : *this;
  }

  /// Run, and hand out the result; a failure becomes an Error with `code` and libvips' own words.
  Result<Image> image(ErrorCode code = ErrorCode::internal);
  Result<Bytes> bytes(ErrorCode code = ErrorCode::encode_failed);
  Result<double> number(ErrorCode code = ErrorCode::internal);

 private:
  Attempt run(ErrorCode code);
  [[nodiscard]] std::string unexplained(ErrorCode code) const;

  std::string name_;
  std::unique_ptr<VipsOperation, Unref> self_;
};

}  // namespace pixherd
