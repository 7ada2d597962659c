// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace pixherd {

/// Why a file failed or a run could not start. The set is closed; the printed names are part of
/// the JSON contract and never change.
enum class ErrorCode : std::uint8_t {
  usage,                ///< an option, a task list or a plan of outputs that cannot be carried out
  not_found,            ///< the input is not there (any more)
  unreadable,           ///< the input cannot be opened or read
  not_a_file,           ///< a folder where a file was wanted, a device, a socket, a pipe
  empty_file,           ///< 0 bytes
  not_an_image,         ///< no known magic bytes
  unsupported_format,   ///< an image, but of a format or kind that this build does not handle
  damaged,              ///< cut short, or the decoder warned
  too_large,            ///< more pixels or bytes than the limits, or than the format, allow
  too_many_open_files,  ///< the process, or the machine, may have no more descriptors
  out_of_memory,        ///< the image does not fit into the memory budget
  encode_failed,        ///< the encoder refused
  verify_failed,        ///< the output, decoded again, was not what had been encoded
  input_changed,        ///< the input was changed or replaced while it was worked on
  write_failed,         ///< the output could not be written, named or given its mode
  disk_full,            ///< no space or quota left at the output
  read_only,            ///< the output is on a read-only file system
  output_gone,          ///< the folder of all outputs was removed during the run
  worker_died,          ///< the worker was killed or crashed while it had this file
  timed_out,            ///< took longer than an image of its size may
  protocol,             ///< a worker sent what no worker of ours sends
  internal,             ///< a bug of ours, caught
};

/// The stable printed name, such as "not_an_image".
std::string_view name(ErrorCode code);
std::optional<ErrorCode> error_code_named(std::string_view text);

/// An expected failure: a code for programs and a sentence for people. The sentence names the
/// cause and, where there is one, the next step; whoever reports it adds the file's name.
struct Error {
  ErrorCode code = ErrorCode::internal;
  std::string message;

  bool operator==(const Error&) const = default;
};

inline Error usage_error(std::string message) { return {ErrorCode::usage, std::move(message)}; }

/// "what: No such file or directory", with the code that fits the errno.
Error error_from_errno(int error_number, std::string_view what);

/// The same of what was to be written, named or synced: write_failed, but where what stands in the
/// way is the file system's or the process's and not this file's (disk_full, read_only,
/// too_many_open_files).
Error write_error(int error_number, std::string_view what);

}  // namespace pixherd
