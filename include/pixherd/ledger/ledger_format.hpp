// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "pixherd/ledger/ledger_entry.hpp"

namespace pixherd {

/// A ledger is a file of records, one behind the other and nothing else, so that a run only ever
/// appends and two ledgers are merged by putting one behind the other. A database (SQLite) would
/// bring an index, which is built here from a hundred thousand records in a twentieth of a second,
/// and with it locks that network file systems do not keep and journals that a cache step would
/// have to carry along; a log needs one write() a task and loads after being cut at any byte.
///
/// A record: 4 bytes of magic, 4 bytes of length, 8 bytes of checksum (XXH3-64 of the payload),
/// the payload. Numbers are little-endian. What is no whole record is passed over, to
/// the next magic: a bad bit costs its own record.
inline constexpr std::size_t kLedgerHeaderBytes = 16;
/// No payload is longer.
inline constexpr std::size_t kMostLedgerPayload = 4096;

/// Appends one record. A message is cut to 1,024 bytes.
void append_record(std::string& out, const LedgerEntry& entry);

/// What was made of some bytes. Each of them is in a record, strange or unread, which is there for
/// tests and fuzzing to check.
struct LedgerScan {
  std::size_t records = 0;
  std::size_t strange_bytes = 0;  ///< that belong to no record
  std::size_t cut_bytes = 0;      ///< of those, a record's beginning where the ledger ends
  std::size_t unread_bytes = 0;   ///< at the end, of what may be more of a record
};

/// Where a ledger ends that is read in pieces.
enum class LedgerEnd : std::uint8_t { here, later };

/// Hands on every whole record, in order. Bytes of any kind do no harm. Where the ledger ends later
/// the last bytes are left unread, to be read again before what follows.
LedgerScan read_records(std::string_view bytes, const std::function<void(LedgerEntry&&)>& take,
                        LedgerEnd end = LedgerEnd::here);

}  // namespace pixherd
