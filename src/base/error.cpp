// SPDX-License-Identifier: Apache-2.0
#include "pixherd/base/error.hpp"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

namespace pixherd {
namespace {

constexpr std::array kNames{
    std::pair{ErrorCode::usage, std::string_view{"usage"}},
    std::pair{ErrorCode::not_found, std::string_view{"not_found"}},
    std::pair{ErrorCode::unreadable, std::string_view{"unreadable"}},
    std::pair{ErrorCode::not_a_file, std::string_view{"not_a_file"}},
    std::pair{ErrorCode::empty_file, std::string_view{"empty_file"}},
    std::pair{ErrorCode::not_an_image, std::string_view{"not_an_image"}},
    std::pair{ErrorCode::unsupported_format, std::string_view{"unsupported_format"}},
    std::pair{ErrorCode::damaged, std::string_view{"damaged"}},
    std::pair{ErrorCode::too_large, std::string_view{"too_large"}},
    std::pair{ErrorCode::too_many_open_files, std::string_view{"too_many_open_files"}},
    std::pair{ErrorCode::out_of_memory, std::string_view{"out_of_memory"}},
    std::pair{ErrorCode::encode_failed, std::string_view{"encode_failed"}},
    std::pair{ErrorCode::verify_failed, std::string_view{"verify_failed"}},
    std::pair{ErrorCode::input_changed, std::string_view{"input_changed"}},
    std::pair{ErrorCode::write_failed, std::string_view{"write_failed"}},
    std::pair{ErrorCode::disk_full, std::string_view{"disk_full"}},
    std::pair{ErrorCode::read_only, std::string_view{"read_only"}},
    std::pair{ErrorCode::output_gone, std::string_view{"output_gone"}},
    std::pair{ErrorCode::worker_died, std::string_view{"worker_died"}},
    std::pair{ErrorCode::timed_out, std::string_view{"timed_out"}},
    std::pair{ErrorCode::protocol, std::string_view{"protocol"}},
    std::pair{ErrorCode::internal, std::string_view{"internal"}},
};

ErrorCode code_for_errno(int error_number) {
  switch (error_number) {
    case ENOENT:
    case ENOTDIR: return ErrorCode::not_found;
    case ENOSPC:
    case EDQUOT: return ErrorCode::disk_full;
    case EROFS: return ErrorCode::read_only;
    case EMFILE:
    case ENFILE: return ErrorCode::too_many_open_files;
    case ENOMEM: return ErrorCode::out_of_memory;
    default: return ErrorCode::unreadable;
  }
}

}  // namespace

std::string_view name(ErrorCode code) {
  for (const auto& [candidate, text] : kNames) {
    if (candidate == code) {
      return text;
    }
  }
  return "internal";
}

std::optional<ErrorCode> error_code_named(std::string_view text) {
  for (const auto& [code, candidate] : kNames) {
    if (candidate == text) {
      return code;
    }
  }
  return std::nullopt;
}

Error error_from_errno(int error_number, std::string_view what) {
  return {code_for_errno(error_number),
          fmt::format("{}: {}", what, std::generic_category().message(error_number))};
}

Error write_error(int error_number, std::string_view what) {
  Error error = error_from_errno(error_number, what);
  if (error.code != ErrorCode::disk_full && error.code != ErrorCode::read_only &&
      error.code != ErrorCode::too_many_open_files) {
    error.code = ErrorCode::write_failed;
  }
  return error;
}

}  // namespace pixherd
