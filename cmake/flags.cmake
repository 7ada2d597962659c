# SPDX-License-Identifier: Apache-2.0
# pixherd::flags: how our own code is compiled. Warnings are errors for developers, never for users.
add_library(pixherd_flags INTERFACE)
add_library(pixherd::flags ALIAS pixherd_flags)

target_compile_options(pixherd_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast
  -Wnon-virtual-dtor -Woverloaded-virtual -Wcast-align -Wunused
  -Wdouble-promotion -Wformat=2 -Wimplicit-fallthrough)
# GCC 12 sees overlapping copies inside std::string where there are none (GCC bug 105329).
target_compile_options(pixherd_flags INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>)
# And values that a variant does not hold just then as used before they are set (GCC bug 80635).
target_compile_options(pixherd_flags INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
if(PIXHERD_DEV)
  target_compile_options(pixherd_flags INTERFACE -Werror)
endif()

# Everything is compiled and linked alike, the tests included.
# The vptr check is left out: it opens a pipe to look at an object, and takes the object for a bad
# one where there is no descriptor left, which is just what some tests arrange.
# -O1: the checked code is quicker than at -O0, and still to be read in a debugger.
if(PIXHERD_SANITIZE)
  add_compile_options(-O1 -fsanitize=address,undefined -fno-sanitize=vptr
                      -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
endif()

# The same, and the counters that libFuzzer steers by.
if(PIXHERD_FUZZ)
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL Clang)
    message(FATAL_ERROR "PIXHERD_FUZZ needs Clang: it has libFuzzer")
  endif()
  add_compile_options(-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize=vptr,function
                      -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=fuzzer-no-link,address,undefined)
endif()
