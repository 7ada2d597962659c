# SPDX-License-Identifier: Apache-2.0
# pixherd::engine: the one libvips that the image room is linked with.
#
# prebuilt  what scripts/engine/fetch brought: one shared object, copied beside the binary
# system    Debian's libvips-dev
# auto      prebuilt where it has been fetched, else system
add_library(pixherd_engine INTERFACE)
add_library(pixherd::engine ALIAS pixherd_engine)

if(CMAKE_SYSTEM_PROCESSOR MATCHES "aarch64|arm64")
  set(_engine_arch arm64)
elseif(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64|amd64")
  set(_engine_arch x64)
else()
  set(_engine_arch none)  # only Debian's engine is there for this processor
endif()
set(_engine_root "${CMAKE_SOURCE_DIR}/scripts/engine/node_modules/@img")
file(GLOB PIXHERD_ENGINE_LIBRARY "${_engine_root}/sharp-libvips-linux-${_engine_arch}/lib/libvips-cpp.so.*")

set(PIXHERD_ENGINE_NAME "${PIXHERD_ENGINE}")
if(PIXHERD_ENGINE STREQUAL auto)
  if(PIXHERD_ENGINE_LIBRARY)
    set(PIXHERD_ENGINE_NAME prebuilt)
  else()
    set(PIXHERD_ENGINE_NAME system)
  endif()
endif()

if(PIXHERD_ENGINE_NAME STREQUAL prebuilt)
  if(NOT PIXHERD_ENGINE_LIBRARY)
    message(FATAL_ERROR "The prebuilt engine is not there: run scripts/engine/fetch, or configure with -DPIXHERD_ENGINE=system")
  endif()
  # Only vips and GLib headers: the package's jpeglib.h, png.h and others are of another ABI than
  # the system's, and must not be found.
  set(_headers "${CMAKE_BINARY_DIR}/engine/include")
  file(MAKE_DIRECTORY "${_headers}")
  file(COPY "${_engine_root}/sharp-libvips-dev/include/vips" DESTINATION "${_headers}")
  file(COPY "${_engine_root}/sharp-libvips-dev/include/glib-2.0" DESTINATION "${_headers}")
  file(COPY "${_engine_root}/sharp-libvips-linux-${_engine_arch}/lib/glib-2.0/include/glibconfig.h"
       DESTINATION "${_headers}/glib-2.0")
  file(COPY "${PIXHERD_ENGINE_LIBRARY}" DESTINATION "${CMAKE_BINARY_DIR}/lib/pixherd")
  get_filename_component(_so "${PIXHERD_ENGINE_LIBRARY}" NAME)
  target_include_directories(pixherd_engine SYSTEM INTERFACE "${_headers}" "${_headers}/glib-2.0")
  target_link_libraries(pixherd_engine INTERFACE "${CMAKE_BINARY_DIR}/lib/pixherd/${_so}")
  install(FILES "${PIXHERD_ENGINE_LIBRARY}" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pixherd")
elseif(PIXHERD_ENGINE_NAME STREQUAL system)
  pkg_check_modules(VIPS REQUIRED IMPORTED_TARGET vips)
  target_link_libraries(pixherd_engine INTERFACE PkgConfig::VIPS)
else()
  message(FATAL_ERROR "PIXHERD_ENGINE is auto, prebuilt or system, not '${PIXHERD_ENGINE}'")
endif()
target_compile_definitions(pixherd_engine INTERFACE PIXHERD_ENGINE_NAME="${PIXHERD_ENGINE_NAME}")
message(STATUS "pixherd engine: ${PIXHERD_ENGINE_NAME}")

# Lets a program of the build tree find the prebuilt engine.
function(pixherd_use_engine target)
  if(PIXHERD_ENGINE_NAME STREQUAL prebuilt)
    set_target_properties(${target} PROPERTIES BUILD_RPATH "${CMAKE_BINARY_DIR}/lib/pixherd")
  endif()
endfunction()

# The same for one at the top of the build tree that is installed too. One run path serves both:
# where CMake would lengthen it later, it leaves room as an empty entry, which the loader takes for
# the current folder, and a folder of images must not bring libraries of its own. What is installed
# loses the entry for the build tree.
function(pixherd_install_with_engine target)
  install(TARGETS ${target} RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
  if(PIXHERD_ENGINE_NAME STREQUAL prebuilt)
    file(RELATIVE_PATH _up "/${CMAKE_INSTALL_BINDIR}" "/${CMAKE_INSTALL_LIBDIR}/pixherd")
    set_target_properties(${target} PROPERTIES
      BUILD_WITH_INSTALL_RPATH ON INSTALL_RPATH "$ORIGIN/${_up};$ORIGIN/lib/pixherd")
    install(CODE "
      set(_installed \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_BINDIR}/${target}\")
      file(RPATH_CHANGE FILE \"\${_installed}\"
           OLD_RPATH \"\$ORIGIN/${_up}:\$ORIGIN/lib/pixherd\" NEW_RPATH \"\$ORIGIN/${_up}\")")
  endif()
endfunction()
