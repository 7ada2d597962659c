// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

/// Where a program of this folder is counted: valgrind's callgrind counts inside of this function
/// (--toggle-collect) and nowhere else. Never inlined, so that it can be found by its name.
extern "C" [[gnu::noinline]] std::uint64_t counted();
