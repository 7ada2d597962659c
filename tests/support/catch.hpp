// SPDX-License-Identifier: Apache-2.0
#pragma once

// Catch2 version 3 has one header for everything under another name than version 2 had.
#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
#else
#include <catch2/catch.hpp>
#endif
