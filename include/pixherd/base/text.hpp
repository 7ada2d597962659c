// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pixherd {

/// True where `bytes` is well-formed UTF-8 (no overlong forms, no surrogates).
bool is_utf8(std::string_view bytes);

/// `bytes` for a person's eyes: control characters and bytes that are not UTF-8 become \xNN, so a
/// file name can neither move the cursor, nor forge a second line, nor show as another.
std::string printable(std::string_view bytes);

/// ASCII's letters in small ones, whatever the locale; other bytes as they are.
std::string lower_case(std::string_view text);

/// The same in capitals.
std::string upper_case(std::string_view text);

/// Standard base64 with padding (RFC 4648).
std::string base64(std::string_view bytes);

/// "951 B", "1.4 MB": decimal units, one decimal from kB on.
std::string format_bytes(std::uint64_t bytes);

/// "0.8 s", "2 min 05 s", "3 h 10 min".
std::string format_seconds(double seconds);

/// A whole decimal number and nothing else; nullopt where it is anything else or does not fit.
std::optional<std::uint64_t> parse_number(std::string_view text);

/// A whole number, or one with k, M, G or T behind it for powers of 1000, or Ki, Mi, Gi or Ti for
/// powers of 1024 (in any case), which may have a fraction: 1.5M; nullopt as above.
std::optional<std::uint64_t> parse_amount(std::string_view text);
/// The same, of bytes: B may stand behind it.
std::optional<std::uint64_t> parse_bytes(std::string_view text);

}  // namespace pixherd
