// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "pixherd/base/text.hpp"
#include "vips_handles.hpp"

namespace pixherd {

Image share(const Image& image) {
  g_object_ref(image.get());
  return Image(image.get());
}

namespace {

constexpr std::size_t kLongestError = 300;

/// Said of decoders that try to read on behind the end; what became of it comes behind.
constexpr std::string_view kIdleError = "bad seek to";

}  // namespace

std::string take_vips_error() {
  const std::string said = vips_error_buffer();
  vips_error_clear();
  std::string message;
  for (std::size_t at = 0; at < said.size() && message.size() < kLongestError;) {
    const std::size_t end = std::min(said.find('\n', at), said.size());
    std::string line = said.substr(at, end - at);
    line.erase(line.find_last_not_of(" ;") + 1);
    at = end + 1;
    const bool known = message.find(line) != std::string::npos;
    if (!known && line.find(kIdleError) == std::string::npos) {
      message += (message.empty() ? "" : "; ") + line;
    }
  }
  return printable(message.substr(0, kLongestError));
}

Operation::Operation(const char* name) : name_(name), self_(vips_operation_new(name)) {
  if (!self_) {
    vips_error_clear();
  }
}

bool Operation::has(const char* option) const {
  return self_ && g_object_class_find_property(G_OBJECT_GET_CLASS(self_.get()), option) != nullptr;
}

Operation& Operation::set(const char* option, int value) {
  if (self_) {
    g_object_set(self_.get(), option, value, nullptr);
  }
  return *this;
}

Operation& Operation::set(const char* option, double value) {
  if (self_) {
    g_object_set(self_.get(), option, value, nullptr);
  }
  return *this;
}

Operation& Operation::set(const char* option, const char* value) {
  if (self_) {
    g_object_set(self_.get(), option, value, nullptr);
  }
  return *this;
}

Operation& Operation::set(const char* option, const Image& value) {
  if (self_) {
    g_object_set(self_.get(), option, value.get(), nullptr);
  }
  return *this;
}

Operation& Operation::set(const char* option, std::span<const double> values) {
  if (self_) {
    VipsArrayDouble* array = vips_array_double_new(values.data(), static_cast<int>(values.size()));
    g_object_set(self_.get(), option, array, nullptr);
    vips_area_unref(VIPS_AREA(array));
  }
  return *this;
}

Operation& Operation::set(const char* option, std::span<const Image> values) {
  if (self_) {
    std::vector<VipsImage*> pointers;
    for (const Image& image : values) {
      pointers.push_back(image.get());
    }
    VipsArrayImage* array =
        vips_array_image_new(pointers.data(), static_cast<int>(pointers.size()));
    g_object_set(self_.get(), option, array, nullptr);
    vips_area_unref(VIPS_AREA(array));
  }
  return *this;
}

Operation& Operation::set(const char* option, std::span<const std::byte> bytes) {
  if (self_) {
    VipsBlob* blob = vips_blob_new(nullptr, bytes.data(), bytes.size());
    g_object_set(self_.get(), option, blob, nullptr);
    vips_area_unref(VIPS_AREA(blob));
  }
  return *this;
}

std::string Operation::unexplained(ErrorCode code) const {
  return code == ErrorCode::damaged
             ? "the decoder cannot read it, and does not say why"
             : fmt::format("libvips' {} failed, and does not say why", name_);
}

Attempt Operation::run(ErrorCode code) {
  if (!self_) {
    return Error{ErrorCode::unsupported_format,
                 fmt::format("this build's libvips has no {}", name_)};
  }
  if (vips_object_build(VIPS_OBJECT(self_.get())) != 0) {
    vips_object_unref_outputs(VIPS_OBJECT(self_.get()));
    std::string message = take_vips_error();
    return Error{code, message.empty() ? unexplained(code) : std::move(message)};
  }
  return success();
}

Result<Image> Operation::image(ErrorCode code) {
  if (Attempt ran = run(code); !ran) {
    return std::move(ran).error();
  }
  VipsImage* out = nullptr;
  g_object_get(self_.get(), "out", &out, nullptr);
  vips_object_unref_outputs(VIPS_OBJECT(self_.get()));
  return Image(out);
}

Result<Bytes> Operation::bytes(ErrorCode code) {
  if (Attempt ran = run(code); !ran) {
    return std::move(ran).error();
  }
  VipsBlob* blob = nullptr;
  g_object_get(self_.get(), "buffer", &blob, nullptr);
  std::size_t length = 0;
  const auto* data = static_cast<const std::byte*>(vips_blob_get(blob, &length));
  Bytes copy(data, data + length);
  vips_area_unref(VIPS_AREA(blob));
  vips_object_unref_outputs(VIPS_OBJECT(self_.get()));
  return copy;
}

Result<double> Operation::number(ErrorCode code) {
  if (Attempt ran = run(code); !ran) {
    return std::move(ran).error();
  }
  double out = 0;
  g_object_get(self_.get(), "out", &out, nullptr);
  vips_object_unref_outputs(VIPS_OBJECT(self_.get()));
  return out;
}

}  // namespace pixherd
